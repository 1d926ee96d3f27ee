import { parse } from 'csv-parse/sync';
import { InputError } from '../kernel/faults.js';
import type { Fault } from '../kernel/faults.js';
import type { ImportedDay } from './calendar-snapshot.js';
import { dayNumber } from './local-day.js';
import { isKnownRegion, NO_HOLIDAYS } from './region-calendar.js';

export interface CalendarFileDay extends ImportedDay {
  readonly source: string;
}

const COLUMNS = ['region', 'date', 'day', 'name', 'source'] as const;
type Column = (typeof COLUMNS)[number];

const HEADERS: Readonly<Record<string, Column>> = {
  ...Object.fromEntries(COLUMNS.map((column) => [column, column])),
  地区: 'region',
  日期: 'date',
  类型: 'day',
  名称: 'name',
  来源: 'source',
};
const DAYS: Readonly<Record<string, 'off' | 'work'>> = { off: 'off', work: 'work', 休: 'off', 班: 'work' };

interface CsvRow {
  readonly record: readonly string[];
  readonly info: { readonly lines: number };
}

/** Reads `region,date,day,name,source` (UTF-8 text). Throws InputError with every fault and its line. */
export function parseCalendarFile(text: string): CalendarFileDay[] {
  const [header, ...rows] = readCsv(text);
  const columns = header ? columnsOf(header.record) : null;
  if (!columns) throw new InputError([fault(1, 'header', 'header', `must be ${COLUMNS.join(',')}`)]);
  const faults: Fault[] = [];
  const days = new Map<string, CalendarFileDay>();
  for (const row of rows) readRow(row, columns, days, faults);
  if (rows.length === 0) faults.push(fault(2, 'date', 'empty', 'there is no day in the file'));
  if (faults.length > 0) throw new InputError(faults);
  return [...days.values()];
}

function readCsv(text: string): CsvRow[] {
  try {
    return parse(text, {
      bom: true,
      info: true,
      trim: true,
      skip_empty_lines: true,
      relax_column_count: true,
    }) as unknown as CsvRow[];
  } catch (error) {
    throw new InputError([{ field: 'file', code: 'csv', message: error instanceof Error ? error.message : 'no CSV' }]);
  }
}

/** Where each column stands; null unless all but name and source are there and nothing is unknown. */
function columnsOf(header: readonly string[]): Map<Column, number> | null {
  const columns = new Map<Column, number>();
  for (const [index, name] of header.entries()) {
    const column = HEADERS[name.toLowerCase()];
    if (!column || columns.has(column)) return null;
    columns.set(column, index);
  }
  return (['region', 'date', 'day'] as const).every((column) => columns.has(column)) ? columns : null;
}

function readRow(
  { record, info }: CsvRow,
  columns: ReadonlyMap<Column, number>,
  days: Map<string, CalendarFileDay>,
  faults: Fault[],
): void {
  const value = (column: Column) => record[columns.get(column) ?? -1] ?? '';
  const region = value('region').toUpperCase();
  const date = value('date');
  const day = DAYS[value('day').toLowerCase()];
  const before = faults.length;
  const note = (field: string, code: string, message: string) => faults.push(fault(info.lines, field, code, message));
  if (record.length > columns.size) note('row', 'too-many-columns', `has ${record.length} columns`);
  if (!isKnownRegion(region) || region === NO_HOLIDAYS.toUpperCase()) {
    note('region', 'unknown-region', `"${value('region')}" is no region with a calendar, such as CN, US or US-CA`);
  }
  if (dayNumber(date) === null) note('date', 'invalid-date', `"${date}" is no date, such as 2027-02-06`);
  if (!day) note('day', 'invalid-day', `"${value('day')}" is neither off nor work`);
  if (days.has(`${region} ${date}`)) note('date', 'duplicate', `${region} ${date} stands in the file twice`);
  if (faults.length > before || !day) return;
  days.set(`${region} ${date}`, { region, date, day, name: value('name'), source: value('source') });
}

function fault(line: number, field: string, code: string, message: string): Fault {
  return { field: `line ${line}, ${field}`, code, message };
}
