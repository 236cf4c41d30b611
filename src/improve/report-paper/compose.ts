/**
 * The yearly report as blocks, in the structure of the published one: for each field result, evaluation and this year's plan;
 * then the annexes with every measure, indicators, flags, critical infrastructure, figures, responsible ministries, glossary.
 * It is written in Japanese: its texts are the plan's own.
 */

import type { Block, Paper, Span, Text } from '#platform/paper';
import { DOUBTFUL_LINK } from '../plan/index.ts';
import type { ReportContent, ReportMeasure, ReportSection } from '../report/gather.ts';
import { figureBlocks } from './annex-figures.ts';
import { indicatorBlocks } from './annex-indicators.ts';
import { flagBlocks, glossaryBlocks, infrastructureBlocks, ministryBlocks } from './annexes.ts';
import { linkNumbers } from './linked.ts';
import { measureLink, paragraphs, states } from './pieces.ts';

/** The whole report. The same content gives the same paper. */
export function composeReport(content: ReportContent): Paper {
  const past = content.year - 1;
  const plan = content.measures.filter((one) => one.year === content.year);
  const reported = content.measures.filter((one) => one.year === past);
  return {
    language: 'ja',
    title: `サイバーセキュリティ政策 年次報告・年次計画 ${content.year}`,
    subtitle: `${past}年度の取組実績と評価、${content.year}年度の計画${content.isDraft ? '（案）' : ''}`,
    issuer: content.hubName,
    facts: [
      {
        name: '計画の年度',
        value: `${content.year}年度：${plan.length}件（うち再掲${plan.filter((one) => one.relisted).length}件）`,
      },
      {
        name: '報告の年度',
        value: `${past}年度：${reported.length}件、成果のあるもの${reported.filter((one) => one.results.length > 0).length}件`,
      },
      { name: '出典', value: content.source || 'この輪で作られた計画' },
      {
        name: '数の根拠',
        value: `文中の数は、色のついたところから根拠（報告書の行、または事実）へ移れます。事実は${content.lastFact}番まで。`,
      },
      { name: '作成', value: `${content.madeAt.toISOString().slice(0, 16).replace('T', ' ')} UTC` },
    ],
    footer: `サイバーセキュリティ政策 年次報告・年次計画 ${content.year}`,
    madeAt: content.madeAt,
    blocks: [
      ...contentsBlocks(content, past),
      ...fieldBlocks(content, past),
      ...measureBlocks(content, plan, reported),
      ...endedBlocks(content, plan, reported),
      ...indicatorBlocks(content),
      ...flagBlocks(content),
      ...infrastructureBlocks(content),
      ...figureBlocks(content),
      ...ministryBlocks(content),
      ...glossaryBlocks(content),
    ],
  };
}

function contentsBlocks(content: ReportContent, past: number): Block[] {
  const entries = [
    `本編　${past}年度の取組実績、評価及び${content.year}年度の取組`,
    `別添１　施策ごとの成果、評価、${content.year}年度の計画`,
    `別添２　${content.year}年度の計画に続きのない${past}年度の施策`,
    '別添３　指標',
    '別添４　見直したいところ',
    '別添５　重要インフラの行動計画の進捗',
    '別添６　図表',
    '別添７　担当府省庁一覧',
    '別添８　用語解説',
  ];
  return [
    { kind: 'heading', level: 1, text: '目次' },
    { kind: 'list', look: 'dot', items: entries },
    { kind: 'page-break' },
  ];
}

// 本編: the three blocks of each field, as the report prints them.
function fieldBlocks(content: ReportContent, past: number): Block[] {
  const reviews = new Map(content.reviews.map((review) => [review.section, review]));
  const fields = content.sections.filter((one) => one.depth === 2 || (one.depth === 1 && reviews.has(one.section)));
  const blocks: Block[] = [
    { kind: 'heading', level: 1, text: `本編　${past}年度の取組実績、評価及び${content.year}年度の取組` },
  ];
  let chapter = '';
  for (const field of fields) {
    const own = field.section.slice(0, 1);
    if (own !== chapter) {
      chapter = own;
      const head = content.sections.find((one) => one.section === own);
      blocks.push({ kind: 'heading', level: 2, text: `${own}　${head?.title ?? ''}` });
    }
    if (field.depth > 1) blocks.push({ kind: 'heading', level: 3, text: `${field.section}　${field.title}` });
    const review = reviews.get(field.section);
    if (!review) {
      blocks.push({
        kind: 'paragraph',
        look: 'small',
        text: 'この分野の本文はありません。施策ごとの成果と計画は別添１にあります。',
      });
      continue;
    }
    const href = `${content.url}/plan/sections/${field.section}`;
    for (const [name, text] of [
      ['昨年度の取組実績', review.result],
      ['評価', review.evaluation],
      ['今年度の取組', review.nextPlan],
    ] as const)
      blocks.push({ kind: 'paragraph', text: [{ text: `【${name}】`, strong: true }] }, ...paragraphs(text, href));
    blocks.push({
      kind: 'paragraph',
      look: 'small',
      text: `出典：${content.source} 本文${review.line ?? '?'}行目から`,
    });
  }
  return blocks;
}

