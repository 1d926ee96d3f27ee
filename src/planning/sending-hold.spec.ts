import { type DatabaseSigns, judgeDatabase } from './sending-hold.js';

const witness = { attemptId: 7, token: 'a', at: '2026-11-24T01:00:00Z' };
const signs: DatabaseSigns = { known: [], unknown: [], serverBefore: 'one', serverNow: 'one' };

describe('judgeDatabase', () => {
  it.each<[string, Partial<DatabaseSigns>, string | null]>([
    ['nothing is remembered and it lives where it lived', {}, null],
    ['it was never asked where it lives', { serverBefore: null }, null],
    ['its server does not tell where it lives', { serverNow: null }, null],
    ['it knows what is remembered', { known: [witness] }, null],
    ['it moved, and knows what is remembered: a standby took over and nothing is lost', { known: [witness], serverNow: 'two' }, null], // prettier-ignore
    ['it moved, and nobody remembers anything', { serverNow: 'two' }, 'other-server'],
    ['it does not know what one machine remembers', { unknown: [witness] }, 'unknown-hand-over'],
    ['it knows one machine’s and not another’s', { known: [witness], unknown: [witness] }, 'unknown-hand-over'],
  ])('where %s', (_, given, cause) => {
    expect(judgeDatabase({ ...signs, ...given })).toBe(cause);
  });
});
