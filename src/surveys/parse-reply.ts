import { AUTO_REPLY_PATTERN, HELP_WORDS, OPT_IN_WORDS, OPT_OUT_WORDS, REVIEW_PATTERN } from './reply-words.js';
import type { SmsQuestion } from './sms-question.js';

/** What an SMS says. `review`: a person must read it before this address gets anything more. */
export type ParsedReply =
  | { readonly kind: 'answer'; readonly score: number; readonly comment?: string }
  | { readonly kind: 'out-of-range'; readonly score: number; readonly comment?: string }
  | { readonly kind: 'opt-out' | 'opt-in' | 'help' | 'review' | 'free-text' | 'auto-reply' };

const ZERO_WIDTH = /\p{Cf}|\ufe0f/gu;
const OUTER_MARKS = /^[\p{P}\s]+|[\p{P}\s]+$/gu;
const CHINESE_DIGITS = '零一二三四五六七八九十';
const SCORE = /^(\d{1,3}|[零一二两三四五六七八九十])\s*(?:分(?!钟|鐘)|星|颗星|STARS?|POINTS?)?$/u;
const SCORE_AND_WORDS =
  /^(\d{1,3}|[零一二两三四五六七八九十])(?:\s*(?:分(?!钟|鐘)|星(?!期)|STARS?\b|POINTS?\b)[\p{P}\s]*|[\p{P}\s]+)(?=[^\d\p{P}\s])(.+)$/u;
/** A number before one of these counts something else than satisfaction. */
const UNIT =
  /^(?:MINUTES?|MINS?|HOURS?|HRS?|DAYS?|WEEKS?|MONTHS?|YEARS?|TIMES?|PEOPLE|PERSONS?|O'?CLOCK|AM|PM|OF|OUT OF|TO|OR|AND|PERCENT|%|天|个|個|次|小时|小時|分钟|分鐘|[点點](?![赞贊])|月|年|人|块|元|号|號|楼|星期|周(?!到)|日|到(?!位)|至|或)(?:\b|(?<=\P{ASCII}))/u;

/** Upper case, NFKC, no invisible characters, single spaces: the form in which whole messages are compared. */
export function foldReply(text: string): string {
  return text.normalize('NFKC').replace(ZERO_WIDTH, '').replace(/’/g, "'").trim().replace(/\s+/g, ' ').toUpperCase();
}

/** Reads a reply. Without a question only the words that need none are understood; all else is free text. */
export function parseReply(text: string, question: SmsQuestion | null): ParsedReply {
  const folded = foldReply(text);
  const bare = folded.replace(OUTER_MARKS, '');
  if (OPT_OUT_WORDS.has(bare)) return { kind: 'opt-out' };
  if (OPT_IN_WORDS.has(bare)) return { kind: 'opt-in' };
  if (HELP_WORDS.has(bare)) return { kind: 'help' };
  if (AUTO_REPLY_PATTERN.test(folded)) return { kind: 'auto-reply' };
  if (REVIEW_PATTERN.test(folded)) return { kind: 'review' };
  if (question === null || /^[-−+]\s*\d/.test(folded)) return { kind: 'free-text' };
  return parseScore(bare, text, question);
}

function parseScore(bare: string, text: string, question: SmsQuestion): ParsedReply {
  const label = question.labels.get(bare);
  if (label !== undefined) return { kind: 'answer', score: label };
  const alone = SCORE.exec(bare);
  if (alone?.[1] !== undefined) return judge(numberOf(alone[1]), undefined, question);
  const leading = SCORE_AND_WORDS.exec(bare);
  if (leading?.[1] === undefined || leading[2] === undefined || UNIT.test(leading[2])) return { kind: 'free-text' };
  return judge(numberOf(leading[1]), commentOf(text, leading[2]), question);
}

function judge(score: number, comment: string | undefined, question: SmsQuestion): ParsedReply {
  const kind = score >= question.min && score <= question.max ? 'answer' : 'out-of-range';
  return comment === undefined ? { kind, score } : { kind, score, comment };
}

function numberOf(digits: string): number {
  if (digits === '两') return 2;
  const chinese = CHINESE_DIGITS.indexOf(digits);
  return chinese >= 0 ? chinese : Number(digits);
}

/** The customer's own spelling of the words after the score: folding upper-cases, but keeps words and their order. */
function commentOf(text: string, folded: string): string {
  const tidy = text.normalize('NFKC').replace(ZERO_WIDTH, '').replace(/’/g, "'").trim().replace(/\s+/g, ' ');
  const start = tidy.toUpperCase().indexOf(folded);
  return start < 0 ? folded : tidy.slice(start).trim();
}
