/** The key of a field's name. */
export function fieldKey(name: string): string {
  if (name === 'attribute') return 'console.segments.attribute';
  return name.startsWith('consent.') ? `archive.segment.field.${name.replaceAll('.', '-')}` : `archive.field.${name}`;
}

/** The key of a value's name, where the field knows its values. */
export function valueKey(name: string, value: string): string | null {
  if (name.startsWith('consent.')) return `archive.consent.${value}`;
  if (name === 'gender' || name === 'lifecycle') return `archive.${name}.${value}`;
  return name === 'preferredChannel' ? `console.channel.${value}` : null;
}
