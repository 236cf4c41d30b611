/** What detectors measured, said so that a person can check it: one short phrase for each value, the telling ones first. */
import { formatBytes, formatNumber, formatPercent, type Language, say } from '#platform/words';
import { type Phrase, phrases, type Shape, values } from './reason-words.ts';

/** Not worth telling: says nothing, or only what is usual. */
const dull: Readonly<Record<string, string>> = { 'connections-a-beat': '1', pieces: '1', sources: '1' };

/** The phrases for one alert's reasons; a value without a phrase is told by its own name rather than hidden. */
export function sayReasons(reasons: Readonly<Record<string, string>>, language: Language): string[] {
  const known = Object.keys(phrases).filter((name) => name in reasons);
  const unknown = Object.keys(reasons).filter((name) => !(name in phrases));
  return [...known, ...unknown].flatMap((name) => {
    const value = reasons[name] ?? '';
    if (value === '' || dull[name] === value) return [];
    const phrase: Phrase = phrases[name] ?? { ja: `${name} {value}`, en: `${name} {value}`, shape: 'text' };
    const shown = show(value, phrase.shape, language);
    return shown === undefined ? [] : [say(phrase, language, phrase.shape === 'yes' ? {} : { value: shown })];
  });
}

function show(value: string, shape: Shape, language: Language): string | undefined {
  const named = values[value];
  if (named) return say(named, language);
  const number = Number(value);
  if (shape === 'text' || Number.isNaN(number)) return value;
  if (shape === 'yes') return number > 0 ? '' : undefined;
  if (shape === 'percent') return formatPercent(number, language);
  if (shape === 'octets') return formatBytes(number, language);
  if (shape === 'seconds') return sayLasting(number, language);
  return formatNumber(number, language, { digits: Number.isInteger(number) ? 0 : 1 });
}

/** `90 s`, `4.5 min`, `3 h`: the unit in which a person reads the length. */
export function sayLasting(seconds: number, language: Language): string {
  const [by, ja, en] =
    seconds < 120
      ? [1, '秒', 's']
      : seconds < 7200
        ? [60, '分', 'min']
        : seconds < 172_800
          ? [3600, '時間', 'h']
          : [86_400, '日', 'days'];
  const count = Math.round((10 * seconds) / by) / 10;
  const shown = formatNumber(count, language, { digits: count < 100 && !Number.isInteger(count) ? 1 : 0 });
  return language === 'en' ? `${shown} ${en}` : `${shown}${ja}`;
}
