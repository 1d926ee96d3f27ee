import fc from 'fast-check';
import type { ScriptSection } from '../messages/script-sections.js';
import {
  ESCAPES,
  findIllegalStep,
  isAboutCustomer,
  legalSteps,
  type ScriptNode,
  scriptSteps,
  type WalkFacts,
} from './script-walk.js';

const well: WalkFacts = { identity: 'verified', convenient: true };
const full: ScriptNode[] = ['greet', 'identity', 'announce', 'convenient', 'survey', 'reason', 'close'];

describe('the order of a call (E1)', () => {
  it('is legal with the identity first, and with the announcement first', () => {
    expect(findIllegalStep(full, well)).toBeNull();
    expect(findIllegalStep(['greet', 'announce', 'identity', 'convenient', 'survey', 'close'], well)).toBeNull();
  });

  it('never asks the survey before identity, announcement and the question whether it is convenient', () => {
    for (const left of ['identity', 'announce', 'convenient']) {
      const path = full.filter((node) => node !== left);
      expect(findIllegalStep(path, well)?.node).toBe(
        path[path.indexOf(left === 'convenient' ? 'survey' : 'convenient')],
      );
    }
  });

  it('goes on without a verified identity only when it was skipped', () => {
    const path = full.slice(0, 4);
    expect(findIllegalStep(path, {})).toMatchObject({ node: 'convenient', legal: ['wrong-party', ...ESCAPES] });
    expect(findIllegalStep(path, { identity: 'skipped' })).toBeNull();
  });

  it('leaves a wrong person only a farewell (E2)', () => {
    const legal = legalSteps(['greet', 'identity'], { identity: 'wrong-party' });
    expect(legal.filter((node) => !ESCAPES.includes(node))).toEqual(['wrong-party']);
  });

  it('leads from an inconvenient moment to an appointment or a refusal, never to the survey (T6)', () => {
    const legal = legalSteps(full.slice(0, 4), { identity: 'verified', convenient: false });
    expect(legal).toEqual(['appointment', 'refused', 'complaint', 'new-need', 'hung-up']);
  });

  it('answers an open issue before the survey', () => {
    expect(legalSteps(full.slice(0, 4), { ...well, hasOpenIssue: true })[0]).toBe('open-issue');
    expect(legalSteps(full.slice(0, 4), { ...well, withoutSurvey: true })[0]).toBe('close');
  });

  it('comes back from a complaint to where it was', () => {
    expect(legalSteps([...full.slice(0, 4), 'complaint'], well)).toEqual(
      expect.arrayContaining(['survey', 'close', 'new-need', 'appointment', 'hung-up']),
    );
  });
});

const facts = fc.record({
  identity: fc.constantFrom('verified', 'skipped', 'wrong-party', undefined),
  convenient: fc.constantFrom(true, false, undefined),
  hasOpenIssue: fc.boolean(),
  withoutSurvey: fc.boolean(),
} as const);

/** Walks by taking one of the legal steps each time. */
function walk(choices: readonly number[], known: WalkFacts): ScriptNode[] {
  const path: ScriptNode[] = [];
  for (const choice of choices) {
    const legal = legalSteps(path, known);
    const next = legal[choice % Math.max(legal.length, 1)];
    if (next === undefined) return path;
    path.push(next);
  }
  return path;
}

describe('every walk', () => {
  const choices = fc.array(fc.nat(20), { maxLength: 30 });

  it('says nothing of the customer before the identity, and reaches every escape in one step', () => {
    fc.assert(
      fc.property(choices, facts, (chosen, known) => {
        const path = walk(chosen, known);
        expect(findIllegalStep(path, known)).toBeNull();
        path.forEach((node, position) => {
          const before = path.slice(0, position);
          if (!isAboutCustomer(node)) return;
          expect(before).toEqual(expect.arrayContaining(['identity', 'announce', 'convenient']));
          expect(['verified', 'skipped']).toContain(known.identity);
          expect(known.convenient).toBe(true);
        });
        const at = path.at(-1);
        if (at === undefined || ['close', 'hung-up', 'wrong-party', 'refused', 'appointment'].includes(at)) return;
        expect(legalSteps(path, known)).toEqual(expect.arrayContaining(ESCAPES.filter((node) => node !== at)));
      }),
    );
  });

  it('can always end', () => {
    fc.assert(
      fc.property(choices, facts, (chosen, known) => {
        const path = walk(chosen, known);
        const legal = legalSteps(path, known);
        expect(legal.length === 0 || path.length === 0 || legal.includes('hung-up')).toBe(true);
      }),
    );
  });
});

describe('the script on the screen', () => {
  const texts = new Map<ScriptSection, string>([
    ['greet', '您好！'],
    ['close-satisfied', '感谢您的答复。'],
    ['close-dissatisfied', '非常谢谢您的反映。'],
  ]);

  it('shows the steps in their order, and marks what waits for the identity', () => {
    const steps = scriptSteps(texts, {});
    expect(steps.map(({ node }) => node).slice(0, 7)).toEqual(full);
    expect(steps.filter(({ aboutCustomer }) => aboutCustomer).map(({ node }) => node)).toEqual(['survey', 'reason']);
    expect(steps[0]).toMatchObject({ text: '您好！', next: ['identity', 'announce'] });
    expect(steps.find(({ node }) => node === 'close')?.text).toBe('感谢您的答复。\n\n非常谢谢您的反映。');
  });

  it('leaves the survey out of a call that only notifies, and may announce first', () => {
    const steps = scriptSteps(texts, { withoutSurvey: true }, 'announce-first').map(({ node }) => node);
    expect(steps.slice(0, 5)).toEqual(['greet', 'announce', 'identity', 'convenient', 'close']);
    expect(steps).not.toContain('survey');
  });
});
