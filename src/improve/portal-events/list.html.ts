/** How events look in a list. */

import { attrs, html, join, type Markup, type Part } from '#platform/html';
import { chip } from '#platform/page';
import { formatDate, formatPeriod, type Language, say } from '#platform/words';
import { nameOf } from '../portal/frame.html.ts';
import { prefectures } from '../portal/vocabulary.ts';
import type { PublicEvent } from './store.ts';
import { words } from './words.ts';

/** When: one day with its hours, or several days. */
export function whenOf(language: Language, event: Pick<PublicEvent, 'startsAt' | 'endsAt'>): string {
  const day = (at: Date) => formatDate(at, 'ja', 'iso');
  if (day(event.startsAt) !== day(event.endsAt)) return formatPeriod(event.startsAt, event.endsAt, language);
  const end = formatDate(event.endsAt, 'en', 'minute').split(', ')[1]?.replace(' JST', '') ?? '';
  const begin = formatDate(event.startsAt, 'en', 'minute').split(', ')[1]?.replace(' JST', '') ?? '';
  return `${formatDate(event.startsAt, language, 'weekday')} ${begin}${end === begin ? '' : `–${end}`}`;
}

/** Where: prefecture and place, online, or both. */
export function whereOf(language: Language, event: Pick<PublicEvent, 'prefecture' | 'place' | 'isOnline'>): Part {
  const known = prefectures.get(event.prefecture);
  return join(
    [
      ...(known ? [say(known, language)] : []),
      ...(event.place === '' ? [] : [html`<span lang="ja">${event.place}</span>`]),
      ...(event.isOnline ? [say(words.online, language)] : []),
    ],
    ' ',
  );
}

/** Planned, held or cancelled, in words, colour and mark. */
export function statusChip(language: Language, status: PublicEvent['status']): Markup {
  return chip({
    text: say(words[status], language),
    tone: status === 'planned' ? 'info' : status === 'held' ? 'good' : 'warn',
    icon: status === 'planned' ? 'clock' : status === 'cancelled' ? 'cross' : 'check',
  });
}

/** Events below each other. */
export function eventLines(language: Language, events: readonly PublicEvent[]): Markup {
  return html`<ul class="tasks">${events.map(
    (event) =>
      html`<li><div><a${attrs({ href: `/events/${event.id}` })}>${nameOf(language, event)}</a><small>${whenOf(language, event)} ｜ ${whereOf(language, event)}</small><small><span lang="ja">${event.operator}</span></small></div>${statusChip(language, event.status)}</li>`,
  )}</ul>`;
}
