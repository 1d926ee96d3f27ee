/** Rows that belong to customers, in the order in which the customers come; read in batches, ahead of who takes them. */
export class SortedRows<T extends { readonly customerId: number }> {
  private readonly batches: AsyncIterator<readonly T[]>;
  private rows: readonly T[] = [];
  private next = 0;
  private ended = false;

  constructor(batches: AsyncIterable<readonly T[]>) {
    this.batches = batches[Symbol.asyncIterator]();
  }

  /** Reads on until all rows of these customers are here; they come next in the order. */
  async reach(customers: ReadonlySet<number>): Promise<void> {
    while (
      !this.ended &&
      (this.next === this.rows.length || customers.has(this.rows[this.rows.length - 1]!.customerId))
    ) {
      const { done, value } = await this.batches.next();
      if (done === true) this.ended = true;
      else this.rows = [...this.rows.slice(this.next), ...value];
      if (done !== true) this.next = 0;
    }
  }

  /** The rows of the next customer: none where the first that is left belongs to a later one. */
  take(customerId: number): readonly T[] {
    const first = this.next;
    while (this.next < this.rows.length && this.rows[this.next]!.customerId === customerId) this.next += 1;
    return first === this.next ? NONE : this.rows.slice(first, this.next);
  }
}

const NONE: readonly never[] = [];
