/** Further than this nothing is counted, so that a look costs little beside a million rows. */
export const MOST_COUNTED = 20_000;
