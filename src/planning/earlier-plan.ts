/** What the plan before gave to customers, in the order of their ids: 20 bytes each, and no object. */
export class EarlierPlan {
  constructor(
    private readonly customers: Float64Array,
    private readonly agents: Int32Array,
    private readonly slots: Float64Array,
  ) {}

  /** The number of a customer in the earlier plan, −1 for those who are new. */
  find(customerId: number): number {
    let [low, high] = [0, this.customers.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.customers[middle]! < customerId) low = middle + 1;
      else high = middle;
    }
    return this.customers[low] === customerId ? low : -1;
  }

  /** The agent's id. */
  agentId(number: number): number {
    return this.agents[number]!;
  }

  /** The moment of the first contact, in milliseconds. */
  slot(number: number): number {
    return this.slots[number]!;
  }
}

/** Takes rows in the order of customers; of a customer with several occasions the first counts. */
export class EarlierPlanBuilder {
  private customers = new Float64Array(1024);
  private agents = new Int32Array(1024);
  private slots = new Float64Array(1024);
  private size = 0;

  add(customerId: number, agentId: number, slot: number): void {
    if (this.size > 0 && this.customers[this.size - 1] === customerId) return;
    if (this.size === this.customers.length) this.grow();
    this.customers[this.size] = customerId;
    this.agents[this.size] = agentId;
    this.slots[this.size++] = slot;
  }

  build(): EarlierPlan {
    const { size } = this;
    return new EarlierPlan(
      this.customers.subarray(0, size),
      this.agents.subarray(0, size),
      this.slots.subarray(0, size),
    );
  }

  private grow(): void {
    const length = this.size * 2;
    const [customers, agents, slots] = [new Float64Array(length), new Int32Array(length), new Float64Array(length)];
    customers.set(this.customers);
    agents.set(this.agents);
    slots.set(this.slots);
    Object.assign(this, { customers, agents, slots });
  }
}
