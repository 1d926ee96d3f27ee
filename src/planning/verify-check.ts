/** One thing that is wrong, in words; with the visit and the customer where it is about one. */
export interface CheckFault {
  readonly visitId: number | null;
  readonly customerNo: string | null;
  readonly text: string;
}

/** One thing that was checked; `detail` names the first fault, or what was looked at. */
export interface Check {
  readonly name: string;
  readonly ok: boolean;
  readonly detail: string;
  /** Why it was not looked at, or not in full; null when it was. Apart from `ok`: what was skipped is not proven. */
  readonly skipped: string | null;
  /** How many things were looked at, and how many are wrong; the first of those are listed. */
  readonly checked: number;
  readonly wrong: number;
  readonly faults: readonly CheckFault[];
}

const MOST_LISTED = 20;

/** Collects what is wrong; counts all, keeps the first. */
export class Faults {
  readonly listed: CheckFault[] = [];
  count = 0;

  add(text: string): void {
    this.push({ visitId: null, customerNo: null, text });
  }

  /** `text` goes on after "visit 12 …". */
  ofVisit(visitId: number, text: string): void {
    this.push({ visitId, customerNo: null, text });
  }

  /** `text` goes on after "customer 88 …". */
  ofCustomer(customerNo: string, text: string): void {
    this.push({ visitId: null, customerNo, text });
  }

  private push(fault: CheckFault): void {
    this.count += 1;
    if (this.listed.length < MOST_LISTED) this.listed.push(fault);
  }
}

/** What came out: so many things of a kind were looked at. */
export function judge(name: string, faults: Faults, checked: number, looked: string): Check {
  const ok = faults.count === 0;
  return { name, ok, detail: looked, skipped: null, checked, wrong: faults.count, faults: faults.listed };
}

/** Not looked at, and why. */
export function skip(name: string, skipped: string): Check {
  return { name, ok: true, detail: `not asked: ${skipped}`, skipped, checked: 0, wrong: 0, faults: [] };
}

/** The same, of which a part was not looked at. */
export function partly(check: Check, skipped: string | null): Check {
  return skipped === null ? check : { ...check, skipped };
}

/** Puts the faults into whole sentences, with the customers' numbers by visit, and the first into `detail`. */
export function tellFaults(check: Check, customerOf: ReadonlyMap<number, string>): Check {
  const faults = check.faults.map((fault): CheckFault => {
    const customerNo = fault.customerNo ?? customerOf.get(fault.visitId ?? NaN) ?? null;
    return { ...fault, customerNo, text: `${subjectOf({ ...fault, customerNo })}${fault.text}` };
  });
  const [first] = faults;
  if (first === undefined) return check;
  const more = check.wrong > 1 ? ` (and ${check.wrong - 1} more)` : '';
  return { ...check, faults, detail: `${first.text}${more}` };
}

function subjectOf({ visitId, customerNo }: CheckFault): string {
  if (visitId === null) return customerNo === null ? '' : `customer ${customerNo} `;
  return customerNo === null ? `visit ${visitId} ` : `visit ${visitId} (customer ${customerNo}) `;
}
