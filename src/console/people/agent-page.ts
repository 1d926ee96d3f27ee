import { OWN_PHONE } from '../../archive/agent-form.js';
import type { Agent } from '../../archive/agent.js';
import { addDays, localDate, localInstant } from '../../archive/local-instant.js';
import { listEntries, readLeave, readShifts, writeLeave, writeShifts } from '../../archive/shift-text.js';
import type { Read } from '../../archive/shift-text.js';
import { shiftIntervals } from '../../archive/shift.js';
import type { WorkingTime } from '../../archive/shift.js';
import type { Fault } from '../../kernel/faults.js';
import { toDayBands } from '../day-bands.js';
import type { BandDay, DayBands } from '../day-bands.js';

/** The fields of an agent's form. */
export const AGENT_FIELDS = [
  ...[
    'agentNo',
    'name',
    'team',
    'skills',
    'languages',
    'regions',
    'weight',
    'dailyMinutes',
    'shifts',
    'leave',
    'phone',
    'active',
  ],
] as const;
const LONGEST_LINE = 100;
const MINUTE_MS = 60_000;

/** An agent as the form shows them: lists separated by semicolons, shifts and leave one to a line. */
export function agentValues(agent: Agent): Record<string, string> {
  return {
    agentNo: agent.agentNo,
    name: agent.name,
    team: agent.team ?? '',
    skills: agent.skills.join('; '),
    languages: agent.languages.join('; '),
    regions: agent.regions.join('; '),
    weight: String(agent.weight),
    dailyMinutes: agent.dailyMinutes === null ? '' : String(agent.dailyMinutes),
    shifts: writeShifts(agent.shifts),
    leave: writeLeave(agent.leave),
    phone: agent.phone ?? '',
    active: agent.active ? 'yes' : 'no',
  };
}

/** What somebody typed, as the archive takes it, with every fault beside its field; `isNew` asks for the number too. */
export function readAgentForm(
  body: Readonly<Record<string, unknown>>,
  isNew: boolean,
): { readonly form: Record<string, unknown>; readonly faults: readonly Fault[] } {
  const faults: Fault[] = [];
  const text = (field: string) => (typeof body[field] === 'string' ? body[field].normalize('NFC').trim() : '');
  const short = (field: string, isNeeded: boolean) => {
    const value = text(field);
    if (isNeeded && value === '') faults.push({ field, code: 'missing', message: 'This is needed.' });
    if (value.length > LONGEST_LINE) faults.push({ field, code: 'too-long', message: 'This is too long.' });
    return value;
  };
  const list = (field: string) => {
    const entries = listEntries(text(field).replace(/[,，、\n]/g, ';'));
    if (entries.some((entry) => entry.length > LONGEST_LINE)) {
      faults.push({ field, code: 'too-long', message: 'This is too long.' });
    }
    return entries;
  };
  const number = (field: string) => {
    const value = text(field).normalize('NFKC');
    if (/^(\d+(\.\d+)?)?$/.test(value)) return value === '' ? null : Number(value);
    faults.push({ field, code: 'not-a-number', message: 'A number, zero or more.' });
    return null;
  };
  const phone = () => {
    const value = text('phone')
      .normalize('NFKC')
      .replace(/[\s()-]/g, '');
    if (value !== '' && !OWN_PHONE.test(value)) {
      faults.push({ field: 'phone', code: 'not-a-phone', message: 'A number is written +8613800138000.' });
    }
    return value || null;
  };
  const lines = <T>(field: string, code: string, read: (line: string) => Read<T[]>) => {
    const found = readLines(text(field), read);
    faults.push(...found.faults.map((fault) => ({ ...fault, field, code })));
    return found.values;
  };
  const form = {
    ...(isNew ? { agentNo: short('agentNo', true) } : {}),
    name: short('name', true),
    team: short('team', false) || null,
    skills: list('skills'),
    languages: list('languages'),
    regions: list('regions'),
    weight: number('weight') ?? 1,
    dailyMinutes: number('dailyMinutes'),
    shifts: lines('shifts', 'bad-shift', readShifts),
    leave: lines('leave', 'bad-leave', readLeave),
    phone: phone(),
    active: text('active') !== 'no',
  };
  return { form, faults };
}

/** The week of `now` as bands: when this agent works, and on which days they are away. */
export function weekBands(agent: WorkingTime, now: Date, zone: string): DayBands {
  const today = localDate(now, zone);
  const monday = addDays(today, 1 - (new Date(`${today}T00:00:00Z`).getUTCDay() || 7));
  const days = [0, 1, 2, 3, 4, 5, 6].map((at): BandDay => {
    const date = addDays(monday, at);
    const start = localInstant(date, 0, zone, 'start');
    const end = localInstant(date, 1440, zone, 'end');
    const minute = (instant: Date) => Math.min(1440, Math.round((instant.getTime() - start.getTime()) / MINUTE_MS));
    const isAway = agent.leave.some((leave) => leave.from <= date && date <= leave.to);
    return {
      labelKey: `console.people.day.${at + 1}`,
      ...(isAway ? { noteKey: 'console.people.state.away' } : {}),
      open: shiftIntervals(agent, { start, end }, zone).map((one) => ({
        from: minute(one.start),
        to: minute(one.end),
      })),
      ...(date === today ? { now: minute(now) } : {}),
    };
  });
  return toDayBands('console.people.week', days);
}

function readLines<T>(
  text: string,
  read: (line: string) => Read<T[]>,
): { values: T[]; faults: Pick<Fault, 'message' | 'params'>[] } {
  const values: T[] = [];
  const faults: Pick<Fault, 'message' | 'params'>[] = [];
  for (const [at, line] of text.split('\n').entries()) {
    const found = read(line.trim());
    if ('value' in found) values.push(...found.value);
    else faults.push({ message: found.wants, params: { line: at + 1, text: line.trim() } });
  }
  return { values, faults };
}
