import type { Markup } from '#platform/html';
import { chip, level, type Tone } from '#platform/page';
import { type Language, say } from '#platform/words';
import type { FindingState, Severity } from '../finding/life.ts';
import { words as noticeWords } from '../notice-page/words.ts';
import { words } from './words.ts';

const tones: Readonly<Record<FindingState, Tone>> = {
  open: 'warn',
  notified: 'info',
  acknowledged: 'info',
  'claimed-fixed': 'info',
  'verified-fixed': 'good',
  reopened: 'urgent',
  'false-positive': 'quiet',
  'accepted-risk': 'quiet',
  expired: 'quiet',
};

/** A finding's state as mark, words and colour. */
export function stateChip(state: FindingState, language: Language): Markup {
  return chip({ text: stateWord(state, language), tone: tones[state] });
}

/** A finding's state in words. */
export function stateWord(state: FindingState, language: Language): string {
  return say(words[`state.${state}`], language);
}

/** How severe, as bars and words. */
export function severityLevel(severity: Severity, language: Language): Markup {
  return level({ level: severity, text: severityWord(severity, language) });
}

/** How severe, in words. */
export function severityWord(severity: Severity, language: Language): string {
  return say(noticeWords[`severity${severity}`], language);
}
