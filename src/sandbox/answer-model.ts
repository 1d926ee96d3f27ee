import type { Channel } from '../kernel/words.js';
import type { Disposition, LineResult } from '../desk/visit-record-form.js';

/** What became of messages of a channel and rung in the past; all counts are of visits whose time is over. */
export interface MessageCounts {
  readonly channel: Exclude<Channel, 'call'>;
  readonly rung: number;
  /** Handed over, with an outcome. */
  readonly sent: number;
  /** Refused by the provider, or not delivered. */
  readonly failed: number;
  /** Answered, by the channel's own answer. */
  readonly answered: number;
  readonly optedOut: number;
  /** Minutes from hand-over to answer: least, 10 %, 25 %, 50 %, 75 %, 90 %, most; null without answers. */
  readonly delays: readonly number[] | null;
}

/** What a call can come to: how it is recorded at the desk. */
export const CALL_FATES = [
  { name: 'completed', lineResult: 'answered', disposition: 'completed' },
  { name: 'refused', lineResult: 'answered', disposition: 'refused' },
  { name: 'opted-out', lineResult: 'answered', disposition: 'opted_out' },
  { name: 'inconvenient', lineResult: 'answered', disposition: 'inconvenient' },
  { name: 'wrong-party', lineResult: 'answered', disposition: 'wrong_party' },
  { name: 'no-answer', lineResult: 'no_answer', disposition: 'not_reached' },
  { name: 'busy', lineResult: 'busy', disposition: 'not_reached' },
  { name: 'vacant', lineResult: 'vacant', disposition: 'not_reached' },
] as const satisfies readonly { name: string; lineResult: LineResult; disposition: Disposition }[];
export type CallFate = (typeof CALL_FATES)[number]['name'];

/** What became of calls on a rung in the past. */
export interface CallCounts {
  readonly rung: number;
  readonly fates: Readonly<Record<CallFate, number>>;
}

/** What is known of answers: from past campaigns of the same kind. */
export interface PastAnswers {
  readonly messages: readonly MessageCounts[];
  readonly calls: readonly CallCounts[];
}

/** With fewer past visits than this a rate is said to be a default: what is assumed then weighs as much as what was seen. */
export const FEW_VISITS = 20;
/** As many visits as an assumption weighs. */
export const PRIOR_WEIGHT = 20;

/** Rates that are assumed where nothing is known yet: cautious ones, and shown as assumed. */
export const DEFAULT_RATES = {
  sms: { failed: 0.03, answered: 0.15, optedOut: 0.005, delays: [0.5, 2, 6, 25, 120, 600, 2_880] },
  email: { failed: 0.03, answered: 0.08, optedOut: 0.003, delays: [1, 15, 60, 240, 900, 1_800, 4_320] },
  call: {
    completed: 0.38,
    refused: 0.06,
    'opted-out': 0.005,
    inconvenient: 0.07,
    'wrong-party': 0.015,
    'no-answer': 0.35,
    busy: 0.1,
    vacant: 0.02,
  } satisfies Record<CallFate, number>,
} as const;

/** One rate as it is shown: what is expected, from how many visits, and whether it is an assumption. */
export interface RateLine {
  readonly channel: Channel;
  readonly rung: number;
  readonly visits: number;
  readonly isDefault: boolean;
  /** Shares of what is handed over: not delivered (or nobody there), answered, opted out. */
  readonly failed: number;
  readonly answered: number;
  readonly optedOut: number;
}

/** The counts of a channel and rung; all zero where there are none. */
export function messageCounts(past: PastAnswers, channel: 'sms' | 'email', rung: number): MessageCounts {
  const found = past.messages.find((one) => one.channel === channel && one.rung === rung);
  return found ?? { channel, rung, sent: 0, failed: 0, answered: 0, optedOut: 0, delays: null };
}

/** The counts of calls on a rung; all zero where there are none. */
export function callCounts(past: PastAnswers, rung: number): CallCounts {
  const found = past.calls.find((one) => one.rung === rung);
  return found ?? { rung, fates: Object.fromEntries(CALL_FATES.map(({ name }) => [name, 0])) as CallCounts['fates'] };
}

/** How many visits stand behind the rates of a call rung. */
export function callsSeen({ fates }: CallCounts): number {
  return CALL_FATES.reduce((sum, { name }) => sum + fates[name], 0);
}

/** What is expected of each channel on each rung of the ladders, for the reader. */
export function rateLines(past: PastAnswers, ladders: readonly (readonly string[])[]): RateLine[] {
  const places = new Set(ladders.flatMap((ladder) => ladder.map((channel, rung) => `${rung} ${channel}`)));
  return [...places].sort().map((place) => {
    const [rung = '0', channel] = place.split(' ');
    return channel === 'call' ? callLine(callCounts(past, Number(rung))) : messageLine(past, channel, Number(rung));
  });
}

function messageLine(past: PastAnswers, name: string | undefined, rung: number): RateLine {
  const channel = name === 'email' ? 'email' : 'sms';
  const { sent, failed, answered, optedOut } = messageCounts(past, channel, rung);
  const assumed = DEFAULT_RATES[channel];
  const delivered = sent - failed;
  const didFail = expected(failed, sent, assumed.failed);
  return {
    channel,
    rung,
    visits: sent,
    isDefault: sent < FEW_VISITS,
    failed: didFail,
    answered: (1 - didFail) * expected(answered, delivered, assumed.answered),
    optedOut: (1 - didFail) * expected(optedOut, delivered, assumed.optedOut),
  };
}

function callLine(counts: CallCounts): RateLine {
  const visits = callsSeen(counts);
  const of = (name: CallFate) => expected(counts.fates[name], visits, DEFAULT_RATES.call[name]);
  const failed = of('no-answer') + of('busy') + of('vacant');
  const about = { channel: 'call' as const, rung: counts.rung, visits, isDefault: visits < FEW_VISITS };
  return { ...about, failed, answered: of('completed'), optedOut: of('opted-out') };
}

function expected(seen: number, of: number, assumed: number): number {
  return (seen + assumed * PRIOR_WEIGHT) / (of + PRIOR_WEIGHT);
}

/** What a closed visit record says of its call. */
export function fateOfRecord(disposition: string, lineResult: string | null): CallFate {
  switch (disposition) {
    case 'completed':
    case 'partial':
      return 'completed';
    case 'refused':
    case 'hung_up':
      return 'refused';
    case 'opted_out':
      return 'opted-out';
    case 'inconvenient':
    case 'difficult':
    case 'language_barrier':
      return 'inconvenient';
    case 'wrong_party':
    case 'deceased':
    case 'given_up':
      return 'wrong-party';
    default:
      return fateOfLine(lineResult);
  }
}

function fateOfLine(lineResult: string | null): CallFate {
  if (lineResult === 'busy') return 'busy';
  return lineResult === 'vacant' || lineResult === 'out_of_service' ? 'vacant' : 'no-answer';
}
