import { bars, heat } from '../chart/bars.ts';
import { big, funnel, interval } from '../chart/figures.ts';
import { line, multiples, sparkline } from '../chart/line.ts';
import { restsOn } from '../text/notes.ts';
import { type Exhibit, exhibit } from './exhibit.ts';

/** Figures. */
export const chartExhibits: readonly Exhibit[] = [
  exhibit(big)({
    name: 'chart.big',
    purpose: 'Few large numbers, each with its name above and what it means below.',
    call: 'chart.big({ figures: [{ label, value, unit, note }] })',
    examples: (_, t) => ({
      today: {
        figures: [
          {
            label: t('今日届いた報告', 'Reports today'),
            value: '1,204,551',
            unit: t('行', 'lines'),
            note: t('12の情報源から', 'from 12 feeds'),
          },
          { label: t('知らせた組織', 'Organisations told'), value: '318', href: '#' },
          { label: t('読めなかった行', 'Lines not read'), value: '27', note: t('0.002%', '0.002%') },
        ],
      },
    }),
  }),
  exhibit(funnel)({
    name: 'chart.funnel',
    purpose: 'Stages that grow fewer; every bar and share is of the first.',
    call: 'chart.funnel({ language, label, stages: [{ label, value, note, goal }] })',
    examples: (language, t) => ({
      loop: {
        language,
        label: t('知らせて、直るまで', 'From telling to fixing'),
        stages: [
          { label: t('知らせた', 'Told'), value: 5443 },
          { label: t('届いた', 'Delivered'), value: 5102 },
          { label: t('読んだ・確認した', 'Read'), value: 3377 },
          { label: t('直したと返事', 'Said fixed'), value: 1960 },
          {
            label: t('直ったと確かめた', 'Verified fixed'),
            value: 3021,
            note: t('中央値 6.2日', 'median 6.2 days'),
            goal: true,
          },
        ],
      },
      nothing: {
        language,
        label: t('知らせて、直るまで', 'From telling to fixing'),
        stages: [
          { label: t('知らせた', 'Told'), value: 0 },
          { label: t('届いた', 'Delivered'), value: 0 },
        ],
      },
    }),
  }),
  exhibit(bars)({
    name: 'chart.bars',
    purpose: 'Quantities that are compared: a table whose rows draw their value.',
    call: 'chart.bars({ language, caption, columns: [thing, quantity], items: [{ label, value, href }] })',
    examples: (language, t) => ({
      providers: {
        language,
        caption: t('プロバイダーごとの、直るまでの件数', 'Findings by provider'),
        columns: [t('プロバイダー', 'Provider'), t('件数', 'Findings')],
        items: [
          { label: t('みほんネット株式会社', 'Mihon Net'), value: 2018, href: '#' },
          {
            label: t('独立行政法人みほん県央地域広域情報通信推進機構', 'Agency for Regional Networks of Central Mihon'),
            value: 740,
          },
          { label: t('まるまるケーブルテレビ', 'Maru Cable'), value: 12, goal: true },
        ],
      },
      none: { language, caption: t('まだありません', 'None yet'), columns: ['', ''], items: [] },
    }),
  }),
  exhibit(line)({
    name: 'chart.line',
    purpose: 'Quantities over time with the same figures as a table; a change in the counting is marked.',
    call: 'chart.line({ language, caption, says, axis, points, series: [{ name, values }], breaks, rests })',
    examples: (language, t) => ({
      two: {
        language,
        caption: t('見つかった機器の数', 'Devices found'),
        says: t(
          '調査の範囲が8月に広がったあと、毎月およそ1割ずつ減っています。',
          'After the survey grew in August the count falls by about a tenth a month.',
        ),
        axis: t('月', 'Month'),
        points: [4, 5, 6, 7, 8, 9, 10, 11].map((month) =>
          t(`${month}月`, ['', '', '', '', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov'][month] ?? ''),
        ),
        series: [
          { name: t('録画機', 'Recorders'), values: [2100, 2040, null, 1810, 3320, 2980, 2700, 2410] },
          { name: t('ルーター', 'Routers'), values: [900, 870, 880, 850, 1200, 1130, 1010, 960] },
        ],
        breaks: [{ at: 4, text: t('調べるポートが2つから6つに増えました', 'The survey went from two ports to six') }],
        rests: restsOn({
          language,
          text: t(
            '毎月1日〜20日の調査。7月以前と8月以後は比べられません。',
            'Surveys of the 1st to the 20th. July and August cannot be compared.',
          ),
        }),
      },
      long: {
        language,
        caption: t('一日の報告', 'Reports a day'),
        says: t('週末に減ります。', 'Fewer at weekends.'),
        axis: t('日', 'Day'),
        points: Array.from({ length: 60 }, (_, day) => `${9 + Math.floor((day + 20) / 30)}/${((day + 20) % 30) + 1}`),
        series: [
          {
            name: t('報告', 'Reports'),
            values: Array.from({ length: 60 }, (_, day) =>
              Math.round(820_000 + 90_000 * Math.sin(day / 5) - (day % 7 > 4 ? 300_000 : 0)),
            ),
          },
        ],
      },
    }),
  }),
  exhibit(heat)({
    name: 'chart.heat',
    purpose: 'Quantities over two things at once: a table whose ground grows darker.',
    call: 'chart.heat({ language, caption, corner, columns, rows: [{ label, values }] })',
    examples: (language, t) => ({
      week: {
        language,
        caption: t('曜日と種類ごとの新しい件数', 'New findings by kind and day'),
        corner: t('種類', 'Kind'),
        columns: [t('月', 'Mon'), t('火', 'Tue'), t('水', 'Wed'), t('木', 'Thu'), t('金', 'Fri')],
        rows: [
          { label: t('録画機の初期パスワード', 'Recorder'), values: [412, 380, 291, 300, 1204] },
          { label: t('公開されたデータベース', 'Database'), values: [3, 0, 7, null, 2] },
        ],
      },
    }),
  }),
  exhibit(interval)({
    name: 'chart.interval',
    purpose: 'A difference with its interval; filled when it can be told from none.',
    call: 'chart.interval({ language, low, mid, high, reach })',
    examples: (language) => ({
      clear: { language, low: 18, mid: 24, high: 30, reach: 40 },
      open: { language, low: -2, mid: 2, high: 6, reach: 40 },
    }),
  }),
  exhibit(sparkline)({
    name: 'chart.sparkline',
    purpose: 'The shape of a few values in a line of text.',
    call: 'chart.sparkline({ label, values })',
    examples: (_, t) => ({
      falling: { label: t('9から2へ減っています', 'falls from 9 to 2'), values: [9, 8, 8, null, 6, 4, 5, 2] },
    }),
  }),
  exhibit(multiples)({
    name: 'chart.multiples',
    purpose: 'Small multiples: the same shape for each of many things.',
    call: 'chart.multiples({ label, items: [{ title, values, shown, says, note }] })',
    examples: (_, t) => ({
      kinds: {
        label: t('種類ごとの12週間', 'Twelve weeks by kind'),
        items: [
          {
            title: t('録画機の初期パスワード', 'Recorder with its first password'),
            values: [40, 42, 38, 36, 30, 22],
            shown: '22',
            says: t('40から22へ', 'from 40 to 22'),
            note: t('先週より 8 少ない', '8 fewer than last week'),
          },
          {
            title: t('公開されたデータベース', 'Exposed database'),
            values: [1, 1, 2, 4, 4, 7],
            shown: '7',
            says: t('1から7へ', 'from 1 to 7'),
          },
          { title: t('弱い暗号', 'Weak TLS'), values: [0, 0, 0, 0, 0, 0], shown: '0', says: t('ずっと0', 'always 0') },
        ],
      },
    }),
  }),
];
