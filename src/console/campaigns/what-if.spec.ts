import type { PlannedParts } from '../../planning/plan-preview.service.js';
import { readChanges, toWhatIf, whatIfQuery } from './what-if.js';

const NOW = new Date('2026-11-24T01:00:00Z');
const changes = (query: object) => readChanges(whatIfQuery.parse(query), NOW);

describe('what somebody tries', () => {
  it('is read from the address; nothing typed changes nothing', () => {
    expect(changes({})).toEqual([]);
    expect(changes({ agents: '0', like: '001', hours: '', days: '', sms: '', first: '', start: '' })).toEqual([]);
  });

  it('is agents, hours, days, rates, a first channel and an earlier start, together', () => {
    const all = {
      agents: '2',
      like: '001',
      skill: ' VIP ',
      hours: '60',
      days: '3',
      sms: '0.5',
      first: 'email',
      start: 'now',
    };
    expect(changes(all)).toEqual([
      { kind: 'start', at: NOW.toISOString() },
      { kind: 'channel', channel: 'email' },
      { kind: 'days', days: 3 },
      { kind: 'agents', count: 2, like: '001', skill: 'VIP' },
      { kind: 'hours', minutes: 60 },
      { kind: 'rate', channel: 'sms', perSecond: 0.5 },
    ]);
  });

  it('counts as not given where it cannot be read or is out of bounds', () => {
    expect(
      changes({ agents: '100000', hours: '-5', days: '1.5', sms: 'fast', first: 'fax', start: 'yesterday' }),
    ).toEqual([]);
  });
});

describe('the figures side by side', () => {
  const parts = (missed: number, assigned: number): PlannedParts =>
    ({
      audience: 100,
      planned: 90 - missed,
      excluded: { deceased: 10 },
      unplaced: {},
      assignment: {
        agents: [{ agentNo: '001', name: 'A', weight: 1, held: 0, assigned, owned: 0, quota: 0 }],
        limits: [],
      },
      feasibility: { feasible: missed === 0, missed, shortfalls: [], reach: [], suggestions: [] },
      slots: [],
    }) as unknown as PlannedParts;

  it('mark what the changes change', () => {
    const { lines } = toWhatIf({ readAt: NOW, before: parts(20, 70), after: parts(0, 90) }, 'Asia/Shanghai', String);
    expect(lines.map(({ name, before, after, isChanged }) => [name, before, after, isChanged])).toEqual([
      ['reached', '70', '90', true],
      ['missed', '20', '0', true],
      ['each', '70', '90', true],
      ['excluded', '10', '10', false],
    ]);
  });
});
