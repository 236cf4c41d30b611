/** 別添３: indicators, kept apart as outcome, behaviour and activity, each value with what it rests on. */

import type { Block, Span } from '#platform/paper';
import type { ReportContent, ReportIndicator } from '../report/gather.ts';
import { number } from './pieces.ts';

const kinds = {
  outcome: '成果：世の中がどうなったか',
  behaviour: '行動：人や組織がどうしたか',
  activity: '活動：役所や運営が何をしたか',
} as const;
const units: Readonly<Record<string, string>> = { report: '件', person: '人', percent: '%', view: '回閲覧', run: '回' };

/** The annex of indicators. */
export function indicatorBlocks(content: ReportContent): Block[] {
  const blocks: Block[] = [
    { kind: 'page-break' },
    { kind: 'heading', level: 1, text: '別添３　指標' },
    {
      kind: 'paragraph',
      text: '成果・行動・活動は足し合わせません。値は、報告書から（行）、ほかの部屋の事実から（数えた種類と日）、または手から（だれの、どの資料か）来ています。',
    },
  ];
  for (const kind of ['outcome', 'behaviour', 'activity'] as const) {
    const own = content.indicators.filter((one) => one.kind === kind);
    if (own.length === 0) continue;
    blocks.push({ kind: 'heading', level: 2, text: kinds[kind] });
    for (const one of own) blocks.push({ kind: 'facts', nameShare: 0.2, rows: rowsOf(content, one) });
  }
  return blocks;
}

function rowsOf(content: ReportContent, one: ReportIndicator) {
  const unit = units[one.unit] ?? one.unit;
  const href = `${content.url}/plan/indicators/${one.key}`;
  const values: Span[] = one.values.flatMap((value, index): Span[] => [
    ...(index > 0 ? ['\n'] : []),
    `${value.fromOn}〜${value.toOn}　`,
    value.value === null
      ? '公表されていません'
      : { text: `${number(value.value)}${units[value.unit] ?? (value.unit || unit)}`, link: href },
    `　${value.what}${value.what ? '　' : ''}（${restsOn(value)}）`,
  ]);
  return [
    { name: '指標', value: [{ text: one.name, strong: true }] as Span[] },
    {
      name: '出発点と目標',
      value: `出発点：${one.baseline === null ? '定められていない' : `${number(one.baseline)}${unit}${one.baselineOn ? `（${one.baselineOn}）` : ''}`}　目標：${one.target === null ? '定められていない' : `${number(one.target)}${unit}${one.targetOn ? `（${one.targetOn}まで）` : ''}`}${one.owner ? `　責任者：${one.owner}` : ''}`,
    },
    { name: '値', value: values.length > 0 ? values : 'まだありません。' },
    ...(one.measureId
      ? [
          {
            name: '施策',
            value: [{ text: one.measureId, link: `${content.url}/plan/measures/${one.measureId}` }] as Span[],
          },
        ]
      : one.policy
        ? [{ name: '政策', value: one.policy }]
        : []),
  ];
}

function restsOn(value: ReportIndicator['values'][number]): string {
  const lines = /^002:(\d+)/.exec(value.note)?.[1];
  if (lines) return `報告書 本文${lines}行目`;
  return value.source === 'fact' ? value.note : `手入力：${value.note}`;
}
