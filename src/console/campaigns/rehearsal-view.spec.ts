import type { Range, Rehearsal } from '../../sandbox/rehearsal-summary.js';
import { toRehearsalView } from './rehearsal-view.js';

const range = (low: number, median = low, high = median): Range => ({ low, median, high });
const none = range(0);
const ends = { completed: none, refused: range(1, 2, 3), opted_out: range(0, 1, 2), expired: none, unreachable: none };

function rehearsal(overrides: Partial<Rehearsal> = {}): Rehearsal {
  return {
    ...{ runs: 20, seed: 1, audience: 120, visits: 100, excluded: { 'no-consent': 20 } },
    ...{ ends, timeline: [], responses: [], answered: range(20, 25, 40), agents: [], rates: [] },
    missed: { total: none, reasons: [] },
    ...overrides,
  };
}
const viewOf = (overrides: Partial<Rehearsal> = {}) => toRehearsalView(rehearsal(overrides), 'Asia/Shanghai');

describe('the page of a rehearsal', () => {
  it('says how many answer of those who are planned, and how many of the audience are left out', () => {
    expect(viewOf()).toMatchObject({ left: 20, answeredShare: 0.25, declined: { low: 1, median: 3, high: 5 } });
    expect(viewOf({ visits: 0, audience: 0 })).toMatchObject({ left: 0, answeredShare: null });
  });

  it('draws all bars of the days on one scale, whose end is the highest mark of any', () => {
    const day = { date: '2026-11-24', sms: range(10, 20, 30), email: range(5), call: none };
    const { days } = viewOf({ timeline: [{ ...day, answered: range(0, 7, 14), waiting: range(35, 70, 70) }] });
    expect(days[0]?.at).toEqual(new Date('2026-11-23T16:00:00Z'));
    expect(days[0]?.sent).toMatchObject({ median: 25, low: 15, high: 35, isSure: false, from: 21.4, to: 50 });
    expect(days[0]?.waiting).toMatchObject({ width: 100, to: 100 });
    expect(days[0]?.answered).toMatchObject({ width: 10, from: 0, to: 20 });
  });

  it('names what stands in the way in the words of the rehearsal, of reports, or as something else', () => {
    const reason = (code: string) => ({ code, ...range(1) });
    const reasons = [reason('no-agent-in-time'), reason('rest-hours'), reason('never-heard-of')];
    expect(viewOf({ missed: { total: range(3), reasons } }).reasons.map(({ labelKey }) => labelKey)).toEqual([
      'console.rehearsal.why.no-agent-in-time',
      'report.code.rest-hours',
      'console.rehearsal.why.other',
    ]);
  });
});

describe('the load of agents', () => {
  const day = (date: string, minutes: Range, shiftMinutes = 420) => {
    return { date, shiftMinutes, calls: range(minutes.median / 5), minutes };
  };

  it('puts who calls most first, and has a cell for every day, off days too', () => {
    const agents = [
      { agentNo: '001', name: '王芳', days: [day('2026-11-25', range(100))] },
      { agentNo: '002', name: '李静', days: [day('2026-11-24', range(210, 420, 420)), day('2026-11-25', range(5))] },
      { agentNo: '003', name: '张伟', days: [day('2026-11-25', range(100))] },
    ];
    const { load } = viewOf({ agents });
    expect(load.days).toEqual([new Date('2026-11-23T16:00:00Z'), new Date('2026-11-24T16:00:00Z')]);
    expect(load.agents.map(({ agentNo }) => agentNo)).toEqual(['002', '001', '003']);
    expect(load.agents[0]?.cells.map(({ tone, isSure }) => [tone, isSure])).toEqual([
      ['full', false],
      ['light', true],
    ]);
    expect(load.agents[1]?.cells[0]).toMatchObject({ shiftMinutes: 0, tone: 'none', at: load.days[0] });
  });

  it('is cut at forty agents and two weeks, and says so', () => {
    const dates = Array.from({ length: 20 }, (_, i) => `2026-12-${String(i + 1).padStart(2, '0')}`);
    const agents = Array.from({ length: 41 }, (_, i) => {
      return { agentNo: String(i), name: 'x', days: dates.map((date) => day(date, range(5))) };
    });
    const { load } = viewOf({ agents });
    expect([load.agents.length, load.agents[0]?.cells.length, load.isCut]).toEqual([40, 14, true]);
    expect(viewOf({ agents: agents.slice(1) }).load.isCut).toBe(false);
  });

  it.each([
    [0, 'none'],
    [209, 'light'],
    [210, 'half'],
    [377, 'half'],
    [378, 'full'],
  ])('%d of 420 minutes is %s', (minutes, tone) => {
    const agents = [{ agentNo: '001', name: '王芳', days: [day('2026-11-24', range(minutes))] }];
    expect(viewOf({ agents }).load.agents[0]?.cells[0]?.tone).toBe(tone);
  });
});
