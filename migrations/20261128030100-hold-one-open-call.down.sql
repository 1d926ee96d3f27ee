DROP INDEX visits_agent_promise_idx;
DROP INDEX attempts_called_idx;
DROP INDEX attempts_one_open_call_uniq;
