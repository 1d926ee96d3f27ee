DROP TABLE workers, job_runs, audit_events, sessions, api_tokens, users, agents, settings;
