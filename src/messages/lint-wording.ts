/** A phrase that should not stand in a message, and where (D6). */
export interface WordingFinding {
  readonly phrase: string;
  /** `banned`: a refusal that customers should never hear; `absolute`: a promise that advertising law forbids. */
  readonly kind: 'banned' | 'absolute';
  /** Position in the text, in UTF-16 units. */
  readonly index: number;
}

/** The phrases to warn of; a list of one's own may be given instead. */
export interface WordingRules {
  readonly banned: readonly RegExp[];
  readonly absolute: readonly RegExp[];
}

/** The packaged list: the handbook's three refusals and the absolute terms of 广告法 article 9, in both languages. */
export const PACKAGED_WORDING: WordingRules = {
  banned: [
    /(?<!行)不行/gu,
    /不知道/gu,
    /(?<!可)不可以/gu,
    /没办法|不归我管|不清楚/gu,
    /\bimpossible\b/giu,
    /\b(?:I|we) (?:don'?t|do not) know\b/giu,
    /\bnot our (?:problem|fault)\b/giu,
  ],
  absolute: [
    /国家级|世界级|顶级|极品|极致|独一无二|史无前例/gu,
    /最(?:佳|高级|好的|优|便宜|低价|先进)/gu,
    /(?:全国|全网|世界|行业|销量)第一|唯一|100%|百分之百|绝对/gu,
    /\b(?:guaranteed|number one|no\. ?1|the best in|unbeatable|risk-free)\b/giu,
  ],
};

/** Finds phrases to avoid, in the order of the text. Warnings only: a person decides. */
export function lintWording(text: string, rules: WordingRules = PACKAGED_WORDING): WordingFinding[] {
  const find = (kind: WordingFinding['kind'], patterns: readonly RegExp[]) =>
    patterns.flatMap((pattern) =>
      [...text.matchAll(pattern)].map((match) => ({ phrase: match[0], kind, index: match.index })),
    );
  return [...find('banned', rules.banned), ...find('absolute', rules.absolute)].sort((a, b) => a.index - b.index);
}
