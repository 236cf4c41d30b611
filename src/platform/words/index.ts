/** What people read, in their language. A text is an entry; its `{holes}` are checked by the compiler and again here. */

export { checkWords } from './check.ts';
export {
  type DateStyle,
  formatAgo,
  formatBytes,
  formatDate,
  formatDuration,
  formatList,
  formatNumber,
  formatPercent,
  formatPeriod,
} from './format.ts';
export {
  isLanguage,
  LANGUAGE_COOKIE,
  LANGUAGE_QUERY,
  type Language,
  languageCookie,
  languageNames,
  languages,
  languageTag,
  negotiateLanguage,
} from './language.ts';
export { type Entry, type HoleNames, type Holes, say, sayMarkup } from './say.ts';
