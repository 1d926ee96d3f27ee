import { openTestDatabase } from '../../test/support/test-database.js';
import type { TestDatabase } from '../../test/support/test-database.js';
import { RowCounts } from './row-count.read-model.js';

describe('the count at the head of a list', () => {
  let t: TestDatabase;
  let counts: RowCounts;

  beforeAll(async () => {
    t = await openTestDatabase();
    counts = new RowCounts(t.database);
    await t.database.execute('CREATE TABLE many AS SELECT n, n % 4 AS part FROM generate_series(1, 40000) n');
    await t.database.execute('ANALYZE many');
  }, 60_000);
  afterAll(() => t.close());

  it('is exact as far as counting is cheap', async () => {
    expect(await counts.count('many m WHERE m.n <= $1', [10_000])).toEqual({ number: 10_000, isEstimate: false });
    expect(await counts.count('many m WHERE m.n < 0', [])).toEqual({ number: 0, isEstimate: false });
  });

  it('is an estimate beyond, which says so and shows two digits', async () => {
    expect(await counts.count('many', [])).toEqual({ number: 40_000, isEstimate: true });
    const some = await counts.count('many m WHERE m.n > $1', [25_000]);
    expect(some.isEstimate).toBe(true);
    expect(some.number % 1000).toBe(0);
    expect(Math.abs(some.number - 15_000)).toBeLessThanOrEqual(2_000);
  });
});
