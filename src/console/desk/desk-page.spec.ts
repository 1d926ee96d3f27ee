import type { DeskListLine } from '../../desk/call-desk.service.js';
import type { DoneToday } from '../../desk/desk-day.js';
import { buildDeskList, buildDeskPage, deskWithoutAgent, lastOutcome, listChangesAt, NO_DAY } from './desk-page.js';

const now = new Date('2026-11-23T02:00:00Z');
const dueAt = new Date('2026-11-26T12:00:00Z');
const line = (given: Partial<DeskListLine>): DeskListLine => ({
  visitId: 1,
  attemptId: 1,
  customerId: 1,
  customerNo: 'K1',
  name: '张三',
  phone: '+86137****0001',
  campaignId: 1,
  campaign: 'Calls',
  kind: 'routine',
  visitState: 'planned',
  state: 'scheduled',
  scheduledAt: new Date('2026-11-23T01:00:00Z'),
  isAppointment: false,
  lastReason: null,
  clocks: { dueAt, weekDueAt: null, sortAt: dueAt, breached: false },
  ...given,
});
const done = (given: Partial<DoneToday>): DoneToday => ({
  recordId: 1,
  visitId: 1,
  attemptId: 1,
  name: '张三',
  customerNo: 'K1',
  lineResult: 'answered',
  disposition: 'refused',
  completedAt: now,
  talkSeconds: 9,
  visitState: 'refused',
  undone: false,
  nextAt: null,
  isLast: true,
  ...given,
});
const calls = (list: DeskListLine[]) => buildDeskList(list, 2, now);
const page = (rows: DoneToday[]) => {
  const list = { html: '', hasCalls: false, inHand: null, nextAt: null };
  return buildDeskPage({ list, numbers: NO_DAY, done: rows, recorded: 1, refusal: null });
};

describe('the desk', () => {
  it('puts what is in hand into the middle, and says what each call waits for', () => {
    const later = new Date('2026-11-23T06:00:00Z');
    const built = calls([
      line({ attemptId: 7, state: 'claimed' }),
      line({ scheduledAt: later }),
      line({ attemptId: 9 }),
    ]);
    expect(built.inHand?.attemptId).toBe(7);
    expect(built.lines.map(({ state }) => state)).toEqual(['offered', 'waiting']);
    expect(built).toMatchObject({ isCut: true, nextAt: null });
  });

  it('says when the next call may be made while none may be made now', () => {
    const [first, second] = [new Date('2026-11-23T06:00:00Z'), new Date('2026-11-23T07:00:00Z')];
    expect(calls([line({ scheduledAt: second }), line({ scheduledAt: first })]).nextAt).toEqual(first);
    expect(calls([]).nextAt).toBeNull();
  });

  it('marks a promise that is over, one that ends within a day, and shows the week while it is the earlier one', () => {
    const due = (at: string, week: string | null = null) => {
      const [promise, weekDueAt] = [new Date(at), week === null ? null : new Date(week)];
      const sortAt = weekDueAt !== null && weekDueAt < promise ? weekDueAt : promise;
      return calls([line({ clocks: { dueAt: promise, weekDueAt, sortAt, breached: sortAt <= now } })]).lines[0]?.due;
    };
    expect(due('2026-11-23T01:00:00Z')).toMatchObject({ late: true, soon: false });
    expect(due('2026-11-23T20:00:00Z')).toMatchObject({ late: false, soon: true });
    expect(due('2026-11-26T20:00:00Z', '2026-11-25T02:00:00Z')).toMatchObject({ labelKey: 'console.desk.week-due' });
  });

  it('says why a call is on hold', () => {
    const lastReason = { code: 'provisional-calendar', params: {} };
    expect(calls([line({ state: 'held', lastReason })]).lines[0]).toMatchObject({ state: 'held', reason: lastReason });
  });

  it('looks the same until the next minute, or until the next call may be made', () => {
    const changes = (at: string) => listChangesAt(calls([line({ scheduledAt: new Date(at) })]), now).toISOString();
    expect(changes('2026-11-23T06:00:00Z')).toBe('2026-11-23T02:01:00.000Z');
    expect(changes('2026-11-23T02:00:20Z')).toBe('2026-11-23T02:00:20.000Z');
    expect(changes('2026-11-23T01:00:00Z')).toBe('2026-11-23T02:01:00.000Z');
  });

  it('has no list for an account without an agent', () => {
    expect(deskWithoutAgent(null)).toMatchObject({ hasAgent: false, list: { html: '', hasCalls: false } });
  });
});

describe('what was recorded today', () => {
  it('is opened again where the visit was refused or not reached, and nothing followed', () => {
    const may = (given: Partial<DoneToday>) => page([done(given)]).done[0]?.mayReopen;
    expect([may({}), may({ visitState: 'unreachable' })]).toEqual([true, true]);
    expect([may({ visitState: 'completed' }), may({ isLast: false }), may({ undone: true })]).toEqual([
      false,
      false,
      false,
    ]);
  });

  it('says what the line said where nobody was reached', () => {
    const row = done({ disposition: 'not_reached', lineResult: 'busy', visitState: 'open' });
    expect(page([row]).done[0]?.outcomeKey).toBe('line.busy');
  });

  it('has its undo beside the last outcome, or the reason why there is none', () => {
    expect(lastOutcome([done({})], 1)).toMatchObject({ outcomeKey: 'disposition.refused', undoRefusal: null });
    expect(lastOutcome([done({ visitState: 'completed' })], 1)?.undoRefusal?.code).toBe('undo-answered');
    expect(lastOutcome([done({ visitState: 'opted_out' })], 1)?.undoRefusal?.code).toBe('undo-opted-out');
    expect([
      lastOutcome([done({ undone: true })], 1),
      lastOutcome([done({})], 2),
      lastOutcome([done({})], null),
    ]).toEqual([null, null, null]);
  });
});
