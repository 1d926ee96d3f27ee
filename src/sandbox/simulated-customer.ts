import { createHash } from 'node:crypto';
import { seededRandom } from '../kernel/seeded-random.js';

/** What arrived at a simulated customer. */
export interface ReceivedMessage {
  readonly messageId: string;
  readonly channel: 'sms' | 'email';
  readonly body: string;
}

/** What the customer does with it, so many seconds after it came. */
export type SimulatedAct =
  | { readonly kind: 'reply'; readonly text: string; readonly afterSeconds: number }
  | { readonly kind: 'survey'; readonly link: string; readonly scores: SimulatedScores; readonly afterSeconds: number };

/** Answers to the packaged survey; what it hides is dropped when they are sent. */
export interface SimulatedScores {
  readonly product: number;
  readonly service: number;
  readonly nps: number;
  readonly comment: string;
}

const ANSWER_SHARE = 0.55;
const OPT_OUT_SHARE = 0.01;
const FIRST_SECONDS = 5;
const LAST_SECONDS = 420;
const SURVEY_LINK = /https?:\/\/[^\s"<>]+\/s\/[A-Za-z0-9_.-]+/;
const REPLIES_WITH_WORDS = [' 服务很好', '分', '。'];
const COMMENTS = ['老师很耐心', '希望周末也能预约', '整体不错', '电话有点难打通', ''];

/**
 * A customer of the demonstration: answers, opts out or stays silent, the same each time for the same message.
 * Most are content, some are not: a demonstration without dissatisfaction would show nothing of what is done about it.
 */
export function decideSimulatedAct(message: ReceivedMessage): SimulatedAct | null {
  const random = seededRandom(createHash('sha256').update(message.messageId).digest().readUInt32BE(0));
  const chance = random();
  const afterSeconds = Math.round(FIRST_SECONDS + (LAST_SECONDS - FIRST_SECONDS) * random() ** 2);
  if (chance > ANSWER_SHARE) return null;
  const scores = drawScores(random);
  const link = SURVEY_LINK.exec(message.body)?.[0];
  if (message.channel === 'email') return link === undefined ? null : { kind: 'survey', link, scores, afterSeconds };
  if (chance < OPT_OUT_SHARE) return { kind: 'reply', text: 'R', afterSeconds };
  if (link !== undefined && random() < 0.3) return { kind: 'survey', link, scores, afterSeconds };
  const words = random() < 0.25 ? pick(REPLIES_WITH_WORDS, random) : '';
  return { kind: 'reply', text: `${scores.service}${words}`, afterSeconds };
}

function drawScores(random: () => number): SimulatedScores {
  const service = drawScore(random);
  const product = Math.min(5, Math.max(1, service + Math.round(random() * 2 - 1)));
  const nps = Math.min(10, Math.max(0, Math.round(service * 2 + random() * 3 - 1.5)));
  return { product, service, nps, comment: pick(COMMENTS, random) };
}

function drawScore(random: () => number): number {
  const chance = random();
  if (chance < 0.46) return 5;
  if (chance < 0.78) return 4;
  if (chance < 0.9) return 3;
  return chance < 0.96 ? 2 : 1;
}

function pick(items: readonly string[], random: () => number): string {
  return items[Math.floor(random() * items.length)] ?? '';
}
