/**
 * Events as iCalendar (RFC 5545), for the calendars people have: stable UIDs, SEQUENCE and LAST-MODIFIED so that a change replaces what is there, and
 * cancelled events stay, marked so, because one that only vanishes stays in the reader's calendar.
 */

import { prefectures } from '../portal/vocabulary.ts';
import type { PublicEvent } from './store.ts';

const stamp = (at: Date) => at.toISOString().replace(/[-:]/g, '').replace(/\.\d+/, '');
const escaped = (text: string) => text.replace(/[\\;,]/g, (sign) => `\\${sign}`).replace(/\r?\n/g, '\\n');

/** A content line, folded at 75 octets without cutting a sign (RFC 5545, 3.1). */
function folded(line: string): string {
  const out: string[] = [];
  let piece = '';
  let bytes = 0;
  for (const sign of line) {
    const size = Buffer.byteLength(sign);
    if (bytes + size > 74) {
      out.push(piece);
      piece = ' ';
      bytes = 1;
    }
    piece += sign;
    bytes += size;
  }
  return [...out, piece].join('\r\n');
}

/** A calendar of these events; `name` is shown by the reader's calendar, `url` the hub's public address. */
export function calendarOf(
  events: readonly PublicEvent[],
  options: { readonly name: string; readonly url: string },
): string {
  const host = new URL(options.url).host;
  const lines = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Kyojo//Portal//JA',
    'CALSCALE:GREGORIAN',
    'METHOD:PUBLISH',
    `X-WR-CALNAME:${escaped(options.name)}`,
    'REFRESH-INTERVAL;VALUE=DURATION:PT6H',
    ...events.flatMap((event) => {
      const place = [prefectures.get(event.prefecture)?.ja ?? '', event.place, event.isOnline ? 'オンライン' : '']
        .filter((part) => part !== '')
        .join(' ');
      return [
        'BEGIN:VEVENT',
        `UID:${event.id}@${host}`,
        `DTSTAMP:${stamp(event.changedAt)}`,
        `CREATED:${stamp(event.createdAt)}`,
        `LAST-MODIFIED:${stamp(event.changedAt)}`,
        `SEQUENCE:${event.sequence}`,
        `DTSTART:${stamp(event.startsAt)}`,
        `DTEND:${stamp(event.endsAt)}`,
        `SUMMARY:${escaped(event.name)}`,
        ...(place === '' ? [] : [`LOCATION:${escaped(place)}`]),
        ...(event.what === '' ? [] : [`DESCRIPTION:${escaped(event.what)}`]),
        `STATUS:${event.status === 'cancelled' ? 'CANCELLED' : 'CONFIRMED'}`,
        `URL:${options.url}/events/${event.id}`,
        'END:VEVENT',
      ];
    }),
    'END:VCALENDAR',
    '',
  ];
  return lines.map(folded).join('\r\n');
}
