import type { ScriptSection } from '../messages/script-sections.js';

/** The nodes of a call (E1). `complaint` and `new-need` are detours that lead back; the last four end the walk. */
export const SCRIPT_NODES = [
  'greet',
  'identity',
  'announce',
  'convenient',
  'open-issue',
  'survey',
  'reason',
  'complaint',
  'new-need',
  'appointment',
  'wrong-party',
  'refused',
  'close',
  'hung-up',
] as const;
export type ScriptNode = (typeof SCRIPT_NODES)[number];

/** What is known of this call; absent while nobody has said. */
export interface WalkFacts {
  /** `skipped` needs a reason, which the record demands. */
  readonly identity?: 'verified' | 'skipped' | 'wrong-party' | undefined;
  readonly convenient?: boolean | undefined;
  /** An open complaint or follow-up of the customer: its answer comes before the survey. */
  readonly hasOpenIssue?: boolean | undefined;
  /** The campaign only notifies: there is nothing to ask. */
  readonly withoutSurvey?: boolean | undefined;
}

/** From any node one step leads here, whatever else is due. */
export const ESCAPES: readonly ScriptNode[] = ['complaint', 'new-need', 'appointment', 'hung-up'];

const DETOURS: readonly ScriptNode[] = ['complaint', 'new-need'];
const ENDS: readonly ScriptNode[] = ['close', 'hung-up', 'wrong-party', 'refused'];
/** Nodes that say or ask something about the customer. */
const ABOUT_CUSTOMER: readonly ScriptNode[] = ['open-issue', 'survey', 'reason'];

/** Whether what is said there is about the customer, so that it waits for the identity (E1, E2). */
export function isAboutCustomer(node: ScriptNode): boolean {
  return ABOUT_CUSTOMER.includes(node);
}

/** The nodes that may come next, the usual one first; none after the end. */
export function legalSteps(path: readonly ScriptNode[], facts: WalkFacts): ScriptNode[] {
  const at = path.at(-1);
  if (at === undefined) return ['greet'];
  if (ENDS.includes(at)) return [];
  if (at === 'appointment') return ['close', 'hung-up'];
  const usual = usualSteps(path, facts);
  const back = DETOURS.includes(at) ? [...usual, 'close' as const] : usual;
  return [...new Set([...back, ...ESCAPES.filter((node) => node !== at)])];
}

function usualSteps(path: readonly ScriptNode[], facts: WalkFacts): ScriptNode[] {
  const been = (node: ScriptNode) => path.includes(node);
  if (facts.identity === 'wrong-party' && been('identity')) return ['wrong-party'];
  const opening = (['identity', 'announce'] as const).filter((node) => !been(node));
  if (opening.length > 0) return opening;
  if (facts.identity === undefined) return ['wrong-party'];
  if (!been('convenient')) return ['convenient'];
  if (facts.convenient === undefined) return ['refused'];
  if (!facts.convenient) return ['appointment', 'refused'];
  return afterConvenient(been, facts);
}

function afterConvenient(been: (node: ScriptNode) => boolean, facts: WalkFacts): ScriptNode[] {
  if (facts.hasOpenIssue === true && !been('open-issue')) return ['open-issue', 'refused'];
  if (facts.withoutSurvey === true) return ['close', 'refused'];
  if (!been('survey')) return ['survey', 'refused'];
  return been('reason') ? ['close', 'refused'] : ['close', 'reason', 'refused'];
}

/** A step that was not open when it was taken. */
export interface IllegalStep {
  readonly position: number;
  readonly node: ScriptNode;
  readonly legal: readonly ScriptNode[];
}

/** The first step of a walked path that broke the order; null when the path is legal, finished or not. */
export function findIllegalStep(path: readonly ScriptNode[], facts: WalkFacts): IllegalStep | null {
  for (const [position, node] of path.entries()) {
    const legal = legalSteps(path.slice(0, position), facts);
    if (!legal.includes(node)) return { position, node, legal };
  }
  return null;
}

/** One step as the desk shows it. */
export interface ScriptStep {
  readonly node: ScriptNode;
  readonly text: string;
  /** Shown only after the identity is verified. */
  readonly aboutCustomer: boolean;
  /** Where one may go from here when all goes well; the escapes are in `escapes`. */
  readonly next: readonly ScriptNode[];
  readonly escapes: readonly ScriptNode[];
}

/** Either legal beginning: identity first, or announce first as in the second script. */
export type ScriptOrder = 'identity-first' | 'announce-first';

const SECTION_OF: Readonly<Record<ScriptNode, readonly ScriptSection[]>> = {
  greet: ['greet'],
  identity: ['identity'],
  announce: ['announce'],
  convenient: ['convenient'],
  'open-issue': [],
  survey: ['survey'],
  reason: ['reason'],
  complaint: ['complaint'],
  'new-need': ['new-need'],
  appointment: ['not-convenient'],
  'wrong-party': ['wrong-party'],
  refused: ['close-refused'],
  close: ['close-satisfied', 'close-dissatisfied'],
  'hung-up': [],
};

/** The steps of a call in their legal order with their texts, then the branches; steps that cannot come up are left out. */
export function scriptSteps(
  sections: ReadonlyMap<ScriptSection, string>,
  facts: Pick<WalkFacts, 'hasOpenIssue' | 'withoutSurvey'>,
  order: ScriptOrder = 'identity-first',
): ScriptStep[] {
  const opening: ScriptNode[] =
    order === 'identity-first' ? ['greet', 'identity', 'announce'] : ['greet', 'announce', 'identity'];
  const main: ScriptNode[] = [...opening, 'convenient'];
  if (facts.hasOpenIssue === true) main.push('open-issue');
  if (facts.withoutSurvey !== true) main.push('survey', 'reason');
  const steps = [
    ...main,
    'close',
    'complaint',
    'new-need',
    'appointment',
    'wrong-party',
    'refused',
    'hung-up',
  ] as const;
  const well: WalkFacts = { ...facts, identity: 'verified', convenient: true };
  return steps.map((node) => {
    const before = main.includes(node) ? main.slice(0, main.indexOf(node) + 1) : [...main, node];
    const legal = legalSteps(before, well);
    const escapes = legal.filter((next) => ESCAPES.includes(next));
    const text = SECTION_OF[node].flatMap((section) => sections.get(section) ?? []).join('\n\n');
    return {
      node,
      text,
      aboutCustomer: isAboutCustomer(node),
      next: legal.filter((n) => !escapes.includes(n)),
      escapes,
    };
  });
}
