import { attrs, html, type Markup, type Part } from '#platform/html';
import { type Icon, icon } from '../icons.ts';

/** What a colour stands for. Never alone: a mark and words say the same. */
export type Tone = 'urgent' | 'warn' | 'good' | 'info' | 'quiet';

/** The mark of a tone where none is chosen. */
export const toneIcons: Readonly<Record<Tone, Icon>> = {
  urgent: 'urgent',
  warn: 'alert',
  good: 'check',
  info: 'info',
  quiet: 'dot',
};

/** A state in one or two words. */
export interface ChipOptions {
  readonly text: Part;
  readonly tone: Tone;
  /** Another mark than the tone's own. */
  readonly icon?: Icon | undefined;
}

/** A chip: mark, words and colour say the same thing. */
export function chip(options: ChipOptions): Markup {
  const { text, tone } = options;
  return html`<span class="chip ${tone}">${icon(options.icon ?? toneIcons[tone])}${text}</span>`;
}

/** A place on a ladder of five, told by the number of filled bars as well as by words and colour. */
export interface LevelOptions {
  /** 1 lowest … 5 highest. */
  readonly level: 1 | 2 | 3 | 4 | 5;
  readonly text: string;
}

/** A grade such as a severity. Readable in greyscale: more bars are more. */
export function level(options: LevelOptions): Markup {
  const tone: Tone =
    options.level === 5 ? 'urgent' : options.level === 4 ? 'warn' : options.level === 3 ? 'info' : 'quiet';
  const bars = [1, 2, 3, 4, 5].map((bar) => {
    const height = 4 + bar * 3;
    return html`<rect${attrs({ x: (bar - 1) * 5, y: 20 - height, width: 3.5, height, class: bar > options.level ? 'off' : undefined })}/>`;
  });
  return html`<span class="chip level ${tone}"><svg class="icon" viewBox="0 0 24 20" aria-hidden="true">${bars}</svg>${options.text}</span>`;
}
