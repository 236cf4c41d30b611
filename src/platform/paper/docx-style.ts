/** Styles and list numbers of our Word files. */

import { AlignmentType, type INumberingOptions, type IStylesOptions, LevelFormat, LineRuleType } from 'docx';
import type { Language } from '#platform/words';
import type { Paper } from './blocks.ts';

/** The gothic that Word has on Windows and on a Mac with Office; others substitute by family. */
const font = { ascii: 'Yu Gothic', hAnsi: 'Yu Gothic', eastAsia: 'Yu Gothic', cs: 'Yu Gothic' } as const;
const ink = '1A1A1C';
const soft = '626264';
const key = '0017C1';

/** The indent of a list level, text hanging beside its mark. */
export function indentOf(level: number): { left: number; hanging: number } {
  return { left: 480 + level * 480, hanging: 480 };
}

function level(format: (typeof LevelFormat)[keyof typeof LevelFormat], text: string, depth = 0) {
  return [
    {
      level: 0,
      format,
      text,
      alignment: AlignmentType.START,
      style: { paragraph: { indent: indentOf(depth) } },
    },
  ];
}

/** The lists a block may ask for, by its `look`. */
export function numbering(language: Language): INumberingOptions {
  return {
    config: [
      { reference: 'dot', levels: level(LevelFormat.BULLET, '•') },
      { reference: 'check', levels: level(LevelFormat.BULLET, '☐') },
      { reference: 'number', levels: level(LevelFormat.DECIMAL, '%1.') },
      { reference: 'bracket', levels: level(LevelFormat.DECIMAL, '(%1)') },
      {
        reference: 'nested',
        levels: level(
          language === 'en' ? LevelFormat.LOWER_LETTER : LevelFormat.AIUEO_FULL_WIDTH,
          language === 'en' ? '%1.' : '%1',
          1,
        ),
      },
    ],
  };
}

/**
 * Line spacing in points, exact: Yu Gothic's own line is 1.7 times its size, so a multiple of it would tear the page
 * apart in Word while looking right everywhere else. Pictures need the style `Picture`, or they are cut off.
 */
function lines(points: number, before: number, after: number) {
  return { line: Math.round(points * 20), lineRule: LineRuleType.EXACT, before, after };
}

/** Styles for one paper; やさしい日本語 is set larger and looser. Sizes are in half points, as Word counts. */
export function stylesFor(paper: Paper): IStylesOptions {
  const base =
    (paper.language === 'easy' ? 23 : 21) -
    (paper.size === 'a6' ? 5 : paper.size === 'a5' ? 2 : 0) +
    (paper.frame === 'poster' ? 4 : 0);
  const ja = paper.language !== 'en';
  const heading = (size: number, before: number) => ({
    run: { font, size, bold: true, color: ink },
    paragraph: { spacing: lines(size * 0.7, before, 120), keepNext: true },
  });
  return {
    default: {
      document: {
        run: {
          font,
          size: base,
          color: ink,
          language: ja ? { value: 'ja-JP', eastAsia: 'ja-JP' } : { value: 'en-GB', eastAsia: 'ja-JP' },
        },
        paragraph: {
          spacing: lines(base * (ja ? 0.83 : 0.72), 0, 120),
          alignment: ja && paper.language !== 'easy' ? AlignmentType.BOTH : AlignmentType.START,
        },
      },
      title: {
        run: { font, size: paper.title.length > 18 ? base + 11 : base + 16, bold: true, color: ink },
        paragraph: {
          spacing: lines((base + 16) * 0.72, 0, 160),
          alignment: AlignmentType.START,
          border: { bottom: { style: 'single', size: 12, color: key, space: 6 } },
        },
      },
      heading1: heading(base + 5, 360),
      heading2: heading(base + 2, 280),
      heading3: heading(base, 220),
      hyperlink: { run: { color: key, underline: {} } },
    },
    paragraphStyles: [
      { id: 'Entry', name: 'Entry', basedOn: 'Normal', paragraph: { spacing: lines(base * (ja ? 0.8 : 0.7), 0, 50) } },
      {
        id: 'Issuer',
        name: 'Issuer',
        basedOn: 'Normal',
        run: { color: soft },
        paragraph: { spacing: lines(base * 0.8, 0, 60) },
      },
      {
        id: 'Picture',
        name: 'Picture',
        basedOn: 'Normal',
        paragraph: { spacing: { line: 240, lineRule: LineRuleType.AUTO, before: 120, after: 60 } },
      },
      { id: 'Lead', name: 'Lead', basedOn: 'Normal', run: { size: base + 2 } },
      { id: 'Small', name: 'Small', basedOn: 'Normal', run: { size: base - 3, color: soft } },
      {
        id: 'Cell',
        name: 'Cell',
        basedOn: 'Normal',
        run: { size: base - 1 },
        paragraph: { spacing: lines(base * 0.68, 0, 0), alignment: AlignmentType.START },
      },
      {
        id: 'Foot',
        name: 'Foot',
        basedOn: 'Normal',
        run: { size: 16, color: soft },
        paragraph: { alignment: AlignmentType.START },
      },
    ],
  };
}
