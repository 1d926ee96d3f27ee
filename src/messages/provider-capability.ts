import { reason, type Reason } from '../kernel/reason.js';
import { NO_PROVIDER } from './sms-routing.js';

export type SenderKind = 'long-code' | 'short-code' | 'alphanumeric' | 'platform-number' | 'mail-domain';

/** What a provider can do in a country; data, because it decides which rungs make sense there. */
export interface Capability {
  /** Replies come back. */
  readonly twoWay: boolean;
  /** Links may stand in the body. */
  readonly urls: boolean;
  /** Every text must be registered with the operator before. */
  readonly preApprovedTemplates: boolean;
  /** Messages name a registered template and its parameters; a text of our own is not taken. */
  readonly byTemplateId: boolean;
  /** The provider puts the 【signature】 in front itself. */
  readonly appendsSignature: boolean;
  /** The longest body, in characters; null where only mail's own limits hold. */
  readonly maxUnits: number | null;
  readonly senderKinds: readonly SenderKind[];
  /** Where this is said. */
  readonly source: string;
}

/** What a message or its campaign needs of the provider. */
export interface Needs {
  readonly twoWay?: boolean;
  readonly urls?: boolean;
}

const TWILIO: Capability = {
  twoWay: true,
  urls: true,
  preApprovedTemplates: false,
  byTemplateId: false,
  appendsSignature: false,
  maxUnits: 1600,
  senderKinds: ['long-code', 'short-code', 'alphanumeric'],
  source: 'twilio.com/docs/messaging',
};
const EVERYTHING: Capability = {
  ...TWILIO,
  senderKinds: ['long-code', 'short-code', 'alphanumeric', 'platform-number', 'mail-domain'],
  source: 'Revisit sandbox',
};

/** Capabilities by provider and country; `*` is everywhere else. */
const CAPABILITIES: Readonly<Record<string, Readonly<Record<string, Capability>>>> = {
  twilio: {
    '*': TWILIO,
    CN: {
      ...TWILIO,
      twoWay: false,
      urls: false,
      preApprovedTemplates: true,
      maxUnits: 500,
      senderKinds: ['platform-number'],
      source: 'twilio.com/guidelines/cn/sms',
    },
    IN: { ...TWILIO, twoWay: false, preApprovedTemplates: true, source: 'twilio.com/guidelines/in/sms' },
  },
  // Registered for mainland China alone. Links may not stand in a parameter, and each of ours is another one.
  tencent: {
    CN: {
      twoWay: true,
      urls: false,
      preApprovedTemplates: true,
      byTemplateId: true,
      appendsSignature: true,
      maxUnits: 500,
      senderKinds: ['platform-number'],
      source: 'cloud.tencent.com/document/product/382',
    },
  },
  smtp: {
    '*': { ...TWILIO, maxUnits: null, senderKinds: ['mail-domain'], source: 'RFC 5321' },
  },
  sandbox: { '*': EVERYTHING },
};

/** What `provider` (or the provider that a sandbox imitates) can do in the country; null for an unknown provider. */
export function capabilityOf(provider: string, country: string | null): Capability | null {
  const [name = '', imitated] = provider.split(':');
  const effective = name === 'sandbox' && imitated !== undefined ? imitated : name;
  if (!Object.hasOwn(CAPABILITIES, effective)) return null;
  const byCountry = CAPABILITIES[effective];
  return byCountry?.[country ?? '*'] ?? byCountry?.['*'] ?? null;
}

/** Why this provider cannot carry such a message there; null when it can. Unknown providers cannot (fail closed). */
export function canReach(provider: string, country: string | null, needs: Needs): Reason | null {
  const capability = capabilityOf(provider, country);
  const where = { provider, country: country ?? '' };
  if (provider === NO_PROVIDER) return reason('provider-none', { country: country ?? '' });
  if (capability === null) return reason('provider-unknown', where);
  if (needs.twoWay === true && !capability.twoWay) return reason('provider-no-replies', where);
  if (needs.urls === true && !capability.urls) return reason('provider-no-links', where);
  return null;
}
