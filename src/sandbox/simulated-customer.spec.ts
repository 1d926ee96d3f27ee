import { decideSimulatedAct, type ReceivedMessage, type SimulatedAct } from './simulated-customer.js';

const sms = (i: number): ReceivedMessage => ({ messageId: `SM${i}`, channel: 'sms', body: '请为本次服务评分1-5' });
const acts = (make: (i: number) => ReceivedMessage) =>
  Array.from({ length: 2000 }, (_, i) => decideSimulatedAct(make(i)));
const share = (list: readonly unknown[], of: (act: SimulatedAct) => boolean) =>
  list.filter((act) => act !== null && of(act as SimulatedAct)).length / list.length;

describe('decideSimulatedAct', () => {
  it('does the same each time for the same message', () => {
    expect(acts(sms)).toEqual(acts(sms));
  });

  it('answers somewhat more than half of the messages, within seven minutes', () => {
    const all = acts(sms);
    expect(share(all, () => true)).toBeGreaterThan(0.5);
    expect(share(all, () => true)).toBeLessThan(0.6);
    expect(share(all, (act) => act.afterSeconds < 5 || act.afterSeconds > 420)).toBe(0);
  });

  it('has some customers who opt out and some who are not satisfied', () => {
    const all = acts(sms);
    expect(share(all, (act) => act.kind === 'reply' && act.text === 'R')).toBeGreaterThan(0);
    expect(share(all, (act) => act.kind === 'reply' && /^[12]/.test(act.text))).toBeGreaterThan(0.01);
    expect(share(all, (act) => act.kind === 'reply' && /^[45]/.test(act.text))).toBeGreaterThan(0.3);
  });

  it('answers an e-mail only on its survey page', () => {
    const mail = (i: number): ReceivedMessage => ({
      messageId: `<${i}@x>`,
      channel: 'email',
      body: `您好 http://localhost:3000/s/ab-c_9.x1\nhttp://localhost:3000/u/zzz`,
    });
    const all = acts(mail);
    expect(
      share(all, (act) => act.kind === 'survey' && act.link === 'http://localhost:3000/s/ab-c_9.x1'),
    ).toBeGreaterThan(0.5);
    expect(acts((i) => ({ ...mail(i), body: 'no link' })).every((act) => act === null)).toBe(true);
  });
});
