import fc from 'fast-check';
import { calendarOf } from '../../src/calendar/day-types.js';
import type { ContactQuestion } from '../../src/calendar/contact-question.js';
import { parsePolicy } from '../../src/calendar/policy.js';
import type { SlowRules, WrittenHours } from './slow-contact.js';

/** A policy, a calendar and a customer made up at random; in the product's words and in those of the slow answer. */
export interface RandomContact {
  readonly text: string;
  readonly question: Omit<ContactQuestion, 'zones'>;
  readonly slow: SlowRules;
}

const pad = (n: number) => String(n).padStart(2, '0');
const timeText = (minute: number) => `${pad(Math.floor(minute / 60))}:${pad(minute % 60)}`;

const guard = fc.constantFrom(undefined, 0, 1, 5, 30, 120);
/** Half of all edges lie in the hours in which clocks are set. */
const edge = fc.oneof(
  fc.integer({ min: 0, max: 48 }).map((n) => n * 5),
  fc.integer({ min: 1_350, max: 1_440 }),
  fc.integer({ min: 0, max: 1_439 }),
);
const pair = fc
  .tuple(edge, edge)
  .filter(([start, end]) => start !== 1_440 && (end - start + 1_440) % 1_440 >= 5)
  .map(([start, end]): [string, string] => [timeText(start), timeText(end)]);
const list = fc.oneof(
  { weight: 1, arbitrary: fc.constant([]) },
  { weight: 1, arbitrary: fc.constant<[string, string][]>([['00:00', '24:00']]) },
  { weight: 8, arbitrary: fc.array(pair, { minLength: 1, maxLength: 4 }) },
);
const byDay = fc
  .record(
    {
      workday: list,
      makeup: fc.oneof(list, fc.constant('=workday' as const), fc.constant('=weekend' as const)),
      weekend: fc.oneof(list, fc.constant('=workday' as const)),
      saturday: fc.oneof(list, fc.constant('=workday' as const)),
      sunday: fc.oneof(list, fc.constant('=saturday' as const)),
      holiday: fc.oneof(list, fc.constant('=weekend' as const), fc.constant('=makeup' as const)),
    },
    { requiredKeys: ['workday', 'weekend', 'holiday'] },
  )
  .map((hours): WrittenHours => {
    // A Sunday like a Saturday that nobody named would be a fault.
    return hours.sunday === '=saturday' && hours.saturday === undefined ? { ...hours, sunday: [] } : hours;
  });
const anyDay = fc.record({ any: list, sunday: list, saturday: list }, { requiredKeys: ['any'] });
const usualHours: fc.Arbitrary<WrittenHours> = fc.oneof(
  { weight: 1, arbitrary: anyDay },
  { weight: 3, arbitrary: byDay },
);
const holidayHours: fc.Arbitrary<WrittenHours | undefined> = fc.oneof(
  fc.constant(undefined),
  anyDay,
  fc.record(
    { sunday: list, weekend: list, holiday: fc.oneof(list, fc.constant('=weekend' as const)), workday: list },
    { requiredKeys: ['holiday'] },
  ),
);

/** Contacts whose stated days lie within three days of a date. */
export function aRandomContact(around: number): fc.Arbitrary<RandomContact> {
  const day = fc.integer({ min: -3, max: 3 });
  return fc
    .record({
      usual: usualHours,
      special: holidayHours,
      law: fc.option(usualHours, { freq: 3 }),
      guards: fc.tuple(guard, guard, guard),
      restWeekdays: fc.constantFrom([6, 0], [5, 6], []),
      stated: fc.uniqueArray(fc.tuple(day, fc.constantFrom('off' as const, 'work' as const)), {
        selector: ([each]) => each,
        maxLength: 4,
      }),
      preferred: fc.option(fc.array(pair, { minLength: 1, maxLength: 3 }), { freq: 3, nil: null }),
      holidayCampaign: fc.boolean(),
      explicitTimeConsent: fc.boolean(),
    })
    .map((made) => contactOf(made, around));
}

interface Made {
  readonly usual: WrittenHours;
  readonly special: WrittenHours | undefined;
  readonly law: WrittenHours | null;
  readonly guards: readonly [number | undefined, number | undefined, number | undefined];
  readonly restWeekdays: readonly number[];
  readonly stated: readonly (readonly [number, 'off' | 'work'])[];
  readonly preferred: readonly [string, string][] | null;
  readonly holidayCampaign: boolean;
  readonly explicitTimeConsent: boolean;
}

function contactOf(made: Made, around: number): RandomContact {
  const { holidayCampaign, explicitTimeConsent, preferred, restWeekdays } = made;
  const [usual, special, law] = withGuards(made);
  const stated = Object.fromEntries(
    made.stated.map(([days, said]) => [new Date(around + days * 86_400_000).toISOString().slice(0, 10), said]),
  );
  const other = { any: [['00:00', '24:00']] };
  const document = {
    id: 'random',
    jurisdiction: 'XX',
    calendar: 'none',
    windows: { call: usual, sms: other, email: other },
    ...(law ? { statutory: { call: law } } : {}),
    ...(special && isClear(usual, special) ? { holidayCampaign: { call: special } } : {}),
  };
  const days = new Map(Object.entries(stated).map(([date, said]) => [date, { day: said, name: '' }]));
  const calendar = calendarOf('XX', restWeekdays, () => ({ stated: days, provisional: false }));
  const isWidened = explicitTimeConsent && preferred !== null && law !== undefined;
  const slow = isWidened ? { usual: { ...law, guardMinutes: law.guardMinutes ?? usual.guardMinutes } } : { usual };
  const holiday = holidayCampaign && !isWidened && special && isClear(usual, special) ? { special } : {};
  return {
    text: JSON.stringify({ ...made, usual, special, law, stated }),
    question: {
      channel: 'call',
      policy: parsePolicy(document),
      calendar,
      holidayCampaign,
      preferredTime: preferred,
      explicitTimeConsent,
    },
    slow: { ...slow, ...holiday, restWeekdays, stated, preferred },
  };
}

/** A Saturday or Sunday beside "any" says nothing about day types; holiday hours by day type are refused then. */
function isClear(usual: WrittenHours, special: WrittenHours): boolean {
  return special.any !== undefined || usual.any === undefined || (usual.saturday ?? usual.sunday) === undefined;
}

/** Hours with guard minutes of their own or none; a window may not be shorter than they are. */
function withGuards({
  usual,
  special,
  law,
  guards,
}: Made): [WrittenHours, WrittenHours | undefined, WrittenHours | undefined] {
  const most = shortest([usual, special ?? {}, law ?? {}]);
  const guarded = (hours: WrittenHours, minutes: number | undefined): WrittenHours =>
    minutes === undefined ? hours : { ...hours, guardMinutes: Math.min(minutes, most) };
  return [
    guarded(usual, guards[0]),
    special && guarded(special, guards[1]),
    law === null ? undefined : guarded(law, guards[2]),
  ];
}

function shortest(hours: readonly WrittenHours[]): number {
  const windows = hours.flatMap(({ any, workday, makeup, weekend, saturday, sunday, holiday }) =>
    [any, workday, makeup, weekend, saturday, sunday, holiday].flatMap((each) =>
      typeof each === 'object' ? each : [],
    ),
  );
  const lengths = windows.map(([from, to]) => {
    const [start = 0, end = 0] = [from, to].map((text) => Number(text.slice(0, 2)) * 60 + Number(text.slice(3)));
    return (end - start + 1_440) % 1_440 || 1_440;
  });
  return Math.min(120, ...lengths);
}
