/** What an agent marks with one key during a call. */
export const CALL_MARKS = ['dialled', 'answered', 'hung-up'] as const;
export type CallMark = (typeof CALL_MARKS)[number];

/** The instants of a call, as the server's clock saw the keys; null while a key was not pressed. */
export interface CallMarks {
  readonly dialledAt: Date | null;
  readonly answeredAt: Date | null;
  readonly hungUpAt: Date | null;
}

export const NO_MARKS: CallMarks = { dialledAt: null, answeredAt: null, hungUpAt: null };

/**
 * The marks after one more key. Dialling again begins anew, but not while somebody is on the line; "answered" keeps its
 * first instant, and takes a wrong "hung up" back; "hung up" keeps its first instant too.
 */
export function applyMark(marks: CallMarks, mark: CallMark, at: Date): CallMarks {
  const onTheLine = marks.answeredAt !== null && marks.hungUpAt === null;
  switch (mark) {
    case 'dialled':
      return onTheLine ? marks : { dialledAt: at, answeredAt: null, hungUpAt: null };
    case 'answered':
      return { ...marks, answeredAt: marks.answeredAt ?? at, hungUpAt: null };
    case 'hung-up':
      return { ...marks, hungUpAt: marks.hungUpAt ?? at };
  }
}

/** What the marks say in whole seconds; absent where a mark is missing. A call that is not hung up ends `now`. */
export function markedSeconds(marks: CallMarks, now: Date): { ringSeconds?: number; talkSeconds?: number } {
  const { dialledAt, answeredAt, hungUpAt } = marks;
  const end = hungUpAt ?? now;
  return {
    ...(dialledAt === null ? {} : { ringSeconds: secondsBetween(dialledAt, answeredAt ?? end) }),
    ...(answeredAt === null ? {} : { talkSeconds: secondsBetween(answeredAt, end) }),
  };
}

/** What the ring of a call shows: the talk once somebody answered, before that the time since the call was opened. */
export function callTimer(
  marks: CallMarks,
  openedAt: Date | null,
  now: Date,
): { readonly of: 'talk' | 'open'; readonly seconds: number; readonly running: boolean } {
  const from = marks.answeredAt ?? openedAt ?? now;
  const seconds = secondsBetween(from, marks.hungUpAt ?? now);
  return { of: marks.answeredAt === null ? 'open' : 'talk', seconds, running: marks.hungUpAt === null };
}

function secondsBetween(from: Date, to: Date): number {
  return Math.max(0, Math.round((to.getTime() - from.getTime()) / 1000));
}
