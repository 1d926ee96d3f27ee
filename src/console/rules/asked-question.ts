import type { CandidateZones } from '../../calendar/candidate-zones.js';
import type { AllowedAnswer } from '../../calendar/calendar.service.js';
import type { PreferredTime } from '../../calendar/contact-question.js';
import type { DayBands } from '../day-bands.js';

/** The fields of "may we contact … at …?", as they stand in the URL. */
export const QUESTION_FIELDS = ['channel', 'policy', 'customer', 'zone', 'at', 'holiday'] as const;
export type AskedFields = Readonly<Partial<Record<(typeof QUESTION_FIELDS)[number], string>>>;

/** Whom the question is about, as far as it counts for the answer. */
export interface AskedCustomer {
  readonly id: number;
  readonly name: string;
  readonly customerNo: string;
  readonly basis: CandidateZones['basis'];
  readonly preferredTime: PreferredTime | null;
  readonly explicitTimeConsent: boolean;
}

/** The answer in the words of its page. */
export interface AnswerView {
  readonly allowed: boolean;
  readonly provisional: boolean;
  readonly reason: AllowedAnswer['reason'];
  readonly next: Date | null;
  /** The first zone, on whose clock times are told too. */
  readonly zone: string;
  readonly zones: readonly { readonly zone: string; readonly dayTypeKey: string }[];
  readonly day: DayBands;
  readonly customer: (AskedCustomer & { readonly basisKey: string; readonly times: string | null }) | null;
}

/** Lays an answer out. */
export function toAnswerView(answer: AllowedAnswer, day: DayBands, customer: AskedCustomer | null): AnswerView {
  return {
    allowed: answer.allowed,
    provisional: answer.provisional,
    reason: answer.reason,
    next: answer.allowed ? null : answer.next,
    zone: answer.zones[0] ?? '',
    zones: answer.zones.map((zone, at) => ({ zone, dayTypeKey: `day-type.${answer.dayTypes[at] ?? 'unknown'}` })),
    day,
    customer: customer && {
      ...customer,
      basisKey: `zone-basis.${customer.basis}`,
      times: customer.preferredTime?.map(([from, to]) => `${from}–${to}`).join(', ') ?? null,
    },
  };
}

/** The zones of a line of text, however they are divided. */
export function readZones(text: string): string[] {
  return [...new Set(text.split(/[\s,，、;；]+/).filter((zone) => zone !== ''))];
}

/** Whether a URL asks at all: a bare `/rules` does not. */
export function isAsked(fields: AskedFields): boolean {
  return fields.at !== undefined;
}

/** The fields of a URL that hold something. */
export function readAskedFields(query: Readonly<Record<string, unknown>>): AskedFields {
  const found = QUESTION_FIELDS.map((name) => [name, query[name]] as const);
  return Object.fromEntries(
    found.flatMap(([name, value]) => (typeof value === 'string' && value.trim() !== '' ? [[name, value.trim()]] : [])),
  );
}
