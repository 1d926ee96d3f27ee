import {
  CUSTOMER_FIELDS,
  NO_FIELDS,
  type AttributeValue,
  type CustomerField,
  type CustomerFields,
  type IncomingRow,
  type StatedConsent,
  type StatedService,
} from './import-row.js';
import { mergePoints, samePoints } from './contact-point-merge.js';
import { serviceId, type Conflict, type CustomerState, type LatestService, type ServiceRow } from './upsert-state.js';

/** What one row does to a customer. `detailsChanged` leaves the service out. */
export interface Merge {
  readonly state: CustomerState;
  readonly detailsChanged: boolean;
  readonly firstDifference: string | null;
  readonly rowChanged: boolean;
  readonly pointsChanged: boolean;
  readonly service: ServiceRow | null;
  readonly consents: readonly StatedConsent[];
  readonly conflicts: readonly Conflict[];
}

/** A customer that the archive does not know yet. */
export function newCustomer(customerNo: string): CustomerState {
  return {
    id: null,
    version: 1,
    customerNo,
    fields: { ...NO_FIELDS, gender: 'unknown', lifecycle: 'existing', tags: [], do_not_contact: [] },
    attributes: {},
    consent: {},
    handEdited: [],
    phones: [],
    emails: [],
    latest: { at: null, item: null, product: null, servedBy: null },
    assignedAt: null,
    services: new Map(),
  };
}

/**
 * Lays a row over a customer. What the row does not state stays; what a person changed stays and becomes a conflict;
 * a denied consent is never turned by an import. An older service never replaces the latest one.
 */
export function mergeRow(state: CustomerState, row: IncomingRow, now: Date): Merge {
  const conflicts: Conflict[] = [];
  const fields = mergeFields(state, row, conflicts);
  const attributes = mergeAttributes(state, row, conflicts);
  const consents = mergeConsents(state, row, conflicts);
  const phones = mergeKind(state, 'phone', row, conflicts);
  const emails = mergeKind(state, 'email', row, conflicts);
  const pointsChanged = phones !== state.phones || emails !== state.emails;
  const service = mergeService(state, row.service);
  const firstDifference =
    fields.changed[0] ??
    attributes.changed ??
    consents.changed ??
    (pointsChanged ? pointDifference(state, phones) : null);
  const ownerChanged = fields.changed.includes('owner_agent_no');
  return {
    state: {
      ...state,
      fields: fields.merged,
      attributes: attributes.merged,
      consent: consents.merged,
      phones,
      emails,
      latest: service.latest,
      assignedAt: ownerChanged ? now : state.assignedAt,
      services: service.services,
    },
    detailsChanged: firstDifference !== null,
    firstDifference,
    rowChanged: firstDifference !== null || service.latest !== state.latest,
    pointsChanged,
    service: service.added,
    consents: consents.added,
    conflicts,
  };
}

function mergeFields(state: CustomerState, row: IncomingRow, conflicts: Conflict[]) {
  const changed: CustomerField[] = [];
  const merged: Record<string, unknown> = {};
  for (const field of CUSTOMER_FIELDS) {
    const offered = row.fields[field];
    if (offered === undefined || offered === null || sameValue(offered, state.fields[field])) continue;
    if (state.handEdited.includes(field)) conflicts.push(handEdited(field, state.fields[field], offered));
    else {
      merged[field] = offered;
      changed.push(field);
    }
  }
  return { changed, merged: changed.length === 0 ? state.fields : ({ ...state.fields, ...merged } as CustomerFields) };
}

function mergeAttributes(state: CustomerState, row: IncomingRow, conflicts: Conflict[]) {
  let changed: string | null = null;
  const merged = Object.assign(Object.create(null), state.attributes) as Record<string, AttributeValue>;
  for (const [name, offered] of Object.entries(row.attributes)) {
    if (merged[name] === offered) continue;
    if (isHandEdited(state, `attributes.${name}`, 'attributes')) {
      conflicts.push(handEdited(`attributes.${name}`, merged[name] ?? null, offered));
    } else {
      merged[name] = offered;
      changed ??= name;
    }
  }
  return { changed, merged: changed === null ? state.attributes : merged };
}

