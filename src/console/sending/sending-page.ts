import type { LateStart } from '../../planning/late-start.repository.js';
import type { SendingHold } from '../../planning/sending-hold.repository.js';
import { MOST_COUNTED } from '../most-counted.js';
import type { WorkState } from '../work-state.read-model.js';

/** A number that is not counted further than to `MOST`. */
export interface Counted {
  readonly number: number;
  readonly isMore: boolean;
}

/** One late start as the page tells it. */
export interface LateLine {
  readonly id: number;
  readonly isNew: boolean;
  readonly noticedAt: Date;
  readonly seenBy: string | null;
  readonly total: number;
  readonly held: number;
  readonly dueFrom: Date;
  readonly dueUntil: Date;
  readonly parts: readonly {
    readonly campaignId: number;
    readonly campaignName: string;
    readonly channel: string;
    readonly moved: number;
    readonly held: number;
    readonly ended: number;
    readonly slotsFrom: Date | null;
    readonly slotsUntil: Date | null;
  }[];
}

/** Everything that the page of the sending shows. */
export function buildWorkPage(state: WorkState, late: readonly LateStart[], holds: readonly SendingHold[]) {
  const open = holds.find(({ endedAt }) => endedAt === null) ?? null;
  return {
    open,
    isConfirmed: open !== null && open.confirmedAt !== null,
    sentAt: sentAtOf(open),
    channels: state.channels.map((line) => ({ ...line, due: counted(line.due), inDoubt: counted(line.inDoubt) })),
    held: state.held,
    deferred: state.deferred,
    providers: state.providers.map((line) => ({ ...line, perMinute: Math.round(line.perMinute) })),
    workers: state.workers.map((line) => ({ ...line, roles: line.roles.join(', ') })),
    late: late.map(toLine).filter((line): line is LateLine => line !== null),
    mayTryAgain: state.held.some(({ code }) => code === 'late-without-room'),
    past: holds.filter(({ endedAt }) => endedAt !== null),
  };
}

function counted(number: number): Counted {
  return { number, isMore: number >= MOST_COUNTED };
}

function sentAtOf(open: SendingHold | null): Date | null {
  const sentAt = open?.detail['sentAt'];
  return typeof sentAt === 'string' ? new Date(sentAt) : null;
}

/** One line for one outage; null where nothing of it was written down. */
function toLine({ id, noticedAt, seenBy, parts }: LateStart): LateLine | null {
  if (parts.length === 0) return null;
  const sum = (of: (part: LateStart['parts'][number]) => number) => parts.reduce((all, part) => all + of(part), 0);
  const times = (of: (part: LateStart['parts'][number]) => string) => parts.map((part) => new Date(of(part)).getTime());
  return {
    id,
    isNew: seenBy === null,
    noticedAt,
    seenBy,
    total: sum(({ moved, held, ended }) => moved + held + ended),
    held: sum(({ held }) => held),
    dueFrom: new Date(Math.min(...times(({ dueFrom }) => dueFrom))),
    dueUntil: new Date(Math.max(...times(({ dueUntil }) => dueUntil))),
    parts: parts.map(({ campaignId, campaignName, channel, moved, held, ended, slotsFrom, slotsUntil }) => {
      const slots = { slotsFrom: toDate(slotsFrom), slotsUntil: toDate(slotsUntil) };
      return { campaignId, campaignName, channel, moved, held, ended, ...slots };
    }),
  };
}

function toDate(text: string | null): Date | null {
  return text === null ? null : new Date(text);
}
