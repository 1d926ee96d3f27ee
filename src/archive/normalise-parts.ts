import type { Channel } from '../kernel/words.js';
import { makeFinding } from './import-findings.js';
import type { StatedConsent, StatedService } from './import-row.js';
import { normaliseEmail } from './normalise-email.js';
import { normalisePhones, type ContactPoint } from './normalise-phone.js';
import type { RowContext, StatedCells } from './normalise-context.js';
import { isPlaceholder } from './normalise-text.js';
import { readConsent } from './normalise-values.js';
import { parseInstant } from './parse-date.js';

/** The ways to reach the customer that a row states; those that cannot be used are kept and warned about. */
export function readContacts(cells: StatedCells, country: string): { phones: ContactPoint[]; emails: ContactPoint[] } {
  const phones = [...readPhones(cells, 'phone', country), ...readPhones(cells, 'phone2', country)];
  const email = normaliseEmail(cells.texts.get('email') ?? '');
  if (email !== null && email.invalidCode !== null) warn(cells, 'email', email.raw, email.invalidCode);
  return { phones: dropRepeated(phones), emails: email === null ? [] : [email] };
}

/** The service that a row states; without a time it only fills in what is not known. */
export function readService(cells: StatedCells, context: RowContext): StatedService | null {
  const when = cells.texts.get('last_service_at') ?? '';
  const at = isPlaceholder(when) ? null : parseInstant(when, context.zone, context.date1904);
  if (at === null && !isPlaceholder(when)) {
    const what = { field: 'last_service_at', value: when, code: 'invalid-date' };
    cells.findings.push(makeFinding('reject', cells.line, what));
  }
  const text = (field: 'product' | 'last_service_item' | 'last_served_by') =>
    cells.texts.get(field)?.slice(0, 500) ?? null;
  const service = { at, item: text('last_service_item'), product: text('product'), servedBy: text('last_served_by') };
  return Object.values(service).every((part) => part === null) ? null : service;
}

/**
 * What the row says of consent, one statement for each channel and purpose, after it what is declared for the list.
 * A channel's own column speaks of service; a denial there holds for marketing too.
 */
export function readConsents(cells: StatedCells, context: RowContext): StatedConsent[] {
  const stated: StatedConsent[] = [];
  const marketing = consentCell(cells, 'consent_marketing');
  for (const channel of ['sms', 'email', 'call'] as const) {
    const own = consentCell(cells, `consent_${channel}`);
    if (own !== null) stated.push({ channel, purpose: 'service', state: own, method: 'import' });
    const state = own === 'denied' ? own : marketing;
    if (state !== null) stated.push({ channel, purpose: 'marketing', state, method: 'import' });
  }
  for (const declaration of context.declared) {
    if (!stated.some((own) => own.channel === declaration.channel && own.purpose === declaration.purpose)) {
      stated.push(declaration);
    }
  }
  return stated;
}

function readPhones(cells: StatedCells, field: 'phone' | 'phone2', country: string): ContactPoint[] {
  const points = normalisePhones(cells.texts.get(field) ?? '', country);
  if (points.length > 1) warn(cells, field, cells.texts.get(field) ?? '', 'several-numbers');
  for (const point of points) {
    if (point.invalidCode !== null) warn(cells, field, point.raw, point.invalidCode);
  }
  return points;
}

function dropRepeated(points: readonly ContactPoint[]): ContactPoint[] {
  const seen = new Set<string>();
  return points.filter((point) => {
    const id = `${point.address ?? point.raw}#${point.ext ?? ''}`;
    return !seen.has(id) && seen.add(id);
  });
}

function consentCell(cells: StatedCells, field: `consent_${Channel | 'marketing'}`): StatedConsent['state'] | null {
  const text = cells.texts.get(field);
  if (text === undefined || isPlaceholder(text)) return null;
  const state = readConsent(text);
  if (state === null)
    cells.findings.push(makeFinding('reject', cells.line, { field, value: text, code: 'unknown-value' }));
  return state;
}

function warn(cells: StatedCells, field: string, value: string, code: string): void {
  cells.findings.push(makeFinding('warning', cells.line, { field, value, code }));
}