// 別添１: every measure of the year with the result and evaluation of what it continues.
function measureBlocks(
  content: ReportContent,
  plan: readonly ReportMeasure[],
  reported: readonly ReportMeasure[],
): Block[] {
  const before = new Map(reported.map((one) => [one.id, one]));
  const blocks: Block[] = [
    { kind: 'page-break' },
    { kind: 'heading', level: 1, text: `別添１　施策ごとの成果、評価、${content.year}年度の計画` },
  ];
  for (const section of content.sections) {
    const own = plan.filter((one) => one.section === section.section);
    if (own.length === 0) continue;
    blocks.push(...headOf(section));
    let goals = '';
    for (const measure of own) {
      const here = [measure.heading ?? '', ...measure.goals].join('\n');
      if (here !== goals && measure.goals.length > 0) {
        if (measure.heading) blocks.push({ kind: 'paragraph', text: [{ text: measure.heading, strong: true }] });
        blocks.push({ kind: 'list', look: 'dot', items: [...measure.goals] });
      }
      goals = here;
      blocks.push(...measureBlock(content, measure, before));
    }
  }
  return blocks;
}

function headOf(section: ReportSection): Block[] {
  return [
    { kind: 'heading', level: 2, text: `${section.section}　${section.title}` },
    ...(section.lead.length + section.related.length > 0
      ? [
          {
            kind: 'paragraph' as const,
            look: 'small' as const,
            text: `主担当：${section.lead.join('、') || '―'}　関係：${section.related.join('、') || '―'}`,
          },
        ]
      : []),
  ];
}

function measureBlock(
  content: ReportContent,
  measure: ReportMeasure,
  before: ReadonlyMap<string, ReportMeasure>,
): Block[] {
  const [link] = measure.continues ?? [];
  const past = link ? before.get(link.other) : undefined;
  const rows: { name: string; value: Text }[] = [];
  if (past) {
    rows.push({ name: `${past.year}年度の計画`, value: linkNumbers(points(past.plan), measureLink(content, past)) });
    rows.push({ name: '成果', value: results(content, past) });
    rows.push({
      name: '評価',
      value: past.evaluation
        ? linkNumbers(past.evaluation, measureLink(content, past))
        : `施策ごとの評価はありません（分野 ${measure.section.replace(/\(.*$/, '')} の評価は本編）。`,
    });
  }
  rows.push({
    name: `${measure.year}年度の計画`,
    value: linkNumbers(points(measure.plan), measureLink(content, measure)),
  });
  const notes: Span[] = [states[measure.state] ?? measure.state];
  if (measure.relists)
    notes.push('　再掲：', { text: measure.relists, link: `${content.url}/plan/measures/${measure.relists}` });
  if (link) notes.push('　前の年度：', { text: link.other, link: `${content.url}/plan/measures/${link.other}` });
  if (link && !link.confirmed && Number(link.confidence) < DOUBTFUL_LINK) notes.push('（つながりは要確認）');
  notes.push(
    measure.origin === 'hub' ? '　この輪で作成' : `　出典：${measure.page ?? '?'}ページ、${measure.line ?? '?'}行目`,
  );
  rows.push({ name: '状態・出典', value: notes });
  return [
    { kind: 'heading', level: 3, text: `(${measure.item})　${measure.ministries.join('、')}` },
    { kind: 'facts', rows: rows.map((row) => ({ name: row.name, value: row.value })), nameShare: 0.16 },
  ];
}

// The report sets its points one after the other; each begins a line here.
function points(text: string): string {
  return text.replace(/(?<=。)・/g, '\n・');
}

function results(content: ReportContent, measure: ReportMeasure): Text {
  if (measure.results.length === 0) return '報告がありません。';
  const spans: Span[] = [];
  for (const [index, result] of measure.results.entries()) {
    if (index > 0) spans.push('\n');
    if (result.tag) spans.push({ text: `[${result.tag}] `, strong: true });
    spans.push(...linkNumbers(points(result.body), measureLink(content, measure)));
  }
  for (const row of measure.subRows) {
    spans.push('\n', { text: `（番号のない行：${row.ministries.join('、')}）`, strong: true }, row.plan);
    for (const result of row.results) spans.push('\n', ...linkNumbers(result.text, measureLink(content, measure)));
  }
  return spans;
}

// 別添２: what was planned and reported, and is in no plan any more.
function endedBlocks(
  content: ReportContent,
  plan: readonly ReportMeasure[],
  reported: readonly ReportMeasure[],
): Block[] {
  const goesOn = new Set(plan.flatMap((one) => (one.continues ?? []).map((link) => link.other)));
  const ended = reported.filter((one) => !goesOn.has(one.id));
  const past = content.year - 1;
  return [
    { kind: 'page-break' },
    { kind: 'heading', level: 1, text: `別添２　${content.year}年度の計画に続きのない${past}年度の施策` },
    ...(ended.length === 0
      ? [{ kind: 'paragraph' as const, text: 'ありません。' }]
      : ended.flatMap((measure): Block[] => [
          { kind: 'heading', level: 3, text: `${measure.section}(${measure.item})　${measure.ministries.join('、')}` },
          {
            kind: 'facts',
            nameShare: 0.16,
            rows: [
              { name: `${past}年度の計画`, value: linkNumbers(measure.plan, measureLink(content, measure)) },
              { name: '成果', value: results(content, measure) },
              ...(measure.evaluation ? [{ name: '評価', value: measure.evaluation }] : []),
              {
                name: '状態・出典',
                value: `${states[measure.state] ?? measure.state}${measure.because ? `：${measure.because}` : ''}　出典：${measure.page ?? '?'}ページ、${measure.line ?? '?'}行目`,
              },
            ],
          },
        ])),
  ];
}
