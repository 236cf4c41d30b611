/** The drawings that may stand above a question, as data: shapes and what they show. */
import { z } from 'zod';
import { attrs, html, type Markup, nothing } from '#platform/html';
import type { Language } from '#platform/words';
import { readYaml } from './load.ts';
import { Texts } from './texts.ts';

const number = '-?\\d+(?:\\.\\d+)?';
/** Shapes only: nothing of a drawing is ever taken for markup. */
const Shape = z
  .string()
  .regex(new RegExp(`^[~#]?(?:r(?: ${number}){4,5}|o(?: ${number}){3}|d M[-MmLlHhVvCcAaZz0-9. ]+)$`));
const Pictures = z.strictObject({
  pictures: z.array(z.strictObject({ id: z.string(), alt: Texts, draw: z.array(Shape).min(1) })),
});

/** One drawing. */
export type Picture = z.infer<typeof Pictures>['pictures'][number];

/** Every drawing we ship, by its name. */
export const pictures: ReadonlyMap<string, Picture> = new Map(
  readYaml(new URL('../../../content/assessments/pictures.yaml', import.meta.url).pathname, Pictures).pictures.map(
    (picture) => [picture.id, picture],
  ),
);

/** A drawing with what it shows as its name for those who do not see it; nothing where there is none of that name. */
export function drawPicture(id: string | undefined, language: Language): Markup {
  const picture = pictures.get(id ?? '');
  if (!picture) return nothing;
  return html`<svg viewBox="0 0 120 80" width="120" height="80" role="img" aria-label="${picture.alt[language]}" fill="none" stroke="currentColor" stroke-width="2.5" stroke-linecap="round" stroke-linejoin="round">${picture.draw.map(drawShape)}</svg>`;
}

function drawShape(shape: string): Markup {
  const mark = /^[~#]/.exec(shape)?.[0];
  const [kind, ...rest] = shape.slice(mark ? 1 : 0).split(' ');
  const fill = mark === '~' ? '#d9e6ff' : mark === '#' ? 'currentColor' : undefined;
  if (kind === 'd') return html`<path${attrs({ d: rest.join(' '), fill })}/>`;
  const [x, y, w, h, rx] = rest;
  if (kind === 'o') return html`<circle${attrs({ cx: x, cy: y, r: w, fill })}/>`;
  return html`<rect${attrs({ x, y, width: w, height: h, rx, fill })}/>`;
}
