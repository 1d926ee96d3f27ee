import type { CampaignKind, CampaignState } from '../kernel/words.js';
import { BAR_PARTS, buildLedgerBar } from './ledger-bar.js';
import type { LedgerBar, LedgerCounts } from './ledger-bar.js';

/** A campaign with its numbers. */
export interface CampaignCounts {
  readonly id: number;
  readonly name: string;
  readonly kind: CampaignKind;
  readonly state: CampaignState;
  readonly standing: boolean;
  readonly audience: number;
  readonly startAt: Date;
  readonly deadlineAt: Date;
  /** Numbers by ledger part, `excluded` among them; a part without rows is missing. */
  readonly parts: Readonly<Record<string, number>>;
}

/** An instant with how pressing it is. */
export interface ClockChip {
  readonly at: Date;
  readonly late: boolean;
  readonly soon: boolean;
}

/** A campaign with its bar. */
export interface CampaignCard extends CampaignCounts {
  readonly stateKey: string;
  readonly kindKey: string;
  readonly deadline: ClockChip;
  readonly bar: LedgerBar;
  /** A draft has no audience yet: neither a bar nor a report. */
  readonly isPlanned: boolean;
}

const DAY_MS = 86_400_000;

/** A campaign as a card: in words, with its clock and its bar. A clock stands still when the campaign has ended. */
export function toCampaignCard(campaign: CampaignCounts, now: Date): CampaignCard {
  const isOver = ['completed', 'cancelled', 'archived'].includes(campaign.state);
  return {
    ...campaign,
    stateKey: `console.state.${campaign.state}`,
    kindKey: `console.kind.${campaign.kind}`,
    deadline: isOver ? { at: campaign.deadlineAt, late: false, soon: false } : clockChip(campaign.deadlineAt, now),
    isPlanned: campaign.state !== 'draft',
    bar: buildLedgerBar(campaign.id, campaign.audience, completeCounts(campaign.parts)),
  };
}

/** Late when it has passed, soon when less than a day is left. */
export function clockChip(at: Date, now: Date): ClockChip {
  const left = at.getTime() - now.getTime();
  return { at, late: left < 0, soon: left >= 0 && left < DAY_MS };
}

function completeCounts(parts: Readonly<Record<string, number>>): LedgerCounts {
  return Object.fromEntries(BAR_PARTS.map((part) => [part, parts[part] ?? 0])) as unknown as LedgerCounts;
}
