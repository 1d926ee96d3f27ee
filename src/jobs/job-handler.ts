/** When a job falls due by itself, in the organisation's zone: every minute, or once each local day at 'HH:MM'. */
export type TickRule = { readonly everyMinute: true } | { readonly dailyAt: string };

/** A job of the engine. `run` may be called twice with the same payload, and on two machines at once. */
export abstract class JobHandler {
  /** The job's name, a verb phrase: also the name of its file and of its rows in `job_runs`. */
  abstract readonly job: string;
  /** Set when the job falls due by itself. */
  readonly tick?: TickRule;
  abstract run(payload: unknown, signal: AbortSignal): Promise<void>;
}
