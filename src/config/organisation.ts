/** Who writes and calls: named in every message. The time zone decides "today" and the agents' shifts. */
export interface Organisation {
  readonly name: string;
  readonly center: string;
  readonly department: string;
  readonly servicePhone: string;
  readonly timeZone: string;
  readonly country: string;
  readonly locale: 'en' | 'zh-CN';
  /** Who gets the daily digest by e-mail; nobody where it is empty or not set. */
  readonly digestRecipients?: readonly string[];
}
