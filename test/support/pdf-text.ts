import { inflateSync } from 'node:zlib';

/** Glyph numbers of one font to what they mean. */
type Meanings = ReadonlyMap<number, string>;

/**
 * The text of a PDF as the product draws them (compressed streams, embedded fonts that say what their glyphs mean), without
 * spaces and line ends: each word is drawn by itself, in Chinese each sign.
 */
export function pdfText(file: Buffer): string {
  const objects = objectsOf(file);
  const fonts = fontsOf(objects);
  const texts = [...objects.values()].map((object) => textOf(streamOf(object) ?? '', fonts));
  return texts.join('').replace(/\s+/g, '');
}

function objectsOf(file: Buffer): Map<string, string> {
  const found = file.toString('latin1').matchAll(/(?:^|\n)(\d+) 0 obj\r?\n([\s\S]*?)\r?\nendobj/g);
  return new Map([...found].map(([, id = '', object = '']) => [id, object]));
}

function streamOf(object: string): string | null {
  if (!object.includes('/FlateDecode')) return null;
  const [, length = ''] = /\/Length (\d+)/.exec(object) ?? [];
  const [start = ''] = /[\s\S]*?>>\r?\nstream\r?\n/.exec(object) ?? [];
  const bytes = Buffer.from(object.slice(start.length, start.length + Number(length)), 'latin1');
  return inflateSync(bytes).toString('latin1');
}

/** By the names under which pages use them: `/F1 12 0 R`, whose object names its `/ToUnicode`. */
function fontsOf(objects: ReadonlyMap<string, string>): Map<string, Meanings> {
  const fonts = new Map<string, Meanings>();
  for (const object of objects.values()) {
    for (const [, name = '', id = ''] of object.matchAll(/\/(F\d+) (\d+) 0 R/g)) {
      const [, unicode = ''] = /\/ToUnicode (\d+) 0 R/.exec(objects.get(id) ?? '') ?? [];
      fonts.set(name, meaningsOf(streamOf(objects.get(unicode) ?? '') ?? ''));
    }
  }
  return fonts;
}

/** Ranges with a list: `<0000> <0002> [<0000> <0041> <d842dfb7>]`. */
function meaningsOf(map: string): Meanings {
  const meanings = new Map<number, string>();
  for (const [, first = '', list = ''] of map.matchAll(/<([0-9a-f]+)>\s*<[0-9a-f]+>\s*\[([^\]]*)\]/gi)) {
    [...list.matchAll(/<([0-9a-f ]+)>/gi)].forEach(([, units = ''], index) => {
      const bytes = Buffer.from(units.replaceAll(' ', ''), 'hex');
      meanings.set(Number.parseInt(first, 16) + index, bytes.swap16().toString('utf16le'));
    });
  }
  return meanings;
}

/** What a page shows: `/F1 9 Tf` chooses the font, `[<0001> 0 <00020003>] TJ` shows glyphs. */
function textOf(stream: string, fonts: ReadonlyMap<string, Meanings>): string {
  let font: Meanings | undefined;
  let text = '';
  for (const [, name, glyphs = ''] of stream.matchAll(/\/(F\d+) [\d.]+ Tf|\[([^\]]*)\] TJ/g)) {
    if (name !== undefined) font = fonts.get(name);
    for (const [, hex = ''] of glyphs.matchAll(/<([0-9a-f]+)>/gi)) text += decode(hex, font);
  }
  return text;
}

function decode(hex: string, font: Meanings | undefined): string {
  return (hex.match(/.{4}/g) ?? []).map((glyph) => font?.get(Number.parseInt(glyph, 16)) ?? '').join('');
}
