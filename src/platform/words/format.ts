/** Numbers, dates and spans as people write them. All dates are told in the hub's zone, Asia/Tokyo unless said. */
import type { Language } from './language.ts';
import { languageTag } from './language.ts';

const TOKYO = 'Asia/Tokyo';
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const made = new Map<string, unknown>();
/** Intl objects are costly to make and stateless: one for each kind. */
function once<T>(key: string, make: () => T): T {
  let known = made.get(key) as T | undefined;
  if (known === undefined) {
    known = make();
    made.set(key, known);
  }
  return known;
}

const locale = (language: Language) => (languageTag(language) === 'en' ? 'en-GB' : 'ja-JP');

/** A quantity with its separators: 5,443. `digits` fixes the decimals, `signed` writes + and a true minus sign. */
export function formatNumber(
  value: number | bigint,
  language: Language,
  options: { readonly digits?: number; readonly signed?: boolean } = {},
): string {
  const { digits, signed = false } = options;
  const format = once(`number ${language} ${digits} ${signed}`, () => {
    const fixed =
      digits === undefined
        ? { maximumFractionDigits: 2 }
        : { minimumFractionDigits: digits, maximumFractionDigits: digits };
    return new Intl.NumberFormat(locale(language), { ...fixed, signDisplay: signed ? 'exceptZero' : 'negative' });
  });
  return format.format(value).replace('-', '−');
}

/** A share between 0 and 1 as per cent: 0.56 → 56%. Something is never rounded away to 0% or up to 100%. */
export function formatPercent(share: number, language: Language, digits = 0): string {
  const step = 10 ** -digits;
  const percent = share * 100;
  if (percent > 0 && percent < step / 2) return `<${formatNumber(step, language, { digits })}%`;
  if (percent < 100 && percent >= 100 - step / 2) return `${formatNumber(100 - step, language, { digits })}%`;
  return `${formatNumber(percent, language, { digits })}%`;
}

/** `day` 2026年11月20日 · `minute` adds the time · `month` · `weekday` adds the day of the week · `short` 11/20 · `iso` 2026-11-20. */
export type DateStyle = 'day' | 'minute' | 'month' | 'weekday' | 'short' | 'iso';

/** A moment as a date, in the zone given. Plain Japanese uses 午前 and 午後; English names the zone with a time. */
export function formatDate(at: Date, language: Language, style: DateStyle = 'day', zone = TOKYO): string {
  const p = partsOf(at, zone);
  if (style === 'iso') return `${p.year}-${two(p.month)}-${two(p.day)}`;
  if (languageTag(language) === 'en') return english(at, p, style, zone);
  if (style === 'short') return `${p.month}/${p.day}`;
  if (style === 'month') return `${p.year}年${p.month}月`;
  const day = `${p.year}年${p.month}月${p.day}日`;
  if (style === 'weekday') return `${day}（${weekday(at, 'ja', zone)}${language === 'easy' ? '曜日' : ''}）`;
  if (style === 'day') return day;
  if (language === 'easy') return `${day} ${p.hour < 12 ? '午前' : '午後'}${p.hour % 12}時${two(p.minute)}分`;
  return `${day} ${p.hour}時${two(p.minute)}分`;
}

function english(at: Date, p: DateParts, style: DateStyle, zone: string): string {
  const month = once(`month ${zone}`, () => new Intl.DateTimeFormat('en-GB', { month: 'long', timeZone: zone })).format(
    at,
  );
  if (style === 'short') return `${p.day} ${month.slice(0, 3)}`;
  if (style === 'month') return `${month} ${p.year}`;
  const day = `${p.day} ${month} ${p.year}`;
  if (style === 'weekday') return `${weekday(at, 'en', zone)} ${day}`;
  if (style === 'day') return day;
  return `${day}, ${two(p.hour)}:${two(p.minute)}${zone === TOKYO ? ' JST' : ''}`;
}

