/** Header fields by their name in lower case, in the order in which they stand. */
export type MailHeaders = ReadonlyMap<string, readonly string[]>;

/** A message, or a part of one. `body` holds bytes as characters (latin1), its transfer encoding taken off. */
export interface MimePart {
  readonly headers: MailHeaders;
  /** `text/plain`, `multipart/report` …, in lower case. */
  readonly type: string;
  readonly charset: string;
  readonly body: string;
  readonly parts: readonly MimePart[];
}

/** A report has three parts, and a message inside it is read by its headers alone: more is an attack or a mistake. */
const MOST_PARTS = 20;
const DEEPEST = 4;
const MOST_FIELDS = 500;

/** Reads a message (RFC 5322 and 2045), its bytes as characters; never throws: what is no mail is one part of text. */
export function readMime(raw: string, depth = 0): MimePart {
  const { head, rest } = splitHead(raw);
  const headers = readHeaders(head);
  const contentType = first(headers, 'content-type') ?? 'text/plain';
  const type = (/^\s*([\w.+-]+\/[\w.+-]+)/.exec(contentType)?.[1] ?? 'text/plain').toLowerCase();
  const boundary = type.startsWith('multipart/') ? parameter(contentType, 'boundary') : null;
  const parts =
    boundary === null || depth >= DEEPEST ? [] : splitParts(rest, boundary).map((part) => readMime(part, depth + 1));
  const body = decodeTransfer(rest, first(headers, 'content-transfer-encoding') ?? '');
  return { headers, type, charset: (parameter(contentType, 'charset') ?? 'utf-8').toLowerCase(), body, parts };
}

/** The fields of a header block, folded lines put together. */
export function readHeaders(block: string): MailHeaders {
  const headers = new Map<string, string[]>();
  const lines = block.replace(/\r?\n[ \t]+/g, ' ').split(/\r?\n/, MOST_FIELDS);
  for (const line of lines) {
    const colon = line.indexOf(':');
    const name = line.slice(0, Math.max(0, colon)).trim().toLowerCase();
    if (!/^[!-9;-~]+$/.test(name)) continue;
    headers.set(name, [...(headers.get(name) ?? []), line.slice(colon + 1).trim()]);
  }
  return headers;
}

/** The first field of this name. */
export function first(headers: MailHeaders, name: string): string | null {
  return headers.get(name)?.[0] ?? null;
}

/** This part and all inside it, from the outside in. */
export function allParts(part: MimePart): MimePart[] {
  return [part, ...part.parts.flatMap(allParts)];
}

/** The text of a part in its own character set; one that nobody knows is read as UTF-8. */
export function textOf(part: Pick<MimePart, 'body' | 'charset'>): string {
  return decodeBytes(part.body, part.charset);
}

/** A header's value with its encoded words (RFC 2047) read. */
export function readWords(value: string): string {
  const joined = value.replace(/(\?=)\s+(=\?)/g, '$1$2');
  return decodeBytes(joined, 'utf-8').replace(
    /=\?([\w-]+)(?:\*[\w-]+)?\?([bq])\?([^?]*)\?=/gi,
    (_word, charset: string, encoding: string, text: string) => {
      const isBase64 = encoding.toLowerCase() === 'b';
      return decodeBytes(isBase64 ? fromBase64(text) : fromQuoted(text.replaceAll('_', ' ')), charset);
    },
  );
}

function splitHead(raw: string): { head: string; rest: string } {
  // A part may begin with the empty line: it has no fields of its own.
  const gap = /^\r?\n|\r?\n\r?\n/.exec(raw);
  if (gap === null) return { head: raw, rest: '' };
  return { head: raw.slice(0, gap.index), rest: raw.slice(gap.index + gap[0].length) };
}

function splitParts(body: string, boundary: string): string[] {
  const parts: string[][] = [];
  let open = false;
  for (const line of body.split(/\r?\n/)) {
    const end = line.trimEnd();
    if (end === `--${boundary}--`) break;
    if (end === `--${boundary}`) {
      if (parts.length === MOST_PARTS) break;
      open = parts.push([]) > 0;
    } else if (open) parts.at(-1)?.push(line);
  }
  return parts.map((lines) => lines.join('\r\n'));
}

function parameter(value: string, name: string): string | null {
  const found = new RegExp(String.raw`;\s*${name}\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^;\s]+))`, 'i').exec(value);
  return found === null ? null : (found[1]?.replace(/\\(.)/g, '$1') ?? found[2] ?? null);
}

function decodeTransfer(body: string, encoding: string): string {
  const how = encoding.trim().toLowerCase();
  if (how === 'base64') return fromBase64(body);
  return how === 'quoted-printable' ? fromQuoted(body.replace(/[ \t]*=\r?\n/g, '')) : body;
}

function fromBase64(text: string): string {
  return Buffer.from(text, 'base64').toString('latin1');
}

function fromQuoted(text: string): string {
  return text.replace(/=([0-9a-f]{2})/gi, (_sign, hex: string) => String.fromCharCode(parseInt(hex, 16)));
}

function decodeBytes(bytes: string, charset: string): string {
  const buffer = Buffer.from(bytes, 'latin1');
  try {
    return new TextDecoder(charset).decode(buffer);
  } catch {
    return buffer.toString('utf8');
  }
}
