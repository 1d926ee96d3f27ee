import { factsSql, SharedFacts } from './shared-facts.js';

describe('facts that many share', () => {
  it('are parsed once, named in their order, and cannot be changed', () => {
    const facts = new SharedFacts<{ zone: string | null; tags: string[] }>({ zone: 'c.zone', tags: 'c.tags' });
    const one = facts.of('["Asia/Shanghai",["call"]]');
    expect(one).toEqual({ zone: 'Asia/Shanghai', tags: ['call'] });
    expect(facts.of('["Asia/Shanghai",["call"]]')).toBe(one);
    expect(facts.of('[null,[]]')).toEqual({ zone: null, tags: [] });
    expect(Object.isFrozen(one)).toBe(true);
  });

  it('are asked for in the order in which they are named', () => {
    expect(factsSql({ zone: 'c.zone', tags: 'c.tags' })).toBe('json_build_array(c.zone, c.tags)::text');
  });

  it('stay right when there are too many to be kept', () => {
    const facts = new SharedFacts<{ n: number }>({ n: 'c.n' });
    const seen = Array.from({ length: 45_000 }, (_, n) => facts.of(`[${n}]`).n);
    expect(seen.every((value, n) => value === n)).toBe(true);
    expect(facts.of('[7]')).toEqual({ n: 7 });
  });
});
