import { reason } from '../kernel/reason.js';
import { uncomposedMove } from './uncomposed-move.js';

const attempt = { id: 7, visitId: 3, address: '+8613800138000' };
const now = new Date('2026-11-24T02:00:00Z');
const moveFor = (code: string) => uncomposedMove(attempt, reason(code), 'token', now);

describe('a message that could not be made', () => {
  it('goes to the next rung where the provider cannot carry it', () => {
    expect(moveFor('provider-no-links').attempt).toMatchObject({ to: 'skipped', goOn: 'next', nextAt: now });
  });

  it.each(['missing-variable', 'template-not-registered', 'template-rejected'])('is held for %s', (code) => {
    expect(moveFor(code)).toMatchObject({ visitId: 3, reason: { code }, attempt: { to: 'held', token: 'token' } });
  });

  it('is left to the provider of its number, which it now names', () => {
    expect(moveFor('served-by-other').attempt).toMatchObject({
      to: 'scheduled',
      address: '+8613800138000',
      note: false,
    });
  });
});
