import { findRooms, narrowRates, type NarrowRate } from './narrow-rate.js';

const limits = [
  { kind: 'domain', name: 'qq.com', perSecond: 0.5 },
  { kind: 'domain', name: '*', perSecond: 2 },
  { kind: 'country', name: 'CN', perSecond: 5 },
  { kind: 'purpose', name: 'marketing', perSecond: 1 },
] as const;
const keys = (rates: readonly NarrowRate[]) => rates.map(({ key, perSecond }) => `${key} ${perSecond}`);
const mail = (address: string) => ({ channel: 'email', address, purpose: 'service' }) as const;

describe('limits within a rate', () => {
  it('count each domain of mail apart, with its own rate where it has one', () => {
    expect(keys(narrowRates('smtp', mail('anna@QQ.com'), limits))).toEqual(['smtp domain:qq.com 0.5']);
    expect(keys(narrowRates('smtp', mail('anna@example.com'), limits))).toEqual(['smtp domain:example.com 2']);
  });

  it('count the numbers of a country, and a purpose on every channel, for each provider apart', () => {
    const sms = { channel: 'sms', address: '+8613800000001', purpose: 'marketing' } as const;
    expect(keys(narrowRates('twilio', sms, limits))).toEqual(['twilio country:CN 5', 'twilio purpose:marketing 1']);
    expect(narrowRates('twilio', { ...sms, address: '+4915100000001', purpose: 'service' }, limits)).toEqual([]);
  });
});

describe('rooms', () => {
  const of = (name: string, perSecond: number): NarrowRate => ({ key: name, kind: 'domain', name, perSecond });
  const slow = of('slow', 0.5);
  const quick = of('quick', 10);

  it('are one after another, behind what was promised before', () => {
    const rooms = findRooms(
      [
        { cost: 1, limits: [slow] },
        { cost: 3, limits: [slow] },
        { cost: 1, limits: [slow, quick] },
        { cost: 1, limits: [quick] },
      ],
      new Map([
        ['slow', 4_000],
        ['quick', 0],
      ]),
    );
    expect(rooms.map((room) => [room?.limit.key, room?.afterMs])).toEqual([
      ['slow', 6_000],
      ['slow', 12_000],
      ['slow', 14_000],
      ['quick', 200],
    ]);
  });

  it('are not looked for where nothing is full', () => {
    expect(
      findRooms(
        [
          { cost: 1, limits: [slow] },
          { cost: 1, limits: [] },
        ],
        new Map(),
      ),
    ).toEqual([null, null]);
  });
});
