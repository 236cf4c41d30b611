import { html } from '#platform/html';
import { type Language, say } from '#platform/words';
import { matrix } from '../table/matrix.ts';
import { pager, pages } from '../table/pager.ts';
import { type TableOptions, table } from '../table/table.ts';
import { chip, level } from '../text/chip.ts';
import { empty } from '../text/notes.ts';
import { type Exhibit, exhibit } from './exhibit.ts';

interface Row {
  readonly organisation: string;
  readonly kind: string;
  readonly grade: 1 | 2 | 3 | 4 | 5;
  readonly count: number | null;
  readonly seen: string;
  readonly fixed: boolean;
}

function findings(language: Language, phone: 'cards' | 'scroll', rows: readonly Row[]): TableOptions<Row> {
  const t = (ja: string, en: string) => say({ ja, en }, language);
  return {
    language,
    phone,
    caption:
      phone === 'cards'
        ? t('見つかったこと。新しい順', 'Findings, newest first')
        : t('見つかったこと（横に動かせます）', 'Findings (scrolls sideways)'),
    columns: [
      {
        key: 'organisation',
        label: t('組織', 'Organisation'),
        header: true,
        cell: (row) => html`<a href="#">${row.organisation}</a>`,
      },
      { key: 'kind', label: t('種類', 'Kind') },
      {
        key: 'grade',
        label: t('重さ', 'Severity'),
        tight: true,
        cell: (row) => level({ level: row.grade, text: row.grade > 3 ? t('高', 'High') : t('低', 'Low') }),
      },
      { key: 'count', label: t('回数', 'Times'), numeric: true, sort: { href: '?order=count' } },
      { key: 'seen', label: t('最後に見た日', 'Last seen'), tight: true, sort: { href: '?order=seen', now: 'down' } },
      {
        key: 'fixed',
        label: t('状態', 'State'),
        tight: true,
        cell: (row) =>
          row.fixed
            ? chip({ text: t('直った', 'Fixed'), tone: 'good' })
            : chip({ text: t('返事なし', 'No answer'), tone: 'warn', icon: 'clock' }),
      },
    ],
    rows,
    empty: empty({ title: t('この条件に合うものはありません', 'Nothing matches') }),
  };
}

function rowsIn(language: Language): readonly Row[] {
  const t = (ja: string, en: string) => say({ ja, en }, language);
  return [
    {
      organisation: t('株式会社みほん製作所', 'Mihon Works, Ltd.'),
      kind: t('録画機の初期パスワード', 'Recorder with its first password'),
      grade: 4,
      count: 6,
      seen: '2026-11-20',
      fixed: false,
    },
    {
      organisation: t(
        '独立行政法人みほん県央地域広域医療情報連携推進機構',
        'Agency for Regional Medical Information Exchange of Central Mihon',
      ),
      kind: t('公開されたデータベース', 'Exposed database'),
      grade: 5,
      count: 1204,
      seen: '2026-11-19',
      fixed: false,
    },
    {
      organisation: t('みほん町立みほん小学校', 'Mihon Primary School'),
      kind: t('オープンリゾルバー', 'Open resolver'),
      grade: 2,
      count: null,
      seen: '2026-11-02',
      fixed: true,
    },
  ];
}

/** Tables and the ways through lists. */
export const tableExhibits: readonly Exhibit[] = [
  exhibit((options: TableOptions<Row>) => table(options))({
    name: 'table',
    purpose: 'Rows that look alike. On phones it scrolls in its own box, or each row becomes a card.',
    call: "table({ language, caption, columns: [{ key, label, header, numeric, cell, sort }], rows, empty, phone: 'cards' })",
    examples: (language) => ({
      cards: findings(language, 'cards', rowsIn(language)),
      scroll: findings(language, 'scroll', rowsIn(language)),
      none: findings(language, 'scroll', []),
    }),
  }),
  exhibit(matrix)({
    name: 'matrix',
    purpose: 'Who is reached by which means, and the holes in it; kinds have a mark besides the colour.',
    call: 'matrix({ language, caption, corner, columns, rows: [{ label, cells: { young: [{ text, kind, href }], old: { gap } } }], kinds })',
    examples: (language, t) => ({
      small: {
        language,
        caption: t('だれに、どんな方法で届いているか', 'Who is reached by which means'),
        corner: t('方法', 'Means'),
        columns: [
          { key: 'young', label: t('若い人', 'Young people') },
          { key: 'small', label: t('小さな会社', 'Small firms') },
        ],
        rows: [
          {
            label: t('道具・教材', 'Tools'),
            cells: {
              young: [
                { text: t('トラブル事例集', 'Book of cases'), href: '#', kind: 'public' },
                { text: t('教育ゲーム', 'Learning game'), kind: 'private' },
              ],
              small: { gap: t('届く教材がありません', 'No material reaches them') },
            },
          },
        ],
        kinds: {
          public: { mark: t('公', 'P'), label: t('公の取組', 'Public') },
          private: { mark: t('民', 'C'), label: t('民の取組', 'Civil') },
        },
      },
    }),
  }),
  exhibit(pager)({
    name: 'pager',
    purpose: 'The way through a long list read by keys.',
    call: 'pager({ language, previous, next, shown, total })',
    examples: (language, t) => ({
      middle: { language, previous: '?before=a', next: '?after=b', shown: t('51〜100件目', '51–100'), total: 112379 },
      first: {
        language,
        next: '?after=b',
        shown: t('1〜50件目', '1–50'),
        label: t('届いた報告の続き', 'More reports'),
      },
    }),
  }),
  exhibit(pages)({
    name: 'pages',
    purpose: 'The way through a short list with numbered pages.',
    call: 'pages({ language, current, last, href: (page) => … })',
    examples: (language, t) => ({
      middle: {
        language,
        current: 5,
        last: 12,
        label: t('催しの続き', 'More events'),
        href: (page: number) => `?page=${page}`,
      },
    }),
  }),
];
