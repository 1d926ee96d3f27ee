import type { CallInHand } from '../../desk/call-in-hand.service.js';
import { ESCAPES, type ScriptNode } from '../../desk/script-walk.js';
import type { Disposition, LineResult } from '../../desk/visit-record-form.js';

/** A button of a call: what it posts, its words, the key that presses it. */
export interface CallButton {
  readonly value: string;
  readonly labelKey: string;
  readonly key: string;
  readonly primary: boolean;
}

const ESCAPE_KEYS: Readonly<Partial<Record<ScriptNode, string>>> = {
  complaint: 'c',
  'new-need': 'n',
  appointment: 't',
  'hung-up': 'x',
};
const NODE_KEYS: Readonly<Partial<Record<ScriptNode, string>>> = {
  refused: 'f',
  reason: 'e',
  close: 'l',
  'wrong-party': 'w',
  announce: 'i',
  appointment: 't',
};
/** Pressed for the usual next step. */
export const NEXT_KEY = 'ArrowRight';

type Place = Pick<CallInHand, 'path' | 'legal' | 'facts' | 'questionIds'>;

export function nodeOf({ path }: Pick<Place, 'path'>): ScriptNode {
  return path.at(-1) ?? 'greet';
}

/**
 * Where one may go from here; what the customer must say first has its own buttons (`choices`), and no key for the usual
 * next step ends the call before it was said.
 */
export function steps(place: Place, isAsking: boolean): CallButton[] {
  const [first] = place.legal;
  const isUnsaid = choices(place).length > 0;
  return place.legal
    .filter((node) => !ESCAPES.includes(node) || (node === first && place.facts.convenient === false))
    .filter((node) => node !== 'wrong-party' || !isUnsaid)
    .map((node) => ({
      value: `go:${node}`,
      labelKey: `script.${node}`,
      key: node === first && !(isUnsaid && node === 'refused') ? NEXT_KEY : (NODE_KEYS[node] ?? ''),
      primary: node === first && !isAsking && !isUnsaid,
    }));
}

/** From any node one key leads to complaint, new need, other time, or hung up. */
export function escapes(place: Place): CallButton[] {
  return place.legal
    .filter((node) => ESCAPES.includes(node))
    .map((node) => ({
      value: `go:${node}`,
      labelKey: `console.desk.escape.${node}`,
      key: ESCAPE_KEYS[node] ?? '',
      primary: false,
    }));
}

/** What the customer said at a node that asks, or that one came to without asking: who it is, whether it is convenient. */
export function choices(place: Place): CallButton[] {
  const choice = (value: string, labelKey: string, key: string, primary = false) => ({ value, labelKey, key, primary });
  if (nodeOf(place) === 'identity' || isIdentityLeft(place)) {
    return [
      choice('identity:verified', 'console.desk.identity.verified', '1', true),
      choice('identity:wrong-party', 'console.desk.identity.wrong-party', '2'),
      choice('identity:skipped', 'console.desk.identity.skipped', '3'),
    ];
  }
  if (nodeOf(place) === 'convenient' && place.facts.convenient === undefined) {
    return [
      choice('convenient:yes', 'console.desk.convenient.yes', '1', true),
      choice('convenient:no', 'console.desk.convenient.no', '2'),
    ];
  }
  return [];
}

/** Both openings were said, and nobody told who it is. */
function isIdentityLeft({ legal, facts }: Place): boolean {
  return facts.identity === undefined && legal[0] === 'wrong-party';
}

/** Before anybody has answered: what became of the number, one key each. */
const LINES: readonly LineResult[] = [
  ...(['no_answer', 'busy', 'switched_off', 'out_of_service', 'vacant', 'network_fail'] as const),
  ...(['voicemail', 'rejected'] as const),
];

/** The results of a number that nobody took; offered until somebody has answered. */
export function lineButtons(place: Place, isAnswered: boolean): CallButton[] {
  if (nodeOf(place) !== 'greet' || isAnswered) return [];
  return LINES.map((line, index) => ({
    value: line,
    labelKey: `line.${line}`,
    key: String(index + 1),
    primary: false,
  }));
}

/** The outcomes that fit the node, the usual one first; elsewhere the outcome is chosen in the record. */
export function outcomes(place: Place): CallButton[] {
  const button = (disposition: Disposition, index: number): CallButton => ({
    value: disposition,
    labelKey: `disposition.${disposition}`,
    key: index === 0 ? 'r' : 'p',
    primary: index === 0,
  });
  return outcomesAt(place).map(button);
}

function outcomesAt(place: Place): Disposition[] {
  switch (nodeOf(place)) {
    case 'appointment':
      return ['inconvenient'];
    case 'hung-up':
      return ['hung_up'];
    case 'wrong-party':
      return ['wrong_party'];
    case 'refused':
      return ['refused', 'opted_out'];
    case 'close':
      if (place.path.includes('appointment')) return ['inconvenient'];
      return place.facts.withoutSurvey === true ? ['completed'] : ['completed', 'partial'];
    default:
      return [];
  }
}