function mergeConsents(state: CustomerState, row: IncomingRow, conflicts: Conflict[]) {
  const merged: Record<string, string> = { ...state.consent };
  const added: StatedConsent[] = [];
  for (const stated of row.consents) {
    const name = `${stated.channel}.${stated.purpose}`;
    if (merged[name] === stated.state) continue;
    if (merged[name] === 'denied') {
      // A list that merely declares consent says nothing against one customer's own denial.
      const offer = {
        field: `consent.${name}`,
        kept: 'denied',
        offered: stated.state,
        code: 'consent-denied',
      } as const;
      if (stated.method === 'import') conflicts.push(offer);
    } else {
      merged[name] = stated.state;
      added.push(stated);
    }
  }
  const changed = added.length === 0 ? null : `consent.${added[0]?.channel ?? ''}`;
  return { changed, added, merged: added.length === 0 ? state.consent : merged };
}

function mergeKind(state: CustomerState, kind: 'phone' | 'email', row: IncomingRow, conflicts: Conflict[]) {
  const [known, offered] = kind === 'phone' ? [state.phones, row.phones] : [state.emails, row.emails];
  const merged = mergePoints(known, offered);
  if (samePoints(known, merged)) return known;
  if (!isHandEdited(state, kind, `${kind}s`, `${kind}2`)) return merged;
  const list = (points: typeof known) => points.map((point) => point.address ?? point.raw).join(', ');
  conflicts.push({ field: kind, kept: list(known), offered: list(offered), code: 'hand-edited' });
  return known;
}

function mergeService(state: CustomerState, stated: StatedService | null) {
  if (stated === null) return { latest: state.latest, added: null, services: state.services };
  const latest = mergeLatest(state, stated);
  if (stated.at === null) return { latest, added: null, services: state.services };
  const service: ServiceRow = { ...stated, at: stated.at };
  const id = serviceId(service);
  const servedBy = state.services.get(id);
  const isKnown = servedBy !== undefined && (service.servedBy === null || service.servedBy === servedBy);
  if (isKnown) return { latest, added: null, services: state.services };
  const services = new Map(state.services).set(id, service.servedBy ?? servedBy ?? null);
  return { latest, added: service, services };
}

function mergeLatest(state: CustomerState, stated: StatedService): LatestService {
  const { latest } = state;
  if (state.handEdited.some((field) => ['last_service_at', 'last_service_item', 'product'].includes(field)))
    return latest;
  const isNewer = stated.at !== null && (latest.at === null || stated.at.getTime() > latest.at.getTime());
  if (isNewer) return { ...stated, product: stated.product ?? latest.product };
  const isSame = stated.at !== null && stated.at.getTime() === latest.at?.getTime() && sameService(stated, latest);
  if (!isSame && (stated.at !== null || latest.at !== null)) return latest;
  const filled: LatestService = {
    at: latest.at,
    item: stated.item ?? latest.item,
    product: stated.product ?? latest.product,
    servedBy: stated.servedBy ?? latest.servedBy,
  };
  const isSameText =
    filled.item === latest.item && filled.product === latest.product && filled.servedBy === latest.servedBy;
  return isSameText ? latest : filled;
}

function sameService(stated: StatedService, latest: LatestService): boolean {
  return stated.item === latest.item && (stated.product ?? latest.product) === latest.product;
}

function pointDifference(state: CustomerState, phones: CustomerState['phones']): string {
  return phones === state.phones ? 'email' : 'phone';
}

function isHandEdited(state: CustomerState, ...names: readonly string[]): boolean {
  return names.some((name) => state.handEdited.includes(name));
}

function handEdited(field: string, kept: unknown, offered: unknown): Conflict {
  return {
    field,
    kept: kept === null || kept === undefined ? null : asText(kept),
    offered: asText(offered),
    code: 'hand-edited',
  };
}

function asText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function sameValue(a: unknown, b: unknown): boolean {
  return a === b || (typeof a === 'object' && JSON.stringify(a) === JSON.stringify(b));
}
