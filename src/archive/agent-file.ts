import { parse } from 'csv-parse/sync';
import { InputError } from '../kernel/faults.js';
import { OWN_PHONE } from './agent-form.js';
import type { Leave, Shift } from './shift.js';
import type { Read } from './shift-text.js';
import { listEntries, readLeave, readShifts } from './shift-text.js';

/** An agent as a file describes them; a column that the file does not have is left out. */
export interface AgentRow {
  readonly line: number;
  readonly agentNo: string;
  readonly name: string;
  readonly team?: string | null;
  readonly skills?: readonly string[];
  readonly languages?: readonly string[];
  readonly regions?: readonly string[];
  readonly weight?: number;
  readonly dailyMinutes?: number | null;
  readonly shifts?: readonly Shift[];
  readonly leave?: readonly Leave[];
  readonly phone?: string | null;
}

/** Why a row of a file is left out; one for each thing that is wrong with it. */
export interface RejectedCell {
  readonly line: number;
  readonly field: string;
  readonly value: string;
  readonly code: string;
  readonly message: string;
}

export interface AgentFile {
  readonly rows: number;
  readonly agents: readonly AgentRow[];
  readonly rejects: readonly RejectedCell[];
  /** How many rows `rejects` speaks of. */
  readonly rejected: number;
}

const HEADERS = {
  agent_no: '工号',
  name: '姓名',
  team: '班组',
  skills: '技能',
  languages: '语言',
  regions: '区域',
  weight: '权重',
  daily_minutes: '每日分钟',
  shifts: '班次',
  leave: '休假',
  phone: '本人电话',
} as const;
type Column = keyof typeof HEADERS;

const BY_HEADER: ReadonlyMap<string, Column> = new Map(
  (Object.entries(HEADERS) as [Column, string][]).flatMap(([column, chinese]): [string, Column][] => [
    [column, column],
    [chinese, column],
  ]),
);
const REQUIRED: readonly Column[] = ['agent_no', 'name'];
const MAX_CELL = 100;

/**
 * Reads a CSV of agents. Rows that cannot be taken are listed with line, field and reason, the rest is given;
 * headers that cannot be used throw InputError.
 */
export function parseAgentFile(text: string): AgentFile {
  const [header, ...records] = readRecords(text);
  const columns = readHeader(header?.cells ?? []);
  const agents: AgentRow[] = [];
  const rejects: RejectedCell[] = [];
  const lines = new Map<string, number>();
  let rejected = 0;
  for (const record of records) {
    const reader = new RowReader(record, columns);
    const agent = reader.agent();
    const before = lines.get(agent.agentNo);
    if (before !== undefined) reader.reject('agent_no', 'duplicate', `This number stands in line ${before} already`);
    if (reader.rejects.length > 0) rejected += 1;
    else agents.push(agent);
    if (before === undefined) lines.set(agent.agentNo, record.line);
    rejects.push(...reader.rejects);
  }
  return { rows: records.length, agents, rejects, rejected };
}

interface CsvRecord {
  readonly line: number;
  readonly cells: readonly string[];
}

function readRecords(text: string): CsvRecord[] {
  try {
    // The parser counts CR LF inside quotes as two lines.
    const records = parse(text.replace(/\r\n?/g, '\n'), {
      bom: true,
      info: true,
      relax_column_count: true,
      relax_quotes: true,
    });
    return (records as unknown as { record: string[]; info: { lines: number } }[])
      .map(({ record, info }) => ({ line: info.lines, cells: record }))
      .filter(({ cells }) => cells.some((cell) => cell.trim() !== ''));
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new InputError([{ field: 'file', code: 'not-csv', message: `The file cannot be read as CSV: ${message}` }]);
  }
}

