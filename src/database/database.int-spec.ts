import { openTestDatabase, type TestDatabase } from '../../test/support/test-database.js';

describe('Database', () => {
  let test: TestDatabase;
  beforeAll(async () => {
    test = await openTestDatabase();
    await test.database.query(
      'CREATE TABLE things (id bigint, name text, tags text[], at timestamptz, doc jsonb, on_day date)',
    );
  });
  afterAll(() => test.close());

  it('gives int8 as number, date as text, timestamptz as instant', async () => {
    const row = await test.database.one<object>(
      `SELECT 7::int8 AS n, '2026-11-23'::date AS d, '2026-11-23T01:00:00Z'::timestamptz AS t`,
    );
    expect(row).toEqual({ n: 7, d: '2026-11-23', t: new Date('2026-11-23T01:00:00Z') });
  });

  it('has no statement compiled, on whichever connection it runs', async () => {
    const { database } = test;
    const seen = await Promise.all([
      database.one('SHOW jit'),
      database.transaction((tx) => tx.one('SHOW jit')),
      database.byKey.one('SHOW jit'),
    ]);
    expect(seen).toEqual([{ jit: 'off' }, { jit: 'off' }, { jit: 'off' }]);
  });

  it('copies rows in with every kind of value and streams them out in batches', async () => {
    const names = ['plain', 'tab\tline\nback\\slash', '𠮷田', '"quoted, {braces}"', '\\N'];
    await test.database.transaction(async (tx) => {
      const rows = names.map((name, i) => [i, name, [name, ''], new Date(0), { json: { name } }, null] as const);
      expect(await tx.copyIn('things', ['id', 'name', 'tags', 'at', 'doc', 'on_day'], rows)).toBe(5);
      const read: string[] = [];
      for await (const batch of tx.stream<{ name: string; tags: string[]; doc: { name: string } }>(
        'SELECT * FROM things ORDER BY id',
        [],
        2,
      )) {
        expect(batch.length).toBeLessThanOrEqual(2);
        for (const row of batch) read.push(row.name);
        for (const row of batch) expect([row.tags[0], row.doc.name]).toEqual([row.name, row.name]);
      }
      expect(read).toEqual(names);
    });
  });

  it('reads a batch ahead: who leaves early can go on, and a failure is told when its turn comes', async () => {
    const numbers = 'SELECT n, 1 / (5 - n) AS part FROM generate_series(1, 9) AS n';
    await test.database.transaction(async (tx) => {
      for await (const batch of tx.stream<{ n: number }>('SELECT n FROM generate_series(1, 9) AS n', [], 4)) {
        expect(batch.map(({ n }) => n)).toEqual([1, 2, 3, 4]);
        break;
      }
      expect(await tx.one('SELECT 1 AS n')).toEqual({ n: 1 });
    });
    const seen: number[] = [];
    const reading = test.database.transaction(async (tx) => {
      for await (const batch of tx.stream<{ n: number }>(numbers, [], 2)) seen.push(...batch.map(({ n }) => n));
    });
    await expect(reading).rejects.toThrow('division by zero');
    expect(seen).toEqual([1, 2, 3, 4]);
  });

  it('answers what is asked beside transactions that hold every connection', async () => {
    const asked = Array.from({ length: 40 }, (_, i) =>
      test.database.transaction(async (tx) => {
        await tx.one('SELECT 1');
        return (await test.database.one<{ n: number }>('SELECT $1::int AS n', [i])).n;
      }),
    );
    expect(await Promise.all(asked)).toEqual(asked.map((_, i) => i));
  });

  it('answers transactions that wait for what somebody outside has asked', async () => {
    let asked: Promise<{ n: number }> | null = null;
    const askOnce = () => (asked ??= test.database.one<{ n: number }>('SELECT 7::int AS n'));
    const held = Array.from({ length: 40 }, () =>
      test.database.transaction(async (tx) => {
        await tx.one('SELECT 1');
        return (await askOnce()).n;
      }),
    );
    // Asked while the transactions hold, or wait for, every connection of theirs.
    await expect(askOnce()).resolves.toEqual({ n: 7 });
    expect(new Set(await Promise.all(held))).toEqual(new Set([7]));
  });

  it('begins no transaction inside another one', async () => {
    const nested = test.database.transaction(() => test.database.transaction(async () => {}));
    await expect(nested).rejects.toThrow(/pass its `tx` on/);
    await expect(test.database.transaction(async () => 'again')).resolves.toBe('again');
    const apart = test.database.transaction(() => test.database.apart(() => test.database.transaction(async () => 1)));
    await expect(apart).resolves.toBe(1);
  });

  it('plans a prepared statement once a connection, and takes new parameters', async () => {
    const read = (n: number) => test.database.prepared<{ n: number }>('double', 'SELECT $1::int * 2 AS n', [n]);
    expect([await read(2), await read(3)]).toEqual([[{ n: 4 }], [{ n: 6 }]]);
    await test.database.transaction(async (tx) => {
      await tx.prepared('treble', 'SELECT $1::int * 3 AS n', [1]);
      await expect(tx.prepared('treble', 'SELECT $1::int * 4 AS n', [1])).rejects.toThrow('treble');
    });
  });

  it('gives way after a while where it is told not to wait for locks', async () => {
    const { queryable, release } = await test.database.session();
    await queryable.execute('BEGIN; LOCK TABLE things');
    const other = test.database.impatiently(20, (impatient) => impatient.query('SELECT FROM things'));
    await expect(other).rejects.toMatchObject({ code: '55P03' });
    await queryable.execute('ROLLBACK');
    release();
  });

  it('keeps nothing of a transaction that throws', async () => {
    const before = await test.database.one<{ n: number }>('SELECT count(*) AS n FROM things');
    const failing = test.database.transaction(async (tx) => {
      await tx.execute(`INSERT INTO things (id) VALUES (99)`);
      throw new Error('changed my mind');
    });
    await expect(failing).rejects.toThrow('changed my mind');
    expect(await test.database.one('SELECT count(*) AS n FROM things')).toEqual(before);
  });
});
