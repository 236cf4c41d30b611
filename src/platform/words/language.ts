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

/** What a browser says about languages: the value of `?lang=`, of the cookie, and of Accept-Language. */
export interface Wishes {
  readonly query?: string | null | undefined;
  readonly cookie?: string | null | undefined;
  readonly acceptLanguage?: string | null | undefined;
}

/**
 * Chooses the language of an answer, from a request or from its parts: the address bar first, then the remembered
 * choice, then the browser's list (RFC 9110 Accept-Language), then Japanese. A browser that asks only for languages we
 * do not speak gets English.
 */
export function negotiateLanguage(asked: Request | Wishes): Language {
  const { query, cookie, acceptLanguage } = asked instanceof Request ? wishesOf(asked) : asked;
  if (isLanguage(query)) return query;
  if (isLanguage(cookie)) return cookie;
  const wished = listOf(acceptLanguage ?? '');
  for (const tag of wished) {
    if (tag === 'ja' || tag.startsWith('ja-') || tag === '*') return 'ja';
    if (tag === 'en' || tag.startsWith('en-')) return 'en';
  }
  return wished.length > 0 ? 'en' : 'ja';
}

/** The Set-Cookie header that remembers a choice for a year. Nobody but the server reads it. */
export function languageCookie(language: Language): string {
  return `${LANGUAGE_COOKIE}=${language}; Path=/; Max-Age=31536000; SameSite=Lax; HttpOnly`;
}

function wishesOf(request: Request): Wishes {
  const cookies = (request.headers.get('cookie') ?? '').split(';').map((pair) => pair.trim().split('='));
  return {
    query: new URL(request.url).searchParams.get(LANGUAGE_QUERY),
    cookie: cookies.find(([name]) => name === LANGUAGE_COOKIE)?.[1],
    acceptLanguage: request.headers.get('accept-language'),
  };
}

/** The tags of an Accept-Language header, best first; what is no tag, or is refused with q=0, is left out. */
function listOf(header: string): string[] {
  return header
    .slice(0, 500)
    .toLowerCase()
    .split(',')
    .map((part) => {
      const [tag = '', ...parameters] = part.trim().split(';');
      const weight = parameters.map((p) => /^\s*q=([\d.]+)/.exec(p)?.[1]).find((q) => q !== undefined);
      return { tag: tag.trim(), weight: weight === undefined ? 1 : Number(weight) };
    })
    .filter(({ tag, weight }) => /^([a-z]{1,8}(-[a-z0-9]{1,8})*|\*)$/.test(tag) && weight > 0)
    .sort((a, b) => b.weight - a.weight)
    .map(({ tag }) => tag);
}
