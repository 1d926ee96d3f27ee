import type { StretchNumbers } from './today-rows.js';

/** A week's number beside last week's; `points` is the change of a share in percentage points. */
export interface WeekTile {
  readonly labelKey: string;
  readonly number: number | null;
  readonly share: number | null;
  readonly n: number | null;
  readonly numberBefore: number | null;
  readonly shareBefore: number | null;
  readonly change: string;
  readonly isPoints: boolean;
  readonly direction: 'up' | 'down' | 'same';
}

/** This week beside last week by the same time. */
export function listWeek(week: StretchNumbers, before: StretchNumbers): WeekTile[] {
  return [
    countTile('console.week.reached', week.reached, before.reached),
    countTile('console.week.answered', week.answered, before.answered),
    shareTile('console.week.answer-rate', [week.answered, week.reached], [before.answered, before.reached]),
    shareTile('console.week.satisfied', [week.satisfied, week.rated], [before.satisfied, before.rated]),
  ];
}

function countTile(labelKey: string, number: number, numberBefore: number): WeekTile {
  const beside = { number, numberBefore, share: null, shareBefore: null, n: null };
  return { labelKey, ...beside, ...change(number - numberBefore, false) };
}

function shareTile(
  labelKey: string,
  [part, whole]: [number, number],
  [partBefore, wholeBefore]: [number, number],
): WeekTile {
  const share = whole > 0 ? part / whole : null;
  const shareBefore = wholeBefore > 0 ? partBefore / wholeBefore : null;
  const points = share === null || shareBefore === null ? null : Math.round((share - shareBefore) * 1000) / 10;
  const beside = { number: null, numberBefore: null, share, shareBefore, n: whole };
  return { labelKey, ...beside, ...change(points, true) };
}

/** The change with its sign; "—" when there is nothing to compare with. */
function change(difference: number | null, isPoints: boolean): Pick<WeekTile, 'change' | 'isPoints' | 'direction'> {
  if (difference === null) return { change: '—', isPoints: false, direction: 'same' };
  if (difference === 0) return { change: '±0', isPoints: false, direction: 'same' };
  const sign = difference > 0 ? '+' : '−';
  return { change: `${sign}${Math.abs(difference)}`, isPoints, direction: difference > 0 ? 'up' : 'down' };
}
