/** The papers that lay down what a step asks for: their names, and where an organisation makes them. */
import type { Language } from '#platform/words';
import { loadShelf, newestTemplates } from '../paper/load.ts';

let known: readonly { readonly id: string; readonly title: Readonly<Record<Language, string>> }[] | undefined;

/** Papers by id; none for answers that belong to no organisation yet, as there is nobody's name to put into them. */
export function papersFor(
  language: Language,
  organisation: string | null,
): ReadonlyMap<string, { readonly title: string; readonly href: string }> {
  if (organisation === null) return new Map();
  known ??= newestTemplates(loadShelf());
  return new Map(known.map(({ id, title }) => [id, { title: title[language], href: `/papers/${organisation}` }]));
}
