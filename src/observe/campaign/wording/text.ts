/** Wordings of a campaign: the texts whose effect is compared. What the subscriber should do is the same in all of them. */
import { z } from 'zod';
import type { Language } from '#platform/words';
import { enterable, infected } from './default-words.ts';

/** What one wording says in one language; `{address}` and `{device}` are put in for each subscriber. */
export const Text = z.object({
  title: z.string().trim().min(1).max(120),
  opening: z.string().trim().min(1).max(1000),
  danger: z.string().trim().min(1).max(1000),
});
/** What one wording says in one language. */
export type Text = z.output<typeof Text>;

/** Stored in `observe.campaign.texts`, by letter. `first`: what the subscriber reads first, the steps or what could happen. */
export interface Wording extends Readonly<Record<Language, Text>> {
  readonly first: 'steps' | 'danger';
}
/** Letter → text. */
export type Wordings = Readonly<Record<string, Wording>>;

/** A campaign as far as its wordings go. */
export interface Worded {
  readonly identifier: string;
  readonly wordings: readonly string[];
  readonly texts: Wordings;
}

/** The text of each letter: what the operator wrote, else one of ours (plain steps first, what could happen first, in turn). */
export function wordingsOf(campaign: Worded): Wordings {
  const ours = campaign.identifier === 'mirai' ? infected : enterable;
  return Object.fromEntries(
    campaign.wordings.map((letter, i) => [letter, campaign.texts[letter] ?? (ours[i % 2] as Wording)]),
  );
}

/** The text for one device; a device whose letter is no longer known gets the first. */
export function textFor(campaign: Worded, hit: { readonly wording: string }): Wording {
  const all = wordingsOf(campaign);
  return all[hit.wording] ?? Object.values(all)[0] ?? enterable[0];
}

/** Puts a device's address and name into a text. */
export function fill(text: string, holes: { readonly address: string; readonly device: string }): string {
  return text.replaceAll('{address}', holes.address).replaceAll('{device}', holes.device);
}

/** True when two letters say the same: then nothing is compared. */
export function hasTwins(all: Wordings): boolean {
  const seen = Object.values(all).map((one) => JSON.stringify(one));
  return new Set(seen).size < seen.length;
}
