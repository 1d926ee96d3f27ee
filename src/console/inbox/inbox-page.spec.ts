import { reason } from '../../kernel/reason.js';
import type { InboxMessage } from '../../responses/inbox.repository.js';
import { buildInboxPage, listChoices } from './inbox-page.js';
import type { CandidateVisit } from './inbox-page.js';

const rating = { questionId: 'service', kind: 'rating', min: 1, max: 5, labels: new Map([['GOOD', 4]]) } as const;
const visit: CandidateVisit = {
  state: 'open',
  agentNo: '010',
  agentName: '李客服',
  answered: false,
  question: rating,
  keepsWords: true,
};

function aMessage(id: number, visitIds: readonly number[] = [7], body = 'hello'): InboxMessage {
  const candidates = visitIds.map((visitId) => ({
    visitId,
    customerId: visitId * 10,
    campaignId: 3,
    askedAt: '2026-11-24T01:00:00.000Z',
    reason: reason('several-customers', { customers: 2 }),
    customerNo: `C${visitId}`,
    customerName: '张三',
    campaignName: 'National Day',
  }));
  return {
    id,
    from: '+86138****0001',
    body,
    receivedAt: new Date('2026-11-24T02:00:00Z'),
    reason: reason('x'),
    candidates,
  };
}

function pageOf(messages: readonly InboxMessage[], at: number | null = null) {
  const visits = new Map([[7, visit]]);
  return buildInboxPage({ messages, visits, at, next: null, after: undefined, undo: null, refusal: null });
}

describe('the inbox', () => {
  it('puts the message that was asked for in focus, else the oldest', () => {
    const focused = (at: number | null) =>
      pageOf([aMessage(1), aMessage(2)], at)
        .messages.filter((message) => message.current)
        .map(({ id }) => id);
    expect(focused(2)).toEqual([2]);
    expect(focused(null)).toEqual([1]);
    expect(focused(99)).toEqual([1]);
  });

  it('gives the first nine candidates a digit', () => {
    const [message] = pageOf([aMessage(1, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10])]).messages;
    expect(message?.candidates.map(({ key }) => key)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, null]);
  });

  it('says of a candidate whose visit it is, when it was asked, and how it stands', () => {
    const candidate = pageOf([aMessage(1)]).messages[0]?.candidates[0];
    expect(candidate).toMatchObject({
      customerName: '张三',
      agent: '李客服 010',
      stateKey: 'console.visit-state.open',
      askedAt: new Date('2026-11-24T01:00:00Z'),
    });
  });

  it('offers no place where the visit asks nothing', () => {
    expect(pageOf([aMessage(1, [8])]).messages[0]?.candidates[0]?.choices).toEqual([]);
  });
});

describe('what a reply may be placed as', () => {
  const chosen = (body: string, of: CandidateVisit = visit) =>
    listChoices(body, of).flatMap((choice) => (choice.chosen ? [choice.value] : []));

  it.each([
    ['4', '4'],
    ['Good', '4'],
    ['5 thanks', '5'],
    ['9', 'comment'],
    ['who is this?', 'comment'],
  ])('reads %p as %p', (body, value) => expect(chosen(body)).toEqual([value]));

  it('leaves out what the survey cannot keep', () => {
    expect(listChoices('4', { ...visit, keepsWords: false }).map(({ value }) => value)).toEqual([
      '1',
      '2',
      '3',
      '4',
      '5',
    ]);
    expect(listChoices('4', { ...visit, question: null })).toEqual([{ value: 'comment', score: null, chosen: true }]);
    expect(listChoices('4', { ...visit, question: null, keepsWords: false })).toEqual([]);
  });

  it('chooses nothing for words where only a score can be kept', () => {
    expect(chosen('who is this?', { ...visit, keepsWords: false })).toEqual([]);
  });
});
