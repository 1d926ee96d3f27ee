import type { Database } from '../database/database.service.js';
import type { Clock } from '../kernel/clock.js';
import type { ClaimQuestion, ClaimRepository } from '../planning/claim.repository.js';
import { ClaimSource } from './claim-source.worker.js';

const at = (minute: number) => new Date(Date.UTC(2026, 10, 24, 1, minute));

/** Attempts of one campaign by the minute at which they are due; what is claimed is gone until it is released. */
class DueAttempts {
  readonly asked: (Date | null)[] = [];
  readonly released: string[] = [];
  private claims = 0;

  constructor(private due: { readonly id: number; readonly at: Date }[]) {}

  add(...more: { readonly id: number; readonly at: Date }[]): void {
    this.due = [...this.due, ...more].sort((a, b) => a.at.getTime() - b.at.getTime());
  }

  dueCampaigns = (_: unknown, { floors }: { floors: ReadonlyMap<number, Date> }) =>
    Promise.resolve(
      this.from(floors.get(7) ?? null)
        .slice(0, 1)
        .map((first) => ({ id: 7, priority: 5, from: first.at })),
    );

  claimDue = (_: unknown, { limit, floor = null }: ClaimQuestion) => {
    this.asked.push(floor);
    const taken = this.from(floor).slice(0, limit);
    this.due = this.due.filter((each) => !taken.includes(each));
    this.claims += 1;
    const upTo = taken.at(-1)?.at ?? null;
    return Promise.resolve({ token: `claim-${this.claims}`, attemptIds: taken.map(({ id }) => id), upTo });
  };

  releaseClaims = (_: unknown, { token }: { token: string }): Promise<number> => {
    this.released.push(token);
    return Promise.resolve(1);
  };

  private from(floor: Date | null) {
    return this.due.filter((each) => floor === null || each.at >= floor);
  }
}

function sourceOf(attempts: DueAttempts): ClaimSource {
  const clock = { now: () => at(59), offsetMs: () => 0 } as Clock;
  const tools = { clock, database: {} as Database, claims: attempts as unknown as ClaimRepository };
  return new ClaimSource('smtp', 'email', {
    ...tools,
    scope: () => Promise.resolve(null),
    workerId: () => 1,
    log: { warn: () => undefined },
  });
}

function attempts(count: number): { id: number; at: Date }[] {
  return Array.from({ length: count }, (_, i) => ({ id: i + 1, at: at(i < 200 ? 1 : 2) }));
}

describe('the source of claims', () => {
  it('gives out what one claim brought in groups, and claims again when that is used up', async () => {
    const due = new DueAttempts(attempts(250));
    const source = sourceOf(due);
    const sizes: number[] = [];
    for (let group = await source.next(120); group !== null; group = await source.next(120)) {
      sizes.push(group.attemptIds.length);
      await source.settle(group, group.attemptIds.length, []);
    }
    expect(sizes).toEqual([120, 80, 50]);
    await source.end();
    expect(due.released).toEqual([]);
  });

  it('does not look again below what it has claimed', async () => {
    const due = new DueAttempts(attempts(250));
    const source = sourceOf(due);
    await source.next(200);
    await source.next(200);
    expect(due.asked).toEqual([at(1), at(2)]);
  });

  it('looks at everything once more before it says that nothing is due', async () => {
    const due = new DueAttempts(attempts(200));
    const source = sourceOf(due);
    await source.next(200);
    due.add({ id: 900, at: at(0) });
    expect((await source.next(200))?.attemptIds).toEqual([900]);
    expect(await source.next(200)).toBeNull();
  });

  it('gives out once more what did not go, and gives back what nobody sent', async () => {
    const due = new DueAttempts(attempts(3));
    const source = sourceOf(due);
    const group = await source.next(3);
    expect(group?.attemptIds).toEqual([1, 2, 3]);
    await source.settle(group!, 1, [3]);
    expect(source.hasPending).toBe(true);
    const again = await source.next(3);
    expect(again?.attemptIds).toEqual([3]);
    await source.settle(again!, 1, []);
    expect(source.hasPending).toBe(false);
    expect(due.released).toEqual(['claim-1']);
  });

  it('gives back at its end what is still claimed', async () => {
    const due = new DueAttempts(attempts(3));
    const source = sourceOf(due);
    await source.next(1);
    await source.end();
    expect(due.released).toEqual(['claim-1']);
    expect(source.hasPending).toBe(false);
  });
});
