import { translate } from '../kernel/catalogue.js';
import { formatDateTime, formatShare } from './format-values.js';
import { spellReason } from './spell-reason.js';
import type { Speech } from './spell-reason.js';
import type { Cell } from './table.js';

/** A cell as a spreadsheet takes it: words in the reader's language, numbers bare, instants in the zone. */
export function cellText(cell: Cell, speech: Speech): string {
  const { catalogue, locale, zone } = speech;
  switch (cell.kind) {
    case 'text':
      return cell.small ? `${cell.text} ${cell.small}` : cell.text;
    case 'word':
      return [translate(catalogue, cell.key), cell.small ?? ''].join(' ').trim();
    case 'state':
      return translate(catalogue, cell.key);
    case 'number':
      return cell.number === null ? '' : String(cell.number);
    case 'share':
      return cell.share === null ? '' : formatShare(cell.share, locale);
    case 'dateTime':
      return cell.at === null ? '' : formatDateTime(cell.at, locale, cell.zone ?? zone, null);
    case 'clock':
      return cell.clock === null ? '' : formatDateTime(cell.clock.at, locale, zone, null);
    case 'reasons':
      return cell.reasons.map((reason) => spellReason(reason, speech)).join('; ');
  }
}
