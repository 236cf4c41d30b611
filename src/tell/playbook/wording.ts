import type { Language } from '#platform/words';
import type { PlaybookFile, Words, wordings } from './schema.ts';

/** A wording that arms may compare; stored with the notice. */
export type Wording = (typeof wordings)[number];

/**
 * What a person reads: the standard words of the language with what the wording changes laid over them. `plain` without
 * words of its own is やさしい日本語 for a Japanese reader; a wording that the language does not have is the standard one.
 */
export function wordsOf(playbook: PlaybookFile, language: Language, wording: Wording = 'standard'): Words {
  const { variants, ...standard } = playbook[language];
  if (wording === 'standard') return standard;
  const changed = variants?.[wording];
  if (changed) return { ...standard, ...dropUndefined(changed) };
  return wording === 'plain' && language === 'ja' ? wordsOf(playbook, 'easy') : standard;
}

/** The wordings a language really has, so that an arm is never compared with itself. */
export function wordingsOf(playbook: PlaybookFile, language: Language): readonly Wording[] {
  const { variants } = playbook[language];
  const own: readonly Wording[] = variants ? (['plain', 'technical'] as const).filter((name) => variants[name]) : [];
  return ['standard', ...(language === 'ja' && !own.includes('plain') ? (['plain'] as const) : []), ...own];
}

function dropUndefined(changed: { readonly [K in keyof Words]?: Words[K] | undefined }): Partial<Words> {
  return Object.fromEntries(Object.entries(changed).filter(([, value]) => value !== undefined));
}
