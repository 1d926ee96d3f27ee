import { InputError } from '../kernel/faults.js';
import { FIRST_PLACE, formatCursor, parseCursor } from './row-cursor.js';

describe('a cursor', () => {
  it('brings back its place, whatever the key', () => {
    const place = { id: 42, key: '2026-11-20 服务/1' };
    expect(parseCursor(formatCursor(place))).toEqual(place);
    expect(formatCursor(place)).toMatch(/^[\w-]+$/);
  });

  it('begins at the beginning', () => {
    expect(parseCursor(null)).toEqual(FIRST_PLACE);
  });

  it.each(['42', 'abc', 'W10', Buffer.from('["x",1]').toString('base64url')])('refuses %j', (word) => {
    expect(() => parseCursor(word)).toThrow(InputError);
  });
});
