import { localDateIn } from './local-date.js';

describe('the date in a zone', () => {
  const at = new Date('2026-11-24T16:30:00Z');

  it('is that of the zone, whichever zone was asked for before', () => {
    expect(localDateIn('Asia/Shanghai', at)).toBe('2026-11-25');
    expect(localDateIn('Europe/London', at)).toBe('2026-11-24');
    expect(localDateIn('Asia/Shanghai', new Date('2026-11-24T15:59:59Z'))).toBe('2026-11-24');
  });
});
