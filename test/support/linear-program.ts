import highsLoader, { type Highs } from 'highs';

/** One term of a row: a variable and its factor, 1 when left out. */
export type Term = readonly [variable: number, factor?: number];

/** The package's types describe its CommonJS face; what is loaded here is the other one. */
const loadHighs = highsLoader as unknown as () => Promise<Highs>;
let loaded: Promise<Highs> | undefined;

/**
 * A linear program for HiGHS. All variables are at least zero. What is asked here has the matrix of a flow, so the
 * optimum is in whole numbers without being told.
 */
export class LinearProgram {
  private readonly costs: number[] = [];
  private readonly bounds: string[] = [];
  private readonly rows: string[] = [];

  addVariable(cost = 0, most = Infinity): number {
    const number = this.costs.push(cost) - 1;
    if (most !== Infinity) this.bounds.push(` x${number} <= ${most}`);
    return number;
  }

  addRow(terms: readonly Term[], relation: '<=' | '=' | '>=', right: number): void {
    if (terms.length > 0) this.rows.push(` r${this.rows.length}: ${sumText(terms)} ${relation} ${right}`);
  }

  /** The optimum; throws where there is none. */
  async solve(goal: 'Maximize' | 'Minimize'): Promise<number> {
    const terms = this.costs.flatMap((cost, number): Term[] => (cost === 0 ? [] : [[number, cost]]));
    if (terms.length === 0 || this.rows.length === 0) return 0;
    const lines = [goal, ` cost: ${sumText(terms)}`, 'Subject To', ...this.rows, 'Bounds', ...this.bounds, 'End'];
    const highs = await (loaded ??= loadHighs());
    const found = highs.solve(lines.join('\n'), { output_flag: false });
    if (found.Status !== 'Optimal') throw new Error(`no optimum: ${found.Status}`);
    return found.ObjectiveValue;
  }
}

function sumText(terms: readonly Term[]): string {
  return terms.map(([variable, factor = 1]) => `+ ${factor} x${variable}`).join('\n  ');
}
