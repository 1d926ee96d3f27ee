import { openTestDatabase, type TestDatabase } from '../../test/support/test-database.js';
import { JobQueue } from './job-queue.service.js';

describe('JobQueue', () => {
  let test: TestDatabase;
  const queue = new JobQueue();
  const progress = () => queue.progress(test.database, 'plan:1');

  beforeAll(async () => (test = await openTestDatabase()));
  afterAll(() => test.close());

  it('tells how far a job is by its key', async () => {
    expect(await progress()).toBeNull();
    await queue.add(test.database, 'plan', { id: 1 }, { key: 'plan:1' });
    expect(await progress()).toBe('waiting');
    await test.database.execute(`UPDATE graphile_worker._private_jobs SET locked_at = now() WHERE key = 'plan:1'`);
    expect(await progress()).toBe('running');
    await test.database.execute(
      `UPDATE graphile_worker._private_jobs SET locked_at = NULL, last_error = 'no' WHERE key = 'plan:1'`,
    );
    expect(await progress()).toBe('failing');
    await test.database.execute(`DELETE FROM graphile_worker._private_jobs WHERE key = 'plan:1'`);
    expect(await progress()).toBeNull();
  });
});
