/**
 * An organisation's own wording. An edit names the sentence of the model it replaces by that sentence itself, so it
 * finds its place again when the template grows, and it is seen at once when the model's sentence changed.
 */
import type { Language } from '#platform/words';
import { clausesOf, type Template } from './template.ts';

/** One sentence of the model replaced by the organisation's own. Stored. An empty `own` strikes it out. */
export interface Edit {
  readonly document: string;
  readonly article: string;
  readonly language: Language;
  readonly model: string;
  readonly own: string;
}

/** Gives the organisation's wording for a sentence of the model, or the model's own. */
export function ownWords(edits: readonly Edit[], document: string, language: Language): (model: string) => string {
  const own = new Map(
    edits
      .filter((edit) => edit.document === document && edit.language === language)
      .map((edit) => [edit.model, edit.own]),
  );
  return (model) => own.get(model) ?? model;
}

/** What became of the edits when a template got a new version. */
export interface Carried {
  /** The model's sentence is as it was: the edit goes on. */
  readonly kept: readonly Edit[];
  /** The model's sentence was changed too; both are shown to the person, nearest new sentence first. */
  readonly conflicts: readonly { readonly edit: Edit; readonly candidates: readonly string[] }[];
  /** The model says now what the organisation had written: the edit is no longer needed. */
  readonly adopted: readonly Edit[];
}

/** Carries edits over to a new version of the template. Nothing is dropped: each edit is in exactly one of the three. */
export function carryEdits(edits: readonly Edit[], template: Template): Carried {
  const kept: Edit[] = [];
  const adopted: Edit[] = [];
  const conflicts: { edit: Edit; candidates: readonly string[] }[] = [];
  const clauses = clausesOf(template);
  for (const edit of edits) {
    const wordings = clauses.map(({ article, clause }) => ({
      article,
      text: edit.language === 'easy' ? (clause.easy ?? clause.ja) : clause[edit.language],
    }));
    if (wordings.some(({ text }) => text === edit.model)) kept.push(edit);
    else if (wordings.some(({ text }) => text === edit.own)) adopted.push(edit);
    else {
      const candidates = wordings
        .filter(({ article }) => article === edit.article)
        .map(({ text }) => ({ text, likeness: likeness(text, edit.model) }))
        .filter((one) => one.likeness > 0.25)
        .sort((one, other) => other.likeness - one.likeness)
        .slice(0, 3)
        .map(({ text }) => text);
      conflicts.push({ edit, candidates });
    }
  }
  return { kept, conflicts, adopted };
}

/** How alike two sentences are, 0 to 1, by the pairs of characters they share; enough to find a reworded sentence. */
export function likeness(one: string, other: string): number {
  const first = pairs(one);
  const second = pairs(other);
  if (first.size === 0 || second.size === 0) return one === other ? 1 : 0;
  let shared = 0;
  for (const pair of first) if (second.has(pair)) shared += 1;
  return (2 * shared) / (first.size + second.size);
}

function pairs(text: string): ReadonlySet<string> {
  const characters = [...text];
  return new Set(characters.slice(1).map((character, index) => `${characters[index]}${character}`));
}