/** Two days as one span, without saying the year twice: 2026年10月1日〜11月20日. */
export function formatPeriod(from: Date, to: Date, language: Language, zone = TOKYO): string {
  const [a, b] = [partsOf(from, zone), partsOf(to, zone)];
  const last = formatDate(to, language, 'day', zone);
  if (a.year !== b.year) {
    const first = formatDate(from, language, 'day', zone);
    return languageTag(language) === 'en' ? `${first} to ${last}` : `${first}〜${last}`;
  }
  if (a.month === b.month && a.day === b.day) return last;
  if (languageTag(language) === 'ja') {
    return `${a.year}年${a.month}月${a.day}日〜${a.month === b.month ? '' : `${b.month}月`}${b.day}日`;
  }
  const first = formatDate(from, language, 'day', zone).replace(` ${a.year}`, '');
  return `${a.month === b.month ? first.split(' ')[0] : first} to ${last}`;
}

/** A span of milliseconds in one unit: 6.2日, 19日, 5.5時間, 14分, 50秒. One decimal below ten of a unit. */
export function formatDuration(span: number, language: Language): string {
  const size = Math.abs(span);
  const sign = span < 0 ? '−' : '';
  const [value, unit]: [number, keyof typeof units] =
    size < MINUTE
      ? [size / 1000, 'second']
      : size < HOUR
        ? [size / MINUTE, 'minute']
        : size < 2 * DAY
          ? [size / HOUR, 'hour']
          : [size / DAY, 'day'];
  const fine = (unit === 'day' || unit === 'hour') && value < 9.95;
  const text = formatNumber(value, language, { digits: fine ? 1 : 0 });
  if (languageTag(language) === 'ja') return `${sign}${text}${units[unit]}`;
  return `${sign}${text} ${unit}${text === '1' ? '' : 's'}`;
}

const units = { second: '秒', minute: '分', hour: '時間', day: '日' } as const;

/** How long ago (or ahead) something is, in whole units: 3日前, in 2 hours. */
export function formatAgo(at: Date, now: Date, language: Language): string {
  const span = at.getTime() - now.getTime();
  const size = Math.abs(span);
  const format = once(`ago ${language}`, () => new Intl.RelativeTimeFormat(locale(language), { numeric: 'always' }));
  if (size < MINUTE) return languageTag(language) === 'en' ? 'just now' : 'たった今';
  if (size < HOUR) return tidy(format.format(Math.trunc(span / MINUTE), 'minute'));
  if (size < DAY) return tidy(format.format(Math.trunc(span / HOUR), 'hour'));
  return tidy(format.format(Math.trunc(span / DAY), 'day'));
}
const tidy = (text: string) => text.replace(/(\d) (?=[^\d\sa-z])/g, '$1');

/** A size in bytes: 340 B, 1.2 KB, 48 MB. */
export function formatBytes(bytes: number, language: Language): string {
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < 4) {
    value /= 1000;
    unit += 1;
  }
  return `${formatNumber(value, language, { digits: unit > 0 && value < 9.95 ? 1 : 0 })} ${['B', 'KB', 'MB', 'GB', 'TB'][unit]}`;
}

/** Several names in one sentence: A、B、C or A, B and C. */
export function formatList(names: readonly string[], language: Language): string {
  if (languageTag(language) === 'ja') return names.join('、');
  return once('list en', () => new Intl.ListFormat('en-GB', { type: 'conjunction' })).format(names);
}

interface DateParts {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
}

function partsOf(at: Date, zone: string): DateParts {
  const format = once(
    `parts ${zone}`,
    () =>
      new Intl.DateTimeFormat('en-US', {
        timeZone: zone,
        year: 'numeric',
        month: 'numeric',
        day: 'numeric',
        hour: 'numeric',
        minute: 'numeric',
        hourCycle: 'h23',
      }),
  );
  const found: Record<string, number> = {};
  for (const { type, value } of format.formatToParts(at)) found[type] = Number(value);
  const { year = 0, month = 0, day = 0, hour = 0, minute = 0 } = found;
  return { year, month, day, hour, minute };
}

function weekday(at: Date, tag: 'ja' | 'en', zone: string): string {
  const make = () =>
    new Intl.DateTimeFormat(tag === 'ja' ? 'ja-JP' : 'en-GB', {
      weekday: tag === 'ja' ? 'narrow' : 'long',
      timeZone: zone,
    });
  return once(`weekday ${tag} ${zone}`, make).format(at);
}

const two = (value: number) => String(value).padStart(2, '0');
