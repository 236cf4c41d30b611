import type { Markup } from '#platform/html';
import { type Entry, type Language, say } from '#platform/words';

/** A component as the kit page, the tests and the photographs see it: how it is called, and examples as data. */
export interface Exhibit {
  /** As it is called from a room: `chip`, `form.text`. */
  readonly name: string;
  /** What it is for, in one sentence. */
  readonly purpose: string;
  /** The shortest sensible call. */
  readonly call: string;
  /** Options of each example by its title, in a language. */
  readonly examples: (language: Language) => Readonly<Record<string, object>>;
  /** Draws one example's options; tests hand in changed ones. */
  readonly draw: (options: object) => Markup;
}

/** What an exhibit says about a component whose options are known. */
export interface Showing<Options> {
  readonly name: string;
  readonly purpose: string;
  readonly call: string;
  readonly examples: (
    language: Language,
    t: (ja: string, en: string, easy?: string) => string,
  ) => Readonly<Record<string, Options>>;
}

/** Declares an exhibit in two steps, so that the compiler knows the options before it reads the examples. */
export function exhibit<Options extends object>(
  render: (options: Options) => Markup,
): (showing: Showing<Options>) => Exhibit {
  return ({ name, purpose, call, examples }) => ({
    name,
    purpose,
    call,
    examples: (language) =>
      examples(language, (ja, en, easy) => say({ ja, en, ...(easy === undefined ? {} : { easy }) } as Entry, language)),
    draw: (options) => render(options as Options),
  });
}
