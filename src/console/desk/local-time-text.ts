import { localDate } from '../../archive/local-instant.js';
import { formatTime } from '../format-values.js';

/** An instant as the field of a date and time takes it: the wall clock of the zone, to the minute. */
export function localTimeText(at: Date, zone: string): string {
  return `${localDate(at, zone)}T${formatTime(at, 'en', zone)}`;
}
