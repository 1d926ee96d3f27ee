import { setTimeout as wait } from 'node:timers/promises';
import { Pool } from 'undici';
import { post, type Visitor } from './visitor.adapter.js';

/** How often a page of the desk asks again; an agent's real page is quieter. */
const POLL_EVERY_MS = 1_000;
/** After so many polls a call is taken, opened and recorded: one in ten seconds, where a real call takes minutes. */
const POLLS_PER_CALL = 10;
const PER_CENT_99 = 0.99;

/** What many agents at once have seen. */
export interface WorkSeen {
  readonly requests: number;
  readonly records: number;
  readonly errors: number;
  readonly firstError: string | null;
  readonly p99Ms: number;
}

/** Lets all visitors poll `path` and record calls, each at its own beat, for so many seconds. */
export async function workAsAgents(
  url: string,
  path: string,
  visitors: readonly Visitor[],
  seconds: number,
): Promise<WorkSeen> {
  const server = new Pool(url, { connections: visitors.length, pipelining: 1 });
  const seen = { times: [] as number[], errors: [] as string[], records: 0 };
  const until = performance.now() + seconds * 1000;
  const work = async (visitor: Visitor, i: number): Promise<void> => {
    const agent = new AgentAtWork(server, visitor, seen);
    // They do not all come in the same millisecond.
    await wait((i / visitors.length) * POLL_EVERY_MS);
    for (let beat = i; performance.now() < until; beat += 1) {
      const started = performance.now();
      await agent.poll(path);
      if (beat % POLLS_PER_CALL === 0) await agent.call();
      await wait(Math.max(0, started + POLL_EVERY_MS - performance.now()));
    }
  };
  await Promise.all(visitors.map(work));
  await server.close();
  const { times, errors, records } = seen;
  const sorted = times.sort((a, b) => a - b);
  const p99Ms = Math.round(sorted[Math.floor(sorted.length * PER_CENT_99)] ?? 0);
  return { requests: times.length, records, errors: errors.length, firstError: errors[0] ?? null, p99Ms };
}

interface Seen {
  readonly times: number[];
  readonly errors: string[];
  records: number;
}

class AgentAtWork {
  constructor(
    private readonly server: Pool,
    private readonly visitor: Visitor,
    private readonly seen: Seen,
  ) {}

  async poll(path: string): Promise<void> {
    await this.timed(`GET ${path}`, async () => {
      const { statusCode, body } = await this.server.request({ method: 'GET', path, headers: this.visitor.headers });
      return { status: statusCode, body: await body.text() };
    });
  }

  /** The next call, opened, and nobody answered: the whole way of a record through the desk. */
  async call(): Promise<void> {
    const offered = await this.post('/api/v1/desk/next');
    const call = (offered as { call: { attemptId: number; visitId: number } | null } | null)?.call;
    if (!call) return;
    if ((await this.post(`/api/v1/desk/calls/${call.attemptId}/open`)) === null) return;
    const form = { lineResult: 'no_answer', disposition: 'not_reached' };
    const record = (await this.post(`/api/v1/visits/${call.visitId}/record`, form)) as { state: string } | null;
    if (record?.state === 'complete') this.seen.records += 1;
    else if (record !== null) this.seen.errors.push(`the record of visit ${call.visitId} stayed a draft`);
  }

  private post(path: string, form: object = {}): Promise<unknown> {
    return this.timed(`POST ${path}`, () => post(this.server, this.visitor, path, form)).then((answer) =>
      answer === null ? null : (JSON.parse(answer) as unknown),
    );
  }

  /** The body, or null when it was no success, which counts as an error. */
  private async timed(what: string, work: () => Promise<{ status: number; body: string }>): Promise<string | null> {
    const started = performance.now();
    try {
      const { status, body } = await work();
      if (status === 200) return body;
      this.seen.errors.push(`${what} answered ${status}: ${body.slice(0, 200)}`);
    } catch (error) {
      this.seen.errors.push(`${what}: ${(error as Error).message}`);
    } finally {
      this.seen.times.push(performance.now() - started);
    }
    return null;
  }
}
