import type { CallInHand } from '../../desk/call-in-hand.service.js';
import type { DeskCall } from '../../desk/desk-call.js';
import { askedQuestions } from '../../desk/desk-call.js';
import { NO_MARKS } from '../../desk/call-marks.js';
import { legalSteps, type ScriptNode, scriptSteps } from '../../desk/script-walk.js';
import type { VisitRecordForm } from '../../desk/visit-record-form.js';
import { DECLINED } from '../../surveys/answer-value.js';
import { DEFAULT_SURVEY } from '../../surveys/default-survey.js';
import { buildCallPage } from './call-page.js';

const now = new Date('2026-11-23T02:04:00Z');
const openedAt = new Date('2026-11-23T02:00:00Z');
const script = scriptSteps(
  new Map([
    ['greet', 'Good day!'],
    ['survey', 'About your air conditioning …'],
  ]),
  {},
);
const call = {
  attemptId: 4,
  visitId: 5,
  state: 'handed_over',
  campaign: { id: 1, name: 'Calls', kind: 'routine', purpose: 'service' },
  customer: { id: 9, name: '张三', contactName: null, province: '上海', city: '上海', district: null, phone: '+8613700000001', isNumberShown: true },
  acquaintance: 'first',
  history: [],
  openIssues: [],
  script,
  scriptProblem: null,
  survey: { id: 'default', version: 1, questions: askedQuestions(DEFAULT_SURVEY, new Set(), 'en', '010') },
  clocks: { dueAt: now, weekDueAt: null, sortAt: now, breached: true },
  appointmentAt: null,
  openedAt,
  zones: ['Asia/Shanghai'],
  marks: NO_MARKS,
  bridge: null,
} as unknown as DeskCall; // prettier-ignore

function hand(
  given: { call?: object; form?: VisitRecordForm; path?: ScriptNode[]; answers?: object } = {},
): CallInHand {
  const { form = {}, path = ['greet'], answers = {} } = given;
  const skipped = form.identitySkipReason === undefined ? undefined : ('skipped' as const);
  const verified = form.identityVerified === true ? ('verified' as const) : skipped;
  const facts = {
    identity: form.disposition === 'wrong_party' ? ('wrong-party' as const) : verified,
    convenient: form.convenient,
  };
  const questionIds = ['product', 'service', 'nps'];
  const rest = { slots: [], missing: ['talkSeconds', 'answers.nps', 'convenient'], now, zone: 'Asia/Shanghai' };
  const whole = { call: { ...call, ...given.call }, form, path, facts, answers, questionIds, ...rest };
  return { ...whole, legal: legalSteps(path, facts) } as CallInHand;
}
const page = (given: Parameters<typeof hand>[0] = {}, question: string | null = null) =>
  buildCallPage(hand(given), question);
const known: VisitRecordForm = { identityVerified: true, convenient: true };
const asking: ScriptNode[] = ['greet', 'identity', 'announce', 'convenient', 'survey'];

describe('the page of a call', () => {
  it('offers to put the call through where that is set up, and not while it rings', () => {
    expect(page().line.bridge).toBeNull();
    const none = { state: 'none', agent: null, customer: null };
    expect(page({ call: { bridge: none } }).line.bridge).toEqual({ mayStart: true, wordKeys: [] });
    const rings = { state: 'taken', agent: 'in-progress', customer: 'ringing' };
    expect(page({ call: { bridge: rings } }).line.bridge).toEqual({
      mayStart: false,
      wordKeys: ['console.desk.bridge.agent.in-progress', 'console.desk.bridge.customer.ringing'],
    });
    expect(page({ call: { bridge: { ...rings, state: 'ended' } } }).line.bridge?.mayStart).toBe(true);
  });

  it('says nothing of the customer but the name until the identity is verified, or skipped with a reason (E1)', () => {
    const reason = { identitySkipReason: 'known voice' };
    const shown = (form: VisitRecordForm) => page({ form, path: asking }).customer !== null;
    expect([shown({}), shown(reason), shown({ identityVerified: false })]).toEqual([false, false, false]);
    expect([shown(known), shown({ ...reason, identityVerified: false })]).toEqual([true, true]);
    expect(shown({ ...reason, identityVerified: false, disposition: 'wrong_party' })).toBe(false);
  });

  it('keeps the words about the customer back too, and the answers', () => {
    expect(page({ path: asking, answers: { nps: 9 } })).toMatchObject({ node: { text: '' }, answered: [] });
    const after = page({ path: asking, form: known, answers: { nps: 9 } });
    expect(after.node?.text).toContain('air conditioning');
    expect(after.answered).toMatchObject([{ id: 'nps', answer: '9' }]);
  });

  it('is closed altogether while the call is only offered', () => {
    const offered = page({ call: { state: 'claimed', openedAt: null }, form: known });
    expect(offered).toMatchObject({ isOpen: false, isOffered: true, node: null, customer: null });
    expect(offered.line.running).toBe(false);
  });

  it('has the ring of the talk, amber after three minutes, red after five, still when it is hung up (T5)', () => {
    const ring = (marks: object) => page({ call: { marks: { ...NO_MARKS, ...marks } } }).line;
    expect(ring({})).toMatchObject({ running: true, ring: { labelKey: 'console.desk.ring.open', tone: 'amber' } });
    const answeredAt = new Date('2026-11-23T02:02:00Z');
    expect(ring({ answeredAt })).toMatchObject({
      ring: { labelKey: 'console.desk.ring.talk', seconds: 120, tone: 'calm' },
    });
    const long = { answeredAt: new Date('2026-11-23T01:50:00Z'), hungUpAt: new Date('2026-11-23T01:56:00Z') };
    expect(ring(long)).toMatchObject({ running: false, ring: { tone: 'red', text: '6:00' } });
  });

  it('asks one question after another, by digits, and again where one comes back to it', () => {
    const at = (answers: object, question: string | null = null) =>
      page({ form: known, path: asking, answers }, question).node?.question;
    expect(at({})).toMatchObject({ id: 'product', number: 1, of: 3 });
    expect(at({})?.buttons.map(({ key }) => key)).toEqual(['1', '2', '3', '4', '5', '0']);
    const nps = at({ product: 5, service: DECLINED });
    expect(nps?.buttons.at(-1)).toMatchObject({ step: 'answer:nps:10', key: '-' });
    expect(at({ product: 5 }, 'product')?.buttons.find(({ chosen }) => chosen)?.step).toBe('answer:product:5');
    expect(at({ product: 5, service: 4, nps: 9 })).toBeNull();
  });

  it('names what is missing with the way to it: a field, a question, a step', () => {
    expect(page().missing.map(({ name, href }) => `${name} ${href}`)).toEqual([
      'talkSeconds #field-talkSeconds',
      'answers.nps /desk/calls/4?question=nps#call-node',
      'convenient #call-node',
    ]);
  });

  it('has each field of the record once, near the words that ask for it', () => {
    const { fields } = page({ path: ['greet', 'complaint'] });
    expect(fields.node.map(({ name }) => name)).toEqual(['complaint']);
    const all = [...fields.node, ...fields.main, ...fields.more].map(({ name }) => name);
    expect(new Set(all).size).toBe(all.length);
  });

  it('tells the customer’s zone only where it is another one', () => {
    expect(page().customerZone).toBeNull();
    expect(page({ call: { zones: ['Asia/Urumqi'] } }).customerZone).toBe('Asia/Urumqi');
  });
});
