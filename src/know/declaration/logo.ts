/** The logo of a declaration: our own drawing. The number stands in it, so that a logo on a wall can be looked up. */
import { formatDeclarationNumber } from './number.ts';

const star = 'M0 -10 2.94 -4.05 9.51 -3.09 4.76 1.55 5.88 8.09 0 5 -5.88 8.09 -4.76 1.55 -9.51 -3.09 -2.94 -4.05Z';
const INK = '#0017c1';
const GOLD = '#b78f00';

/** The logo as SVG text: two hands' arcs around the stars, the words below, the number last. Colours and shape are fixed by its terms. */
export function logoSvg(of: { readonly stars: number; readonly number: string; readonly title: string }): string {
  const width = 26;
  const left = 120 - ((of.stars - 1) * width) / 2;
  const drawn = Array.from(
    { length: of.stars },
    (_, at) => `<path transform="translate(${left + at * width} 74)" d="${star}"/>`,
  ).join('');
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 240 200" role="img" aria-label="${escaped(of.title)} ${'★'.repeat(of.stars)} ${formatDeclarationNumber(of.number)}">
<rect x="2" y="2" width="236" height="196" rx="16" fill="#fff" stroke="${INK}" stroke-width="4"/>
<g fill="none" stroke="${INK}" stroke-width="9" stroke-linecap="round"><path d="M64 98A58 58 0 0 1 112 18"/><path d="M176 98A58 58 0 0 0 128 18"/></g>
<g fill="${GOLD}">${drawn}</g>
<g fill="${INK}" text-anchor="middle" font-family="'Noto Sans JP','Hiragino Sans','Yu Gothic',sans-serif">
<text x="120" y="132" font-size="${of.title.length > 18 ? 13 : 16}" font-weight="700">${escaped(of.title)}</text>
<text x="120" y="156" font-size="13">共助 Kyojo</text>
<text x="120" y="180" font-size="13" letter-spacing="1">${formatDeclarationNumber(of.number)}</text></g></svg>
`;
}

const escaped = (text: string) =>
  text.replace(/[&<>"]/g, (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[sign] ?? sign);
