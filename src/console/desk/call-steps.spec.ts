import { legalSteps, type ScriptNode, type WalkFacts } from '../../desk/script-walk.js';
import { type CallButton, choices, escapes, lineButtons, outcomes, steps } from './call-steps.js';

const place = (path: ScriptNode[], facts: WalkFacts = {}) => ({
  path,
  facts,
  legal: legalSteps(path, facts),
  questionIds: [],
});
const opening: ScriptNode[] = ['greet', 'identity', 'announce'];
const known: WalkFacts = { identity: 'verified' };
const said = (buttons: readonly CallButton[]) => buttons.map(({ value, key }) => `${key} ${value}`);

describe('the buttons of a call', () => {
  it('lead along the legal order with one key', () => {
    expect(said(steps(place(['greet']), false))[0]).toBe('ArrowRight go:identity');
    expect(said(steps(place(opening, known), false))).toEqual(['ArrowRight go:convenient']);
  });

  it('have one key for each way out, at every node', () => {
    for (const path of [['greet'], opening, [...opening, 'convenient', 'survey']] as ScriptNode[][]) {
      const keys = escapes(place(path, { ...known, convenient: true })).map(({ key }) => key);
      expect(keys).toEqual(['c', 'n', 't', 'x']);
    }
  });

  it('ask who it is before anything else, and whether it is convenient', () => {
    expect(said(choices(place(['greet', 'identity'])))).toEqual([
      '1 identity:verified',
      '2 identity:wrong-party',
      '3 identity:skipped',
    ]);
    const at = [...opening, 'convenient'] as ScriptNode[];
    expect(said(steps(place(at, known), false))).toEqual(['f go:refused']);
    expect(said(choices(place(at, known)))).toEqual(['1 convenient:yes', '2 convenient:no']);
  });

  it('ask again who it is where that was passed over, and never lead to a wrong person by the usual key', () => {
    const at = place(opening);
    expect(said(choices(at)).map((one) => one.slice(2))).toEqual([
      'identity:verified',
      'identity:wrong-party',
      'identity:skipped',
    ]);
    expect(steps(at, false)).toEqual([]);
    expect(said(steps(place(['greet', 'identity'], { identity: 'wrong-party' }), false))).toEqual([]);
  });

  it('lead from an inconvenient moment to an appointment or a refusal only (T6)', () => {
    const at = place([...opening, 'convenient'], { ...known, convenient: false });
    expect(said(steps(at, false))).toEqual(['ArrowRight go:appointment', 'f go:refused']);
    expect(choices(at)).toEqual([]);
  });

  it('record a number that nobody took with one digit, until somebody answers', () => {
    expect(said(lineButtons(place(['greet']), false)).slice(0, 2)).toEqual(['1 no_answer', '2 busy']);
    expect(lineButtons(place(['greet']), true)).toEqual([]);
    expect(lineButtons(place(['greet', 'identity']), false)).toEqual([]);
  });

  it('offer the outcome that fits the end of the call', () => {
    const closed = [...opening, 'convenient', 'survey', 'close'] as ScriptNode[];
    expect(said(outcomes(place(closed, known)))).toEqual(['r completed', 'p partial']);
    expect(said(outcomes(place(closed, { ...known, withoutSurvey: true })))).toEqual(['r completed']);
    expect(said(outcomes(place(['greet', 'appointment', 'close'])))).toEqual(['r inconvenient']);
    expect(said(outcomes(place(['greet', 'refused'])))).toEqual(['r refused', 'p opted_out']);
    expect(outcomes(place(opening, known))).toEqual([]);
  });

  it('never give one key to two buttons of a node', () => {
    const all = (path: ScriptNode[], facts: WalkFacts) => {
      const at = place(path, facts);
      return [...steps(at, false), ...escapes(at), ...choices(at), ...lineButtons(at, false), ...outcomes(at)];
    };
    for (const path of [
      ['greet'],
      ['greet', 'identity'],
      [...opening, 'convenient'],
      [...opening, 'convenient', 'survey'],
    ]) {
      const keys = all(path as ScriptNode[], { ...known, convenient: true }).map(({ key }) => key);
      expect(new Set(keys).size).toBe(keys.length);
    }
  });
});
