import { InputError } from '../kernel/faults.js';
import { parseStep, pathOf, takeStep } from './take-step.js';
import type { WalkFacts } from './script-walk.js';
import type { VisitRecordForm } from './visit-record-form.js';

/** What the record says of the walk, as the completeness rules read it. */
const factsOf = (form: VisitRecordForm): WalkFacts => {
  const skipped = form.identitySkipReason === undefined ? undefined : ('skipped' as const);
  const verified = form.identityVerified === true ? ('verified' as const) : skipped;
  return {
    identity: form.disposition === 'wrong_party' ? 'wrong-party' : verified,
    convenient: form.convenient,
  };
};
const walk = (form: VisitRecordForm, ...steps: string[]) =>
  steps.reduce((one, text) => {
    const step = parseStep(text);
    if (step === null) throw new Error(`not a step: ${text}`);
    return takeStep(one, step, factsOf);
  }, form);
const faultOf = (work: () => unknown) => {
  try {
    work();
  } catch (error) {
    if (error instanceof InputError) return error.faults[0];
  }
  return null;
};

describe('a step of a call', () => {
  it('is read as its button names it, and nothing else is one', () => {
    expect(parseStep('go:survey')).toEqual({ kind: 'go', node: 'survey' });
    expect(parseStep('answer:nps:9')).toEqual({ kind: 'answer', question: 'nps', value: '9' });
    expect(['go:moon', 'identity:maybe', 'convenient:', 'answer', 'decline:', ''].map(parseStep)).toEqual(
      Array.from({ length: 6 }, () => null),
    );
  });

  it('leads through the legal order, one key a node', () => {
    const form = walk({}, 'go:identity', 'identity:verified', 'go:convenient', 'convenient:yes', 'go:close');
    expect(form).toMatchObject({ identityVerified: true, convenient: true });
    expect(pathOf(form)).toEqual(['greet', 'identity', 'announce', 'convenient', 'survey', 'close']);
  });

  it('never leads to the survey before the identity is known, nor after an inconvenient moment (E1, T6)', () => {
    expect(faultOf(() => walk({}, 'go:identity', 'go:survey'))).toMatchObject({ field: 'step', code: 'illegal-step' });
    const busy = walk({}, 'go:identity', 'identity:verified', 'go:convenient', 'convenient:no');
    expect(pathOf(busy).at(-1)).toBe('convenient');
    expect(faultOf(() => walk(busy, 'go:survey'))).not.toBeNull();
    expect(pathOf(walk(busy, 'go:appointment')).at(-1)).toBe('appointment');
  });

  it.each(['complaint', 'new-need', 'appointment', 'hung-up'])('leads from any node to %s', (node) => {
    expect(pathOf(walk({}, `go:${node}`)).at(-1)).toBe(node);
    expect(pathOf(walk({}, 'go:identity', 'identity:verified', `go:${node}`)).at(-1)).toBe(node);
  });

  it('skips the identity only with a reason', () => {
    const at = walk({}, 'go:identity');
    expect(faultOf(() => walk(at, 'identity:skipped'))).toMatchObject({ field: 'identitySkipReason' });
    const skipped = walk({ ...at, identitySkipReason: 'known voice' }, 'identity:skipped');
    expect(skipped).toMatchObject({ identityVerified: false });
    expect(pathOf(skipped).at(-1)).toBe('announce');
  });

  it('ends with the wrong person, and one step back takes that away again', () => {
    const wrong = walk({}, 'go:identity', 'identity:wrong-party');
    expect(wrong).toMatchObject({ disposition: 'wrong_party' });
    expect(pathOf(wrong).at(-1)).toBe('wrong-party');
    const right = walk(wrong, 'back', 'identity:verified');
    expect(right.disposition).toBeUndefined();
    expect(pathOf(right)).toEqual(['greet', 'identity', 'announce']);
  });

  it('keeps the greeting as the first node, however often one goes back', () => {
    expect(pathOf(walk({}, 'back', 'back'))).toEqual(['greet']);
  });

  it('keeps an answer or that there was none, whichever came last', () => {
    const declined = walk({ answers: { nps: 4 } }, 'decline:nps');
    expect(declined).toMatchObject({ answers: {}, declined: ['nps'] });
    expect(walk(declined, 'answer:nps:9')).toMatchObject({ answers: { nps: '9' }, declined: [] });
  });
});
