import { type ProviderState, type WaitingAttempt, whyWaiting } from './why-waiting.js';

const now = new Date('2026-11-24T02:00:00Z');
const way = (name: string) => ({ sender: name, capability: name });
const routing = { countries: { CN: way('tencent') }, others: way('twilio') };
const up = { phase: 'closed', since: null, until: null, cause: null, blockedUntil: null, share: 1 } as const;
const twilio: ProviderState = { ...up, provider: 'twilio', channel: 'sms', phase: 'open', share: 0 };
const tencent: ProviderState = { ...up, provider: 'tencent', channel: 'sms' };
const smtp: ProviderState = {
  ...up,
  provider: 'smtp',
  channel: 'email',
  blockedUntil: new Date(now.getTime() + 1),
  share: 0,
};
const due: WaitingAttempt = {
  channel: 'sms',
  state: 'scheduled',
  scheduledAt: now.toISOString(),
  address: '+14155550100',
};
const why = (attempt: Partial<WaitingAttempt>) =>
  whyWaiting({ ...due, ...attempt }, [smtp, twilio, tencent], routing, now)?.code ?? null;

describe('a message whose time has come', () => {
  it('waits for the provider of its number, and for no other', () => {
    expect(why({})).toBe('waits-for-provider');
    expect(why({ address: '+8613800138000' })).toBeNull();
  });

  it('waits for a relay that asked for a pause', () => {
    expect(why({ channel: 'email', address: 'anna@example.com' })).toBe('provider-asked-for-pause');
  });

  it('does not wait for anybody before its time, when it is over, or when it is a call', () => {
    expect(why({ scheduledAt: '2026-11-24T02:00:01Z' })).toBeNull();
    expect(why({ state: 'held' })).toBeNull();
    expect(why({ channel: 'call' })).toBeNull();
  });
});
