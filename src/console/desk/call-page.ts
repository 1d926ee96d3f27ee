import type { CallInHand } from '../../desk/call-in-hand.service.js';
import { CALL_MARKS, callTimer, type CallMark } from '../../desk/call-marks.js';
import type { DeskCall } from '../../desk/desk-call.js';
import type { OfferedSlot } from '../../desk/offered-slots.js';
import type { Reason } from '../../kernel/reason.js';
import { placeName } from '../place-name.js';
import { type Ring, toRing } from '../ring.js';
import { type AnsweredModel, answered, currentQuestion, type QuestionModel } from './call-question.js';
import { type MissingField, missingLinks, type RecordFields, recordFields } from './call-record.js';
import { type CallButton, choices, escapes, lineButtons, nodeOf, outcomes, steps } from './call-steps.js';
import { type DueChip, dueChips } from './due-chips.js';

/** The line: the number of the call in hand, its keys, its ring. Before the call is open the number is masked. */
export interface LineModel {
  readonly phone: string | null;
  readonly tel: string | null;
  readonly marks: readonly { mark: CallMark; labelKey: string; key: string; at: Date | null }[];
  readonly ring: Ring;
  readonly running: boolean;
  /** Click-to-call; null where this agent dials by hand. */
  readonly bridge: { readonly mayStart: boolean; readonly wordKeys: readonly string[] } | null;
}

/** The node in hand: its words and what may be done there. */
export interface NodeModel {
  readonly titleKey: string;
  readonly text: string;
  readonly trail: readonly { titleKey: string; isHere: boolean }[];
  readonly choices: readonly CallButton[];
  readonly steps: readonly CallButton[];
  readonly escapes: readonly CallButton[];
  readonly lines: readonly CallButton[];
  readonly outcomes: readonly CallButton[];
  readonly question: QuestionModel | null;
  readonly slots: readonly (OfferedSlot & { readonly key: string })[] | null;
  readonly mayGoBack: boolean;
}

/** What the page of a call shows. */
export interface CallPage {
  readonly base: string;
  readonly attemptId: number;
  readonly visitId: number;
  readonly isOpen: boolean;
  readonly isOffered: boolean;
  /** Whom to ask for: all that is said of the customer before the identity is known. */
  readonly name: string;
  readonly campaign: DeskCall['campaign'];
  readonly clocks: readonly DueChip[];
  readonly appointmentAt: Date | null;
  readonly scriptProblem: Reason | null;
  readonly line: LineModel;
  readonly node: NodeModel | null;
  /** Null until the identity is verified, or skipped with a reason (E1). */
  readonly customer: CustomerCard | null;
  readonly fields: RecordFields;
  readonly answered: readonly AnsweredModel[];
  readonly missing: readonly MissingField[];
  readonly zone: string;
  readonly customerZone: string | null;
}

/** The customer beside the call. */
export interface CustomerCard {
  readonly customer: DeskCall['customer'];
  readonly place: string;
  readonly attributes: readonly { readonly name: string; readonly value: string }[];
  readonly acquaintance: DeskCall['acquaintance'];
  readonly openIssues: DeskCall['openIssues'];
  readonly history: DeskCall['history'];
}

const MARK_KEYS: Readonly<Record<CallMark, string>> = { dialled: 'd', answered: 'a', 'hung-up': 'h' };

/** The page of a call that is offered or in hand; `question` is the one that was asked for again. */
export function buildCallPage(hand: CallInHand, question: string | null): CallPage {
  const { call, now } = hand;
  const { attemptId, visitId, state, campaign, customer } = call;
  const base = `/desk/calls/${attemptId}`;
  const isOpen = state === 'handed_over';
  const isKnown = isOpen && knowsCustomer(hand);
  const [customerZone = null] = call.zones.filter((zone) => zone !== hand.zone);
  return {
    base,
    attemptId,
    visitId,
    isOpen,
    isOffered: state === 'claimed',
    name: customer.contactName ?? customer.name,
    campaign,
    clocks: dueChips(call.clocks, now),
    appointmentAt: call.appointmentAt,
    scriptProblem: call.scriptProblem,
    line: lineOf(hand),
    node: isOpen ? nodeModel(hand, question) : null,
    customer: isKnown ? cardOf(call) : null,
    fields: recordFields(nodeOf(hand)),
    answered: isKnown ? answered(hand, base) : [],
    missing: missingLinks(hand, base),
    zone: hand.zone,
    customerZone,
  };
}

/** E1, E2: verified, or skipped with a reason and said so; never once somebody else was on the line. */
function knowsCustomer({ facts, form }: CallInHand): boolean {
  if (facts.identity === 'wrong-party') return false;
  return form.identityVerified === true || (form.identityVerified === false && form.identitySkipReason !== undefined);
}

function lineOf({ call, now }: CallInHand): LineModel {
  const { phone, isNumberShown } = call.customer;
  const { dialledAt, answeredAt, hungUpAt } = call.marks;
  const timer = callTimer(call.marks, call.openedAt, now);
  const at = { dialled: dialledAt, answered: answeredAt, 'hung-up': hungUpAt };
  return {
    phone,
    tel: isNumberShown && phone !== null ? `tel:${phone}` : null,
    marks: CALL_MARKS.map((mark) => ({
      mark,
      labelKey: `console.desk.mark.${mark}`,
      key: MARK_KEYS[mark],
      at: at[mark],
    })),
    ring: toRing(timer.of === 'talk' ? 'console.desk.ring.talk' : 'console.desk.ring.open', timer.seconds),
    running: call.openedAt !== null && timer.running,
    bridge: bridgeOf(call.bridge),
  };
}

function bridgeOf(bridge: DeskCall['bridge']): LineModel['bridge'] {
  if (bridge === null) return null;
  const { state, agent, customer } = bridge;
  return {
    mayStart: state !== 'asked' && state !== 'taken',
    wordKeys: [
      ...(agent === null ? [] : [`console.desk.bridge.agent.${agent}`]),
      ...(customer === null ? [] : [`console.desk.bridge.customer.${customer}`]),
    ],
  };
}

function nodeModel(hand: CallInHand, wanted: string | null): NodeModel {
  const node = nodeOf(hand);
  const step = hand.call.script.find((one) => one.node === node);
  const question = currentQuestion(hand, wanted);
  const mayBeSaid = step !== undefined && (!step.aboutCustomer || knowsCustomer(hand));
  return {
    titleKey: `script.${node}`,
    text: mayBeSaid ? step.text : '',
    trail: hand.path.map((one, index) => ({ titleKey: `script.${one}`, isHere: index === hand.path.length - 1 })),
    choices: choices(hand),
    steps: steps(hand, question !== null),
    escapes: escapes(hand),
    lines: lineButtons(hand, hand.call.marks.answeredAt !== null),
    outcomes: outcomes(hand),
    question,
    slots: node === 'appointment' ? hand.slots.map((slot, index) => ({ ...slot, key: String(index + 1) })) : null,
    mayGoBack: hand.path.length > 1,
  };
}

function cardOf({ customer, acquaintance, openIssues, history }: DeskCall): CustomerCard {
  const place = placeName([customer.province, customer.city, customer.district]);
  const attributes = Object.entries(customer.attributes ?? {}).map(([name, value]) => ({ name, value: String(value) }));
  return { customer, place, attributes, acquaintance, openIssues, history };
}
