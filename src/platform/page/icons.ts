import { type Markup, raw } from '#platform/html';

/** Paths on a 24 × 24 grid, drawn in the colour of the text beside them, so that they print and survive forced colours. */
const paths = {
  check: 'M9.5 16.2 5.3 12l-1.4 1.4 5.6 5.6 11-11L19.1 6.600z',
  alert: 'M12 2 1 21h22L12 2zm-1 8h2v5h-2v-5zm0 7h2v2h-2v-2z',
  urgent: 'M8 2h8l6 6v8l-6 6H8l-6-6V8l6-6zm3 5v7h2V7h-2zm0 9v2h2v-2h-2z',
  info: 'M12 2a10 10 0 1 0 0 20 10 10 0 0 0 0-20zm-1 5h2v2h-2V7zm0 4h2v6h-2v-6z',
  cross:
    'm12 10.600 5.300-5.300 1.400 1.400-5.300 5.300 5.300 5.300-1.400 1.400-5.300-5.300-5.300 5.300-1.400-1.400 5.300-5.300-5.300-5.300 1.400-1.400z',
  clock:
    'M12 2a10 10 0 1 0 0 20 10 10 0 0 0 0-20zm0 2a8 8 0 1 1 0 16 8 8 0 0 1 0-16zm-1 3v6l4.800 2.900 1-1.700-3.800-2.200V7h-2z',
  pause: 'M7 5h3v14H7V5zm7 0h3v14h-3V5z',
  dot: 'M12 7a5 5 0 1 0 0 10 5 5 0 0 0 0-10z',
  again: 'M12 5V1L7 6l5 5V7a5 5 0 1 1-5 5H5a7 7 0 1 0 7-7z',
  help: 'M12 2a10 10 0 1 0 0 20 10 10 0 0 0 0-20zm1 17h-2v-2h2v2zm2-7.700-.9.9c-.7.7-1.100 1.300-1.100 2.800h-2v-.5c0-1.100.4-2.100 1.100-2.800l1.300-1.300c.4-.4.6-.9.6-1.400a2 2 0 1 0-4 0H8a4 4 0 1 1 8 0c0 .9-.4 1.700-1 2.300z',
  mail: 'M3 5h18v14H3V5zm2 3.200V17h14V8.200l-7 4.500-7-4.500zM6 7l6 4 6-4H6z',
  file: 'M6 2h8l6 6v14H4V2h2zm7 2H6v16h12V9h-5V4z',
  up: 'M12 7l6 8H6z',
  down: 'M12 17 6 9h12z',
  both: 'M12 4l4 6H8zm0 16-4-6h8z',
  right: 'm9 5-1.400 1.400L13.200 12l-5.600 5.600L9 19l7-7z',
  left: 'm15 5 1.400 1.400L10.800 12l5.600 5.600L15 19l-7-7z',
  menu: 'M3 6h18v2H3V6zm0 5h18v2H3v-2zm0 5h18v2H3v-2z',
  plus: 'M11 5h2v6h6v2h-6v6h-2v-6H5v-2h6V5z',
  person: 'M12 4a4 4 0 1 0 0 8 4 4 0 0 0 0-8zm0 10c-4 0-8 2-8 5v1h16v-1c0-3-4-5-8-5z',
} as const;

/** The name of a mark. */
export type Icon = keyof typeof paths;

/** All names, for the kit page. */
export const iconNames = Object.keys(paths) as readonly Icon[];

const drawn = new Map<string, Markup>();

/** A mark beside words. It says nothing by itself: screen readers skip it, so the words must say it all. */
export function icon(name: Icon): Markup {
  let known = drawn.get(name);
  if (!known) {
    known = raw(
      `<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><path d="${paths[name].replace(/(\.\d)0+/g, '$1')}"/></svg>`,
    );
    drawn.set(name, known);
  }
  return known;
}
