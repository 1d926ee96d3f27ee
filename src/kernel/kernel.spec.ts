import fc from 'fast-check';
import { renderReason, translate } from './catalogue.js';
import { describe as describeValue } from './command.js';
import { maskAddress, maskEmail, maskPhone } from './masking.js';
import { reason } from './reason.js';
import { seededRandom } from './seeded-random.js';
import { contentHash, stableJson } from './stable-json.js';
import { SystemClock } from './system-clock.adapter.js';

describe('masking', () => {
  it('hides the middle of a number and the local part of a mailbox', () => {
    expect(maskPhone('+8613800138000')).toBe('+86138****8000');
    expect(maskPhone('12345')).toBe('****45');
    expect(maskEmail('zhangsan@example.com')).toBe('z***@example.com');
    expect(maskEmail('@nobody')).toBe('***');
    expect(maskAddress('li@example.org')).toBe('l***@example.org');
  });

  it('never shows more than seven digits of a full number', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^\+\d{9,15}$/), (phone) => {
        expect(maskPhone(phone)).toContain('****');
        expect(maskPhone(phone)).not.toBe(phone);
      }),
    );
  });
});

describe('catalogue', () => {
  const texts = { 'reason.over-capacity': '{{agent}} has {{left}} of {{ all }} minutes left', plain: 'Nothing here' };

  it('puts parameters in their places and says where one is missing', () => {
    expect(renderReason(texts, reason('over-capacity', { agent: '010', left: 0, all: 480 }))).toBe(
      '010 has 0 of 480 minutes left',
    );
    expect(translate(texts, 'reason.over-capacity', { agent: ['1', '2'] })).toBe('1, 2 has — of — minutes left');
  });

  it('shows the key where a text is missing', () => {
    expect(translate(texts, 'reason.unheard-of')).toBe('reason.unheard-of');
  });

  it('does not read a parameter as a template', () => {
    expect(translate({ a: '{{x}}' }, 'a', { x: '{{y}}', y: 'secret' })).toBe('{{y}}');
  });
});

describe('stableJson', () => {
  it('is the same for the same value whatever the order of its keys', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
        const turned = Object.fromEntries(Object.entries(value).reverse());
        expect(contentHash(turned)).toBe(contentHash(value));
      }),
    );
  });

  it('writes instants in UTC', () => {
    expect(stableJson({ b: new Date(0), a: [2, 1] })).toBe('{"a":[2,1],"b":"1970-01-01T00:00:00.000Z"}');
  });
});

describe('seededRandom', () => {
  it('gives the same numbers for the same seed, in [0, 1)', () => {
    const draw = (seed: number) => Array.from({ length: 20 }, seededRandom(seed));
    expect(draw(7)).toEqual(draw(7));
    expect(draw(7)).not.toEqual(draw(8));
    expect(draw(7).every((n) => n >= 0 && n < 1)).toBe(true);
  });
});

describe('SystemClock', () => {
  it('adds the intended shift to the server time, and tells only the shift to SQL', () => {
    const clock = new SystemClock();
    clock.learnServerTime(new Date(Date.now() + 60_000));
    expect(clock.offsetMs()).toBe(0);
    expect(clock.isShifted()).toBe(false);
    clock.startAt(new Date('2026-11-24T01:00:00Z'));
    expect(Math.abs(clock.now().getTime() - Date.parse('2026-11-24T01:00:00Z'))).toBeLessThan(5_000);
    expect(clock.isShifted()).toBe(true);
  });
});

describe('describe', () => {
  it('writes nested values as indented lines', () => {
    expect(describeValue({ a: 1, b: { c: null, d: [] }, e: ['x', { f: true }] })).toBe(
      'a: 1\nb:\n  c: —\n  d: none\ne:\n  - x\n  - f: true',
    );
  });
});
