/** A policy's hours in minutes of the local day, told here a second time so that the product is not its own judge. */
export interface ChaosPolicy {
  readonly id: string;
  readonly open: readonly (readonly [number, number])[];
}

const HOUR = 60;
/** Nine to twelve. */
export const OPEN: ChaosPolicy = { id: 'chaos-open', open: [[9 * HOUR, 12 * HOUR]] };
/** Two minutes open, two minutes closed, from nine on. */
export const SHORT_HOURS: ChaosPolicy = {
  id: 'chaos-short-hours',
  open: Array.from({ length: 24 }, (_, i) => [9 * HOUR + 4 * i, 9 * HOUR + 4 * i + 2] as const),
};
export const POLICIES = [OPEN, SHORT_HOURS];

/** A Tuesday; New York is then thirteen hours behind Shanghai, and both clocks stand still for the night's sake. */
const OFFSET_HOURS: Readonly<Record<string, number>> = { 'Asia/Shanghai': 8, 'America/New_York': -5 };

export function isOpen(policyId: string, zone: string, at: Date): boolean {
  const policy = POLICIES.find(({ id }) => id === policyId);
  const offset = OFFSET_HOURS[zone];
  if (policy === undefined || offset === undefined) throw new Error(`nobody knows the hours of ${policyId} in ${zone}`);
  const minute = (((at.getTime() / 60_000 + offset * HOUR) % (24 * HOUR)) + 24 * HOUR) % (24 * HOUR);
  return policy.open.some(([from, to]) => minute >= from && minute < to);
}

/** As the product's policy document writes them. */
export function policyDocument({ id, open }: ChaosPolicy): object {
  const any = open.map(([from, to]) => [clock(from), clock(to)]);
  const many = { perDay: 1_000, per7d: 10_000, per30d: 10_000, perWeek: 10_000 };
  return {
    id,
    jurisdiction: 'test',
    source: 'chaos',
    calendar: 'none',
    windows: { call: { any }, sms: { any }, email: { any } },
    caps: { sms: many, email: many, call: many, anyPer24h: 10_000 },
    quarantineDays: { anySurvey: 0, sameSurvey: 0, nps: 0 },
    refusalCoolOffDays: 0,
  };
}

function clock(minute: number): string {
  return `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
}
