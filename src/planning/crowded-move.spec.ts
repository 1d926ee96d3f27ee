import { crowdedMove } from './crowded-move.js';

const now = new Date('2026-11-24T02:00:00Z');
const limit = { key: 'smtp domain:qq.com', kind: 'domain', name: 'qq.com', perSecond: 0.5 } as const;
const deadlineAt = new Date('2026-11-24T03:00:00Z');
const campaign = { state: 'running', kind: 'routine', purpose: 'service', deadlineAt } as const;
const move = (afterMs: number, fixedTime = false) =>
  crowdedMove({ id: 1, visitId: 2, facts: { campaign, fixedTime } }, { afterMs, limit }, 'token', now);

describe('a message that found no room within its limit', () => {
  it('stays where it is when there is room in a moment', () => {
    expect(move(2_000)).toBeNull();
    expect(crowdedMove({ id: 1, visitId: 2, facts: { campaign, fixedTime: false } }, null, 'token', now)).toBeNull();
  });

  it('comes again at its own time, with the reason', () => {
    expect(move(90_000)).toMatchObject({
      visitId: 2,
      reason: { code: 'domain-rate', params: { name: 'qq.com', perHour: 1_800 } },
      attempt: { id: 1, to: 'scheduled', scheduledAt: new Date(now.getTime() + 90_000), token: 'token' },
    });
  });

  it('takes its next rung where that is after the deadline, unless the customer asked for the time', () => {
    expect(move(3_600_000)?.attempt).toMatchObject({ to: 'skipped', goOn: 'next' });
    expect(move(3_600_000, true)?.attempt).toMatchObject({ to: 'scheduled' });
  });
});
