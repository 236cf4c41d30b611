import { attrs, html, type Markup, nothing, type Part } from '#platform/html';
import { formatNumber, formatPercent, type Language } from '#platform/words';
import { percentOf } from './scale.ts';

/** Few large numbers. */
export interface BigOptions {
  readonly figures: readonly {
    readonly label: string;
    /** The number as it is read, already formatted. */
    readonly value: string;
    readonly unit?: string | undefined;
    /** What it is compared with, or what it rests on. */
    readonly note?: Part;
    readonly href?: string | undefined;
  }[];
}

/** Big numbers, each with its name above and what it means below. */
export function big(options: BigOptions): Markup {
  if (options.figures.length === 0) return nothing;
  return html`<dl class="big">${options.figures.map(
    ({ label, value, unit, note, href }) =>
      html`<div><dt>${href ? html`<a${attrs({ href })}>${label}</a>` : label}</dt><dd><b>${value}</b>${unit ? html`<span>${unit}</span>` : ''}${note ? html`<small>${note}</small>` : ''}</dd></div>`,
  )}</dl>`;
}

/** Stages that grow fewer from left to right. */
export interface FunnelOptions {
  readonly language: Language;
  /** What the stages count, for screen readers. */
  readonly label: string;
  readonly stages: readonly {
    readonly label: string;
    readonly value: number;
    readonly note?: Part;
    readonly href?: string | undefined;
    /** The stage that counts: what was reached in the end. */
    readonly goal?: boolean | undefined;
  }[];
}

/** A funnel. Every bar and share is of the first stage; a stage may be larger than the one before it. */
export function funnel(options: FunnelOptions): Markup {
  const { language, label, stages } = options;
  const whole = stages[0]?.value ?? 0;
  return html`<ol class="funnel" aria-label="${label}">${stages.map(({ label, value, note, href, goal }, index) => {
    const share = index === 0 || whole === 0 ? '' : formatPercent(Math.min(1, value / whole), language);
    return html`<li${attrs({ class: goal ? 'goal' : undefined })}><span class="funnel-label">${href ? html`<a${attrs({ href })}>${label}</a>` : label}</span><b>${formatNumber(value, language)}</b>${meter(percentOf(value, whole))}<span class="funnel-note">${share}${share && note ? html`<span>${note}</span>` : (note ?? '')}</span></li>`;
  })}</ol>`;
}

/** A bar of a share; the number beside it says the same. */
export function meter(percent: number): Markup {
  return html`<svg class="meter" aria-hidden="true"><rect class="meter-all" width="100%" height="100%" rx="3"/><rect class="meter-part" width="${percent}%" height="100%" rx="3"/></svg>`;
}

/** A difference with the interval it may lie in, on an axis with zero in the middle. */
export interface IntervalOptions {
  readonly language: Language;
  readonly low: number;
  readonly mid: number;
  readonly high: number;
  /** The axis runs from minus this to plus this. */
  readonly reach: number;
}

/** A difference that says whether it can be told from none: filled when the interval leaves zero out. */
export function interval(options: IntervalOptions): Markup {
  const { language, low, mid, high, reach } = options;
  const x = (value: number) => percentOf(Math.max(-reach, Math.min(reach, value)) + reach, 2 * reach);
  const clear = low > 0 || high < 0;
  const said = (value: number, signed = false) => formatNumber(value, language, { signed });
  return html`<span class="interval${clear ? ' clear' : ''}"><span class="num"><b>${said(mid, true)}</b> [${said(low)}, ${said(high)}]</span><svg aria-hidden="true"><line class="zero" x1="50%" x2="50%" y1="0" y2="100%"/><line x1="${x(low)}%" x2="${x(high)}%" y1="50%" y2="50%"/><circle cx="${x(mid)}%" cy="50%" r="4"/></svg></span>`;
}
