import type { AudienceMember } from '../campaigns/audience-member.js';
import type { UsableRung } from '../campaigns/choose-ladder.js';

/** What decides how long an SMS becomes: the language it is written in, and the country whose rule counts it. */
export interface SmsReader {
  readonly language: string | null;
  readonly country: string | null;
}

/** Collects the kinds of readers that an audience's SMS have. */
export class SmsReaders {
  private readonly seen = new Map<string, SmsReader>();

  /** Looks at one customer's ladder. */
  add(member: Pick<AudienceMember, 'language' | 'country' | 'addresses'>, rungs: readonly UsableRung[]): void {
    for (const { channel, address } of rungs) {
      if (channel !== 'sms') continue;
      const point = member.addresses.find((known) => known.address === address);
      const country = point?.country ?? member.country;
      const key = `${member.language ?? ''} ${country ?? ''}`;
      if (!this.seen.has(key)) this.seen.set(key, { language: member.language, country });
    }
  }

  /** In an order that does not depend on who came first. */
  list(): SmsReader[] {
    return [...this.seen].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, reader]) => reader);
  }
}
