import type { AttributeValue, CustomerFields, StatedConsent } from './import-row.js';
import type { ContactPoint } from './normalise-phone.js';

/** The latest service as the customer's row keeps it. */
export interface LatestService {
  readonly at: Date | null;
  readonly item: string | null;
  readonly product: string | null;
  readonly servedBy: string | null;
}

/** A service of its own row. */
export interface ServiceRow {
  readonly at: Date;
  readonly item: string | null;
  readonly product: string | null;
  readonly servedBy: string | null;
}

/** A customer as the archive knows it, or as it will be when the batch is written (`id` null: not there yet). */
export interface CustomerState {
  readonly id: number | null;
  readonly version: number;
  readonly customerNo: string;
  readonly fields: CustomerFields;
  readonly attributes: Readonly<Record<string, AttributeValue>>;
  readonly consent: Readonly<Record<string, string>>;
  readonly handEdited: readonly string[];
  readonly phones: readonly ContactPoint[];
  readonly emails: readonly ContactPoint[];
  readonly latest: LatestService;
  readonly assignedAt: Date | null;
  /** The services that matter to the batch, by `serviceId`, with who served. */
  readonly services: ReadonlyMap<string, string | null>;
}

/** A field that a person changed, or a consent that was denied, met by another value. */
export interface Conflict {
  readonly field: string;
  readonly kept: string | null;
  readonly offered: string;
  readonly code: 'hand-edited' | 'consent-denied';
}

/** What has to be written for one customer besides its row. */
export interface CustomerChange {
  state: CustomerState;
  rowChanged: boolean;
  pointsChanged: boolean;
  readonly services: ServiceRow[];
  readonly consents: StatedConsent[];
  readonly conflicts: Conflict[];
}

/** Tells one service of a customer from another, as the database does. */
export function serviceId(service: { at: Date; item: string | null; product: string | null }): string {
  return JSON.stringify([service.at.getTime(), service.item, service.product]);
}
