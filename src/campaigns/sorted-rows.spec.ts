import { SortedRows } from './sorted-rows.js';

interface Row {
  readonly customerId: number;
  readonly n: number;
}

/** Rows in batches of two; counts how many batches were asked for. */
function batches(rows: readonly Row[]): { rows: AsyncIterable<Row[]>; asked: () => number } {
  let asked = 0;
  async function* give(): AsyncIterable<Row[]> {
    for (let i = 0; i < rows.length; i += 2) {
      asked += 1;
      yield await Promise.resolve(rows.slice(i, i + 2));
    }
  }
  return { rows: give(), asked: () => asked };
}

const row = (customerId: number, n: number): Row => ({ customerId, n });

describe('rows in the order of the customers', () => {
  it('come to each customer, whatever the batches are', async () => {
    const order = [7, 3, 9, 1, 4];
    const all = [row(7, 1), row(7, 2), row(7, 3), row(9, 1), row(1, 1), row(1, 2)];
    const sorted = new SortedRows(batches(all).rows);
    const taken: Record<number, number[]> = {};
    for (const customers of [order.slice(0, 2), order.slice(2, 4), order.slice(4)]) {
      await sorted.reach(new Set(customers));
      for (const customer of customers) taken[customer] = sorted.take(customer).map(({ n }) => n);
    }
    expect(taken).toEqual({ 7: [1, 2, 3], 3: [], 9: [1], 1: [1, 2], 4: [] });
  });

  it('are read no further than they are needed', async () => {
    const source = batches([row(1, 1), row(2, 1), row(3, 1), row(4, 1), row(5, 1)]);
    const sorted = new SortedRows(source.rows);
    await sorted.reach(new Set([1]));
    expect([source.asked(), sorted.take(1).length]).toEqual([1, 1]);
    await sorted.reach(new Set([2, 3]));
    expect([source.asked(), sorted.take(2).length, sorted.take(3).length]).toEqual([2, 1, 1]);
  });

  it('end quietly where nobody has any', async () => {
    const sorted = new SortedRows(batches([]).rows);
    await sorted.reach(new Set([1, 2]));
    expect(sorted.take(1)).toEqual([]);
  });
});
