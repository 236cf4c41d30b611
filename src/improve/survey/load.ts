/** The two surveys whose tables the report prints, as waves: whole numbers only; what stands in a picture only has no number. */

import { createHash } from 'node:crypto';
import type { House } from '#platform/house';
import type { Queries } from '#platform/postgres';
import { type Figure, numberOf } from '../figures/index.ts';
import { findFigure } from '../statistics/load.ts';
import { type AskedQuestion, putWave, type SurveyLine, takenBy, type Wave } from './store.ts';

/** 国立大学法人等 91, 50 items, 48 with a number; the printed percentages are not taken over. */
export function universities(figure: Figure): { readonly survey: SurveyLine; readonly wave: Wave } {
  return {
    survey: {
      id: 'universities',
      name: figure.title.ja,
      nameEn: figure.title.en,
      asked: figure.denominator?.ja ?? '',
      askedEn: figure.denominator?.en ?? '',
    },
    wave: {
      ...waveOf(figure, '2020-03'),
      asked: 91,
      questions: figure.rows.map((row): AskedQuestion => {
        const number = numberOf(row.values.count);
        return {
          ...questionOf(row),
          kind: 'one',
          answers: [
            {
              answer: 'doing',
              label: '行っている',
              labelEn: 'doing it',
              role: 'counts',
              fromValue: null,
              toValue: null,
              toIncluded: true,
              number,
              state: number === null ? 'not-published' : 'exact',
            },
            {
              answer: 'other',
              label: '行っていない・途中・該当なし',
              labelEn: 'not, partway or not applicable',
              role: 'counts',
              fromValue: null,
              toValue: null,
              toIncluded: true,
              number: null,
              state: 'not-published',
            },
          ],
        };
      }),
    },
  };
}

/** 独立行政法人等 96, by band of compliance: eleven bands whose numbers stand in a picture only. */
export function complianceBands(figure: Figure): { readonly survey: SurveyLine; readonly wave: Wave } {
  const edges = (key: string): readonly [number, number] => {
    const [from = 0, to = from] = key.split('-').map(Number);
    return [from, to];
  };
  return {
    survey: {
      id: 'compliance-bands',
      name: '独立行政法人・指定法人の情報セキュリティ対策の遵守率（11階級）',
      nameEn: 'Compliance of agencies with the common standards, eleven bands',
      asked: '独立行政法人87と指定法人9、計96法人',
      askedEn: '87 incorporated agencies and 9 designated corporations, 96 in all',
    },
    wave: {
      ...waveOf(figure, '2019-12'),
      asked: 96,
      questions: [
        {
          question: 'part-2',
          part: '',
          partEn: '',
          wording: '第2部（全160項目）の遵守率',
          wordingEn: 'Share of the 160 items of part 2 that are kept',
          kind: 'band',
          lineFrom: figure.source.lines[0],
          lineTo: figure.source.lines[1],
          answers: figure.rows.map((row) => {
            const [fromValue, toValue] = edges(row.key);
            return {
              answer: row.key,
              label: row.label.ja,
              labelEn: row.label.en,
              role: 'counts',
              fromValue,
              toValue,
              toIncluded: true,
              number: null,
              state: 'not-published',
            };
          }),
        },
      ],
    },
  };
}

function waveOf(figure: Figure, wave: string): Omit<Wave, 'questions' | 'asked'> {
  return {
    wave,
    referenceOn: figure.columns[0]?.period?.to ?? '',
    respondents: figure.denominator?.count ?? 1,
    source: 'サイバーセキュリティ2020',
    cites: { document: figure.source.document, lines: figure.source.lines },
    note: figure.notes.map((note) => note.ja).join(''),
    noteEn: figure.notes.map((note) => note.en).join(' '),
  };
}

function questionOf(
  row: Figure['rows'][number],
): Pick<AskedQuestion, 'question' | 'part' | 'partEn' | 'wording' | 'wordingEn' | 'lineFrom' | 'lineTo'> {
  return {
    question: row.key,
    part: row.group?.ja ?? '',
    partEn: row.group?.en ?? '',
    wording: row.label.ja,
    wordingEn: row.label.en,
    lineFrom: row.lines[0],
    lineTo: row.lines[1],
  };
}

/** Takes both in, once and again when a release brings them changed; a wave a person has replaced stays. */
export async function takeShippedSurveys(house: House, q: Queries): Promise<void> {
  for (const [id, make] of [
    ['universities', universities],
    ['compliance-bands', complianceBands],
  ] as const) {
    const figure = findFigure(id);
    if (!figure) continue;
    const { survey, wave } = make(figure);
    const actor = `import:${createHash('sha256')
      .update(JSON.stringify([survey, wave]))
      .digest('hex')
      .slice(0, 12)}`;
    const by = await takenBy(q, survey.id, wave.wave);
    if (by === undefined || (by.startsWith('import:') && by !== actor)) await putWave(house, q, survey, wave, actor);
  }
}