function readHeader(cells: readonly string[]): Map<Column, number> {
  const columns = new Map<Column, number>();
  const faults = [];
  for (const [at, cell] of cells.entries()) {
    const name = cell.normalize('NFKC').trim().toLowerCase();
    const column = BY_HEADER.get(name);
    if (name === '') continue;
    if (!column) {
      const known = Object.keys(HEADERS).join(', ');
      faults.push({ field: name, code: 'unknown-header', message: `"${name}" is not a column; columns are ${known}` });
    } else if (columns.has(column)) {
      faults.push({ field: column, code: 'duplicate-header', message: `The column ${column} stands there twice` });
    } else columns.set(column, at);
  }
  for (const column of REQUIRED.filter((column) => !columns.has(column))) {
    const message = `The column ${column} (${HEADERS[column]}) is missing`;
    faults.push({ field: column, code: 'missing-header', message });
  }
  if (faults.length > 0) throw new InputError(faults);
  return columns;
}

class RowReader {
  readonly rejects: RejectedCell[] = [];

  constructor(
    private readonly record: CsvRecord,
    private readonly columns: ReadonlyMap<Column, number>,
  ) {
    const extra = record.cells.slice(Math.max(...columns.values()) + 1).find((cell) => cell.trim() !== '');
    if (extra !== undefined) this.reject('row', 'too-many-cells', 'The row has more cells than the header', extra);
  }

  agent(): AgentRow {
    return {
      line: this.record.line,
      agentNo: this.text('agent_no', true),
      name: this.text('name', true),
      ...this.given('team', 'team', () => this.text('team', false) || null),
      ...this.given('skills', 'skills', () => this.list('skills')),
      ...this.given('languages', 'languages', () => this.list('languages')),
      ...this.given('regions', 'regions', () => this.list('regions')),
      ...this.given('weight', 'weight', () => this.number('weight') ?? 1),
      ...this.given('daily_minutes', 'dailyMinutes', () => this.number('daily_minutes')),
      ...this.given('shifts', 'shifts', () => this.read('shifts', readShifts)),
      ...this.given('leave', 'leave', () => this.read('leave', readLeave)),
      ...this.given('phone', 'phone', () => this.phone()),
    };
  }

  reject(field: string, code: string, message: string, value = this.cell(field as Column)): void {
    this.rejects.push({ line: this.record.line, field, value: value.slice(0, 200), code, message });
  }

  private given<K extends string, T>(column: Column, key: K, read: () => T): Partial<Record<K, T>> {
    return this.columns.has(column) ? ({ [key]: read() } as Record<K, T>) : {};
  }

  private cell(column: Column): string {
    const at = this.columns.get(column);
    return at === undefined ? '' : (this.record.cells[at] ?? '').trim().normalize('NFC');
  }

  private text(column: Column, required: boolean): string {
    const value = this.cell(column);
    if (required && value === '') this.reject(column, 'required', `${column} is empty`);
    if (value.length > MAX_CELL) this.reject(column, 'too-long', `At most ${MAX_CELL} characters`);
    if (/\p{Cc}|\uFFFD/u.test(value)) this.reject(column, 'unreadable', 'Holds characters that are no text');
    return value;
  }

  private phone(): string | null {
    const number = this.cell('phone')
      .normalize('NFKC')
      .replace(/[\s()-]/g, '');
    if (number !== '' && !OWN_PHONE.test(number))
      this.reject('phone', 'not-a-number', 'A number is written +8613800138000');
    return number === '' ? null : number;
  }

  private list(column: Column): string[] {
    const entries = listEntries(this.cell(column));
    for (const entry of entries) {
      if (entry.length > MAX_CELL) this.reject(column, 'too-long', `At most ${MAX_CELL} characters each`);
      if (/\p{Cc}|\uFFFD/u.test(entry)) this.reject(column, 'unreadable', 'Holds characters that are no text');
    }
    return entries;
  }

  private number(column: Column): number | null {
    const text = this.cell(column).normalize('NFKC');
    if (text === '') return null;
    const value = /^\d+(\.\d+)?$/.test(text) ? Number(text) : NaN;
    if (Number.isFinite(value)) return value;
    this.reject(column, 'not-a-number', `${column} is a number, zero or more`);
    return null;
  }

  private read<T>(column: Column, reader: (text: string) => Read<T[]>): T[] {
    const read = reader(this.cell(column));
    if ('value' in read) return read.value;
    this.reject(column, `bad-${column}`, read.wants);
    return [];
  }
}
