/** Figures: every drawing has its numbers in words beside it, and is read as well in grey. */
export { type BarsOptions, bars, type HeatOptions, heat } from './bars.ts';
export { type BigOptions, big, type FunnelOptions, funnel, type IntervalOptions, interval, meter } from './figures.ts';
export { type LineOptions, line, type MultiplesOptions, multiples, type Series, sparkline } from './line.ts';
