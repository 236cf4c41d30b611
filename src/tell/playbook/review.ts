import { readingsOf } from './readings.ts';
import type { languages, Words } from './schema.ts';

/** What やさしい日本語 may hold: `easy-words.yaml`. */
export interface EasyWords {
  /** Kanji that need no reading. */
  readonly simple: string;
  /** Words that a plain text does not use. */
  readonly difficult: readonly string[];
}

type Tongue = (typeof languages)[number];

/** Longest title: full-width signs in Japanese (a Latin letter counts half), letters in English. */
const longestTitle: Readonly<Record<Tongue, number>> = { ja: 45, easy: 45, en: 75 };
/** Longest sentence, counted the same way and without commands in quotation marks, which are copied and not read. */
const longestSentence: Readonly<Record<Tongue, number>> = { ja: 75, easy: 50, en: 190 };

/**
 * Reads the words of a playbook as an editor would and gives one remark for each thing to mend: a long title or
 * sentence, a sentence without its end, a step said twice, a request in やさしい日本語 that does not ask, a difficult
 * word or a kanji without its reading there.
 */
export function reviewWords(words: Words, language: Tongue, easy: EasyWords): string[] {
  return [
    ...reviewTitle(words.title, language),
    ...sentencesOf(words, language)
      .filter((sentence) => lengthOf(sentence, language) > longestSentence[language])
      .map((sentence) => `long sentence: ${sentence}`),
    ...reviewTone(words, language),
    ...(language === 'easy' ? textsOf(words).flatMap((text) => reviewPlain(text, easy)) : []),
  ];
}

function reviewTitle(title: string, language: Tongue): string[] {
  const shown = readable(title);
  return [
    ...(lengthOf(shown, language) > longestTitle[language] ? [`long title: ${shown}`] : []),
    ...(/[。.]$/.test(shown) ? [`full stop in the title: ${shown}`] : []),
  ];
}

function reviewTone(words: Words, language: Tongue): string[] {
  const prose = [words.happened, words.could, words.ask, words.check, ...words.steps.map(({ how }) => how)];
  const end = language === 'en' ? /[.?”]$/ : /。$/;
  const asked = words.steps.map((step) => step.do);
  return [
    ...prose.filter((text) => !end.test(text)).map((text) => `open end: ${text}`),
    ...prose.filter((text) => /(である|されたし|べし)。/.test(text)).map((text) => `stiff: ${text}`),
    ...asked.filter((text, index) => asked.indexOf(text) !== index).map((text) => `said twice: ${text}`),
    ...(language === 'easy'
      ? asked.filter((text) => !/ください。$/.test(text)).map((text) => `does not ask: ${text}`)
      : []),
  ];
}

function reviewPlain(text: string, easy: EasyWords): string[] {
  const shown = readable(text);
  const simple = new Set(easy.simple);
  const unread = readingsOf(text)
    .filter((piece) => piece.reading === undefined)
    .flatMap((piece) => piece.text.match(/\p{Script=Han}/gu) ?? [])
    .filter((kanji) => !simple.has(kanji));
  return [
    ...easy.difficult.filter((word) => shown.includes(word)).map((word) => `difficult (${word}): ${text}`),
    ...readingsOf(text)
      .filter((piece) => piece.reading === undefined && /（[\u3041-\u3096ー]+）/.test(piece.text))
      .map((piece) => `a reading without its word: ${piece.text}`),
    ...(unread.length > 0 ? [`no reading (${unread.join('')}): ${text}`] : []),
  ];
}

/** All texts of one wording in the order in which they are read. */
export function textsOf(words: Words): string[] {
  const { title, happened, could, steps, ask, check } = words;
  return [title, happened, could, ...steps.flatMap((step) => [step.do, step.how]), ask, check];
}

function sentencesOf(words: Words, language: Tongue): string[] {
  return textsOf(words)
    .flatMap((text) => text.split(language === 'en' ? /(?<=[.!?]) / : /(?<=。)/))
    .map((sentence) =>
      readable(sentence)
        .replace(/「[\x20-\x7e]+」/g, '「」')
        .replace(/“[^”]*[_=-][^”]*”/g, '“”'),
    );
}

/** The text without its readings. */
function readable(text: string): string {
  return readingsOf(text)
    .map((piece) => piece.text)
    .join('');
}

function lengthOf(text: string, language: Tongue): number {
  if (language === 'en') return text.length;
  return [...text].reduce((sum, sign) => sum + ((sign.codePointAt(0) as number) < 0x2000 ? 0.5 : 1), 0);
}
