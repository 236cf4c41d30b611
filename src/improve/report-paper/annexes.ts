/** 別添４、５、７、８: flags, critical infrastructure, responsible ministries, glossary. */

import type { Block } from '#platform/paper';
import type { ReportContent } from '../report/gather.ts';
import { linkNumbers } from './linked.ts';
import { flagNames } from './pieces.ts';

/** 別添４: what a person should look at, by kind, with its evidence. */
export function flagBlocks(content: ReportContent): Block[] {
  const blocks: Block[] = [
    { kind: 'page-break' },
    { kind: 'heading', level: 1, text: '別添４　見直したいところ' },
    {
      kind: 'paragraph',
      text: `計画と成果の文を規則で読み、人が見たほうがよいところを挙げたものです。判定ではありません。${content.year}年度の計画で数値目標のないものは${content.withoutTarget}件あります（一覧は省きます）。`,
    },
  ];
  for (const [kind, flags] of Map.groupBy(content.flags, (flag) => flag.kind)) {
    blocks.push({ kind: 'heading', level: 2, text: `${flagNames[kind] ?? kind}（${flags.length}件）` });
    blocks.push({
      kind: 'list',
      look: 'dot',
      items: flags.map((flag) => {
        const about = flag.measureId
          ? {
              text: `${flag.year}年度 ${flag.section}(${flag.item})`,
              link: `${content.url}/plan/measures/${flag.measureId}#flags`,
            }
          : { text: String(flag.figure ?? ''), link: `${content.url}/plan/flags?kind=${kind}` };
        const numbers = 'printed' in flag.facts ? `　印刷${flag.facts.printed}、計算${flag.facts.computed}` : '';
        return [about, `　${flag.evidence.slice(0, 160)}${flag.evidence.length > 160 ? '…' : ''}${numbers}`];
      }),
    });
  }
  return blocks;
}

/** 別添５: the measures of the action plan for critical infrastructure and what was done. */
export function infrastructureBlocks(content: ReportContent): Block[] {
  const blocks: Block[] = [
    { kind: 'page-break' },
    { kind: 'heading', level: 1, text: '別添５　重要インフラの行動計画の進捗' },
  ];
  if (content.infrastructure.length === 0)
    blocks.push({ kind: 'paragraph', text: `${content.year - 1}年度の進捗は取り込まれていません。` });
  for (const [actor, ofActor] of Map.groupBy(content.infrastructure, (one) => one.actor)) {
    blocks.push({ kind: 'heading', level: 2, text: actor });
    for (const [policy, ofPolicy] of Map.groupBy(ofActor, (one) => one.policy)) {
      blocks.push({ kind: 'heading', level: 3, text: policy });
      for (const one of ofPolicy) {
        const href = `${content.url}/plan/infrastructure#${one.id}`;
        blocks.push({
          kind: 'facts',
          nameShare: 0.16,
          rows: [
            { name: `${one.item} 計画`, value: linkNumbers(one.plan, href) },
            { name: '取組内容', value: linkNumbers(one.result, href) },
            { name: '出典', value: `${one.page ?? '?'}ページ、${one.line ?? '?'}行目` },
          ],
        });
      }
    }
  }
  return blocks;
}

/** 別添７: who leads (◎) and who takes part (○), by heading of the strategy. */
export function ministryBlocks(content: ReportContent): Block[] {
  const rows = content.sections.filter((one) => one.lead.length + one.related.length > 0);
  return [
    { kind: 'page-break' },
    { kind: 'heading', level: 1, text: '別添７　担当府省庁一覧' },
    {
      kind: 'table',
      columns: [
        { title: '項目', share: 1.4, align: 'start' },
        { title: '主担当（◎）', share: 1, align: 'start' },
        { title: '関係府省庁（○）', share: 1.2, align: 'start' },
      ],
      rows: rows.map((one) => [
        `${one.section} ${one.title}`,
        one.lead.join('、'),
        one.related.join('、') + one.offices.map((office) => `\n※${office.of}は${office.office}`).join(''),
      ]),
    },
  ];
}

/** 別添８: the glossary. */
export function glossaryBlocks(content: ReportContent): Block[] {
  const blocks: Block[] = [{ kind: 'page-break' }, { kind: 'heading', level: 1, text: '別添８　用語解説' }];
  if (content.terms.length > 0)
    blocks.push({
      kind: 'table',
      columns: [
        { title: '用語', share: 0.32, align: 'start' },
        { title: '解説', share: 1, align: 'start' },
      ],
      rows: content.terms.map((one) => [one.term, one.definition]),
    });
  return blocks;
}
