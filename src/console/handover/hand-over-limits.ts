/** The most visits of one hand-over, as in the API. */
export const MOST_VISITS = 5_000;
