import type { Channel, Purpose } from '../kernel/words.js';

/** What an author writes. E-mail has a subject, HTML as its body and plain text beside it; the others have only a body. */
export interface TemplateText {
  readonly channel: Channel;
  readonly purpose: Purpose;
  readonly subject: string | null;
  readonly body: string;
  readonly textBody: string | null;
}

/** Which template, in which language and version, a message was made of. */
export interface TemplateRef {
  readonly id: string;
  readonly channel: Channel;
  readonly language: string;
  readonly version: number;
}

/** A stored template; a version never changes. */
export type TemplateVersion = TemplateText & TemplateRef;

/** A variable as it stands in a text. */
export interface Placeholder {
  readonly name: string;
  readonly line: number;
  /** Everything written before it in the same text, variables left out. */
  readonly before: string;
}
