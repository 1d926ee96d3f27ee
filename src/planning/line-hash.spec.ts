import { createHash } from 'node:crypto';
import { LineHash } from './line-hash.js';

describe('LineHash', () => {
  it('is the hash of all lines put together', () => {
    const lines = Array.from({ length: 30_000 }, (_, i) => `${i}|行\n`);
    const hash = new LineHash('beginning');
    for (const line of lines) hash.add(line);
    const whole = createHash('sha256')
      .update(`beginning${lines.join('')}`)
      .digest('hex');
    expect(hash.digest()).toBe(whole);
  });
});
