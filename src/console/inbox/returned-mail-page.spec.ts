import { returnedMailPage } from './returned-mail-page.js';

describe('the page of returned mail', () => {
  it('masks every address, and says how sure the match is', () => {
    const mail = {
      ...({
        id: 1,
        receivedAt: new Date('2026-11-24T01:00:00Z'),
        via: 'smtp',
        verdict: 'unknown',
        code: null,
      } as const),
      ...({ diagnostic: null, attemptId: 7, matchedBy: 'message-id', customerId: 9, customerNo: 'C9' } as const),
      ...{
        from: 'Postmaster <postmaster@example.net>',
        subject: '退信 anna@example.com',
        body: 'to <anna@example.com>:',
      },
    };
    const { mails, counts } = returnedMailPage([mail], [{ verdict: 'hard', number: 3 }]);
    expect(mails[0]).toMatchObject({ isKnown: true, isSure: false, customerNo: 'C9' });
    expect(JSON.stringify(mails)).not.toContain('anna@');
    expect(mails[0]?.body).toMatch(/^to <.+>:$/);
    expect(counts).toEqual([{ number: 3, labelKey: 'console.mail.verdict.hard' }]);
  });
});
