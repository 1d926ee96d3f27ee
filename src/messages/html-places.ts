import type { Fault } from '../kernel/faults.js';
import type { Placeholder } from './template-text.js';
import { LINK_VARIABLES } from './template-variables.js';

const UNSAFE: readonly (readonly [RegExp, string])[] = [
  [
    /<\s*(?:script|iframe|object|embed|form|link|base)\b/i,
    'scripts, frames, forms and outside styles do not work in mail',
  ],
  [/<[^>]*\son[a-z]+\s*=/i, 'event attributes do not work in mail'],
  [/(?:javascript|vbscript|data)\s*:/i, 'only links of the web may stand in mail'],
];

/** Where variables may stand in HTML: in text, and inside a quoted attribute only the links. */
export function checkHtmlPlaces(html: string, placeholders: readonly Placeholder[]): Fault[] {
  const faults: Fault[] = [];
  for (const [pattern, message] of UNSAFE) {
    if (pattern.test(html)) faults.push({ field: 'body', code: 'unsafe-html', message });
  }
  for (const { name, line, before } of placeholders) {
    const place = placeAtEnd(before);
    if (place === 'text' || (place === 'quoted' && LINK_VARIABLES.has(name))) continue;
    faults.push({
      field: 'body',
      code: 'unsafe-place',
      message: `line ${line}: {{${name}}} cannot stand inside a tag here`,
      params: { line, name },
    });
  }
  return faults;
}

/** Whether the end of a piece of HTML is in text, in a tag, or in a quoted attribute. */
function placeAtEnd(html: string): 'text' | 'tag' | 'quoted' {
  let place: 'text' | 'tag' | 'quoted' = 'text';
  let quote = '';
  for (const char of html) {
    if (place === 'text' && char === '<') place = 'tag';
    else if (place === 'tag' && char === '>') place = 'text';
    else if (place === 'tag' && (char === '"' || char === "'")) {
      place = 'quoted';
      quote = char;
    } else if (place === 'quoted' && char === quote) place = 'tag';
  }
  return place;
}
