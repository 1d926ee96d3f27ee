/** What a limit within a provider's rate is of: one recipient domain of e-mail, one country's numbers, one purpose. */
export const LIMIT_KINDS = ['domain', 'country', 'purpose'] as const;
export type LimitKind = (typeof LIMIT_KINDS)[number];

/** A limit within each provider's rate: segments or messages a second. The domain `*` is each domain that has none of its own. */
export interface RateLimit {
  readonly kind: LimitKind;
  readonly name: string;
  readonly perSecond: number;
}

const UNITS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3_600 };
const ENTRY = /^(domain|country|purpose):([^=\s]+)=(\d{1,6}(?:\.\d{1,3})?)\/([smh])$/;
const NAMES: Readonly<Record<LimitKind, { readonly shape: RegExp; readonly text: string }>> = {
  domain: { shape: /^(\*|[a-z0-9-]+(\.[a-z0-9-]+)+)$/, text: 'a domain in small letters, or *' },
  country: { shape: /^[A-Z]{2}$/, text: 'two capital letters, such as US' },
  purpose: { shape: /^(service|marketing)$/, text: 'service or marketing' },
};

/** Reads `domain:qq.com=600/h,country:US=1/s`; every fault is named. */
export function readRateLimits(text: string | undefined): {
  readonly limits: readonly RateLimit[];
  readonly faults: readonly string[];
} {
  const limits: RateLimit[] = [];
  const faults: string[] = [];
  for (const entry of text === undefined ? [] : text.split(',').map((part) => part.trim())) {
    const [, kind = '', name = '', count = '', unit = ''] = ENTRY.exec(entry) ?? [];
    const known = LIMIT_KINDS.find((each) => each === kind);
    const perSecond = Number(count) / (UNITS[unit] ?? 1);
    const fault = faultOf(entry, known, name, perSecond);
    const isDouble = limits.some((limit) => limit.kind === known && limit.name === name);
    if (fault !== null || known === undefined) faults.push(`RATE_LIMITS ${fault ?? ''}`);
    else if (isDouble) faults.push(`RATE_LIMITS names ${known}:${name} twice`);
    else limits.push({ kind: known, name, perSecond });
  }
  return { limits, faults };
}

function faultOf(entry: string, kind: LimitKind | undefined, name: string, perSecond: number): string | null {
  if (kind === undefined) return `"${entry}" must look like domain:example.com=600/h (per s, m or h)`;
  if (!(perSecond > 0)) return `"${entry}" must be above 0`;
  return NAMES[kind].shape.test(name) ? null : `"${entry}": a ${kind} is ${NAMES[kind].text}`;
}
