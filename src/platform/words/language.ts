/** 日本語, やさしい日本語 or English. */
export type Language = 'ja' | 'easy' | 'en';

/** All languages, in the order in which a switch shows them. */
export const languages: readonly Language[] = ['ja', 'easy', 'en'];

/** Each language's name in itself. */
export const languageNames: Readonly<Record<Language, string>> = {
  ja: '日本語',
  easy: 'やさしい日本語',
  en: 'English',
};

/** The cookie that remembers a choice, and the query parameter that makes one. */
export const LANGUAGE_COOKIE = 'kyojo_language';
export const LANGUAGE_QUERY = 'lang';

/** The value of the `lang` attribute. Plain Japanese is Japanese to a screen reader and to the line breaker. */
export function languageTag(language: Language): 'ja' | 'en' {
  return language === 'en' ? 'en' : 'ja';
}

/** Says whether a text from outside names a language. */
export function isLanguage(text: unknown): text is Language {
  return languages.includes(text as Language);
}

/**
 * Chooses the language of an answer: the address bar first, then the remembered choice, then the browser's list
 * (RFC 9110 Accept-Language), then Japanese. A browser that asks only for languages we do not speak gets English.
 */
export function negotiateLanguage(asked: {
  readonly query?: string | null | undefined;
  readonly cookie?: string | null | undefined;
  readonly acceptLanguage?: string | null | undefined;
}): Language {
  if (isLanguage(asked.query)) return asked.query;
  if (isLanguage(asked.cookie)) return asked.cookie;
  const wished = (asked.acceptLanguage ?? '')
    .slice(0, 500)
    .split(',')
    .map((part) => {
      const [tag = '', ...parameters] = part.trim().toLowerCase().split(';');
      const weight = parameters.map((p) => /^\s*q=([\d.]+)/.exec(p)?.[1]).find((q) => q !== undefined);
      return { tag: tag.trim(), weight: weight === undefined ? 1 : Number(weight) };
    })
    .filter(({ tag, weight }) => /^([a-z]{1,8}(-[a-z0-9]{1,8})*|\*)$/.test(tag) && weight > 0)
    .sort((a, b) => b.weight - a.weight);
  for (const { tag } of wished) {
    if (tag === 'ja' || tag.startsWith('ja-') || tag === '*') return 'ja';
    if (tag === 'en' || tag.startsWith('en-')) return 'en';
  }
  return wished.length > 0 ? 'en' : 'ja';
}
