import { z } from 'zod';
import { CHANNELS } from '../../kernel/words.js';
import type { Change } from '../../planning/plan-change.js';
import type { WhatIfAnswer } from '../../planning/what-if.service.js';
import { ofPlan, type Consequence } from './consequence.js';

const number = (most: number) => z.coerce.number().min(0).max(most).catch(0);
const whole = (most: number) => z.coerce.number().int().min(0).max(most).catch(0);

/** What somebody may try, as it stands in the page's address; what cannot be read counts as not given. */
export const whatIfQuery = z.object({
  agents: whole(256),
  like: z.string().trim().max(100).catch(''),
  skill: z.string().trim().max(100).catch(''),
  hours: whole(240),
  days: whole(28),
  sms: number(1_000),
  email: number(1_000),
  first: z.enum(['', ...CHANNELS]).catch(''),
  start: z.enum(['', 'now']).catch(''),
});
export type WhatIfQuery = z.infer<typeof whatIfQuery>;

/** A figure before and after. */
export interface WhatIfLine {
  readonly name: string;
  readonly labelKey: string;
  readonly before: string;
  readonly after: string;
  readonly isChanged: boolean;
}

/** The answer as its page shows it. */
export interface WhatIfView {
  readonly readAt: Date;
  readonly lines: readonly WhatIfLine[];
  readonly after: Consequence;
}

/** The changes that are asked for; `now` is when an earlier start would be. */
export function readChanges(query: WhatIfQuery, now: Date): Change[] {
  const { agents, like, skill, hours: minutes, days, sms, email, first, start } = query;
  return [
    ...(start === 'now' ? [{ kind: 'start', at: now.toISOString() } as const] : []),
    ...(first === '' ? [] : [{ kind: 'channel', channel: first } as const]),
    ...(days > 0 ? [{ kind: 'days', days } as const] : []),
    ...(agents > 0 ? [{ kind: 'agents', count: agents, like, ...(skill === '' ? {} : { skill }) } as const] : []),
    ...(minutes > 0 ? [{ kind: 'hours', minutes } as const] : []),
    ...(sms > 0 ? [{ kind: 'rate', channel: 'sms', perSecond: sms } as const] : []),
    ...(email > 0 ? [{ kind: 'rate', channel: 'email', perSecond: email } as const] : []),
  ];
}

/** The figures side by side, `say` writing a number in the reader's way, and the consequence with the changes. */
export function toWhatIf(
  { readAt, before, after }: WhatIfAnswer,
  zone: string,
  say: (n: number) => string,
): WhatIfView {
  const [old, changed] = [figuresOf(ofPlan(before, zone), say), figuresOf(ofPlan(after, zone), say)];
  const lines = Object.entries(old).map(([name, was]) => {
    const is = changed[name] ?? '';
    return { name, labelKey: LABELS[name] ?? '', before: was, after: is, isChanged: was !== is };
  });
  return { readAt, lines, after: ofPlan(after, zone) };
}

const LABELS: Readonly<Record<string, string>> = {
  reached: 'console.campaigns.what-if.reached',
  missed: 'console.campaigns.missed',
  each: 'console.campaigns.each',
  excluded: 'console.part.excluded',
};

function figuresOf(
  { audience, excludedNumber, plan }: Consequence,
  say: (n: number) => string,
): Record<string, string> {
  const missed = plan?.missed ?? 0;
  const [least, most] = [plan?.least ?? 0, plan?.most ?? 0];
  return {
    reached: say(audience - excludedNumber - missed),
    missed: say(missed),
    each: least === most ? say(most) : `${say(least)}–${say(most)}`,
    excluded: say(excludedNumber),
  };
}
