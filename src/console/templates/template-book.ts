import type { RegistrationForm, TemplateBook } from '../template-books.service.js';

/** A provider's books as the page shows them: each place of the text with what stands there. */
export function toBookView(book: TemplateBook) {
  const places = book.draft.params.map((name, at) => ({ place: `{${at + 1}}`, labelKey: `variable.${name}` }));
  return { ...book, draft: { ...book.draft, places } };
}

/** What was typed; what is no number is refused by its rule, not here. */
export function readRegistration(body: Readonly<Record<string, unknown>>): RegistrationForm {
  const text = (name: string) => (typeof body[name] === 'string' ? body[name].trim() : '');
  return {
    version: Number(text('version')),
    provider: text('provider'),
    providerTemplateId: text('providerTemplateId'),
    longestParam: Number(text('longestParam')),
    survey: text('survey') || 'default',
  };
}
