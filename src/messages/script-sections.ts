/** The parts of a call script, in the legal order of a call (E1); the desk shows one after another. */
export const SCRIPT_SECTIONS = [
  'greet',
  'identity',
  'announce',
  'convenient',
  'not-convenient',
  'wrong-party',
  'survey',
  'reason',
  'complaint',
  'new-need',
  'close-satisfied',
  'close-dissatisfied',
  'close-refused',
] as const;
export type ScriptSection = (typeof SCRIPT_SECTIONS)[number];

/** Without these a call cannot keep its order. */
export const REQUIRED_SECTIONS: readonly ScriptSection[] = [
  'greet',
  'identity',
  'announce',
  'convenient',
  'survey',
  'close-satisfied',
  'close-dissatisfied',
];

/** Splits a script at its `## name` lines; unknown names and text before the first one are left out. */
export function splitScript(script: string): Map<ScriptSection, string> {
  const sections = new Map<ScriptSection, string>();
  for (const part of script.split(/^##[ \t]*/m).slice(1)) {
    const [heading = '', ...lines] = part.split('\n');
    const name = SCRIPT_SECTIONS.find((section) => section === heading.trim());
    if (name !== undefined) sections.set(name, lines.join('\n').trim());
  }
  return sections;
}
