const MINUTE = 60_000;
const DAY = 86_400_000;

/** A moment at which a zone's clocks are set; offsets from UTC in minutes. */
export interface OffsetChange {
  readonly at: number;
  readonly before: number;
  readonly after: number;
}

/** What a wall clock shows at an instant, in minutes since 1970-01-01T00:00 on that wall: told by `Intl` alone. */
export function wallClock(zone: string): (ms: number) => number {
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'short' });
  let [date, midnight] = ['', 0];
  return (ms) => {
    const text = format.format(ms); // 2026-03-08 03:00
    if (!text.startsWith(date) || date === '') {
      date = text.slice(0, 10);
      midnight = Date.parse(date) / MINUTE;
    }
    return midnight + Number(text.slice(11, 13)) * 60 + Number(text.slice(14, 16));
  };
}

/** Every minute's wall-clock time, from `start` on. */
export function wallMinutes(zone: string, start: number, minutes: number): Int32Array {
  const wall = wallClock(zone);
  return new Int32Array(minutes).map((_, index) => wall(start + index * MINUTE));
}

/** All changes of a zone's offset in a stretch of instants: looked for day by day, then halved down to the minute. */
export function offsetChanges(zone: string, from: number, to: number): OffsetChange[] {
  const wall = wallClock(zone);
  const offset = (ms: number) => wall(ms) - ms / MINUTE;
  const changes: OffsetChange[] = [];
  for (let day = from; day < to; day += DAY) {
    const [before, after] = [offset(day), offset(day + DAY)];
    if (before === after) continue;
    let [low, high] = [day, day + DAY];
    while (high - low > MINUTE) {
      const middle = low + Math.floor((high - low) / 2 / MINUTE) * MINUTE;
      if (offset(middle) === before) low = middle;
      else high = middle;
    }
    changes.push({ at: high, before, after });
  }
  return changes;
}
