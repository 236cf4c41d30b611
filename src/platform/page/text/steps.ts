import { attrs, html, type Markup, type Part } from '#platform/html';
import { type Language, say } from '#platform/words';
import { icon } from '../icons.ts';
import { words } from '../words.ts';

/** One thing to do. */
export interface Step {
  /** The act, in one line. */
  readonly title: Part;
  /** How, or what to do if it does not work. */
  readonly detail?: Part;
  readonly done?: boolean | undefined;
  /** A field or button of this step, such as a box to tick it off. */
  readonly action?: Part;
}

/** What to do now, in order, at most five. */
export interface StepsOptions {
  readonly language: Language;
  readonly steps: readonly Step[];
}

/** Numbered steps; a finished one keeps its place and says so in words. */
export function steps(options: StepsOptions): Markup {
  const { language } = options;
  return html`<ol class="steps">${options.steps.map(
    ({ title, detail, done, action }, index) =>
      html`<li${attrs({ class: done ? 'done' : undefined })}><span class="step-mark" aria-hidden="true">${done ? icon('check') : index + 1}</span><div><b>${title}</b>${done ? html` <span class="step-done">${say(words.done, language)}</span>` : ''}${detail ? html`<div class="step-detail">${detail}</div>` : ''}${action ?? ''}</div></li>`,
  )}</ol>`;
}

/** Where somebody stands on a way of several pages. */
export interface ProgressOptions {
  readonly language: Language;
  readonly stages: readonly string[];
  /** Index of the stage being worked on. */
  readonly current: number;
}

/** The stages of a form of several pages: finished, current, still to come. */
export function progress(options: ProgressOptions): Markup {
  const { language, stages, current } = options;
  return html`<ol class="progress">${stages.map((stage, index) => {
    const state = index < current ? 'done' : index === current ? 'now' : 'later';
    const said = state === 'done' ? say(words.done, language) : state === 'now' ? say(words.current, language) : '';
    return html`<li${attrs({ class: state, 'aria-current': state === 'now' ? 'step' : undefined })}><span class="step-mark" aria-hidden="true">${state === 'done' ? icon('check') : index + 1}</span><span>${stage}</span>${said ? html`<span class="unseen">（${said}）</span>` : ''}</li>`;
  })}</ol>`;
}
