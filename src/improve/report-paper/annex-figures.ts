/** 別添６: the number tables, drawn as far as they may be, with unit, denominator, period, breaks, what was left out, and the line each row stands in. */

import type { Block, Text } from '#platform/paper';
import { checkFigure, type Figure, UNITS } from '../figures/index.ts';
import type { ReportContent } from '../report/gather.ts';
import { cellWords } from '../statistics/figure.html.ts';
import { picturesOf } from './picture.ts';
import { number } from './pieces.ts';

/** Columns that stand side by side on a page; more become a second table. */
const WIDE = 5;

/** The annex of figures. */
export function figureBlocks(content: ReportContent): Block[] {
  return [
    { kind: 'page-break' },
    { kind: 'heading', level: 1, text: '別添６　図表' },
    ...content.figures.flatMap((figure, index) => oneFigure(figure, index + 1, content.figures)),
  ];
}

function oneFigure(figure: Figure, at: number, all: readonly Figure[]): Block[] {
  // First the drawings: a heading stays with what follows it.
  const blocks: Block[] = [{ kind: 'heading', level: 2, text: `図表${at}　${figure.title.ja}` }, ...picturesOf(figure)];
  const units = [...new Set(figure.columns.map((column) => UNITS[column.unit].ja))];
  blocks.push({
    kind: 'paragraph',
    look: 'small',
    text: [
      `単位：${units.join('、')}`,
      figure.denominator
        ? `分母：${figure.denominator.ja}${figure.denominator.count ? `（${number(figure.denominator.count)}）` : ''}`
        : '',
      `出典：本文${figure.source.lines.join('〜')}行目${figure.source.page ? `、${figure.source.page}ページ` : ''}`,
    ]
      .filter((part) => part !== '')
      .join('　'),
  });
  for (let from = 0; from < figure.columns.length; from += WIDE) {
    const columns = figure.columns.slice(from, from + WIDE);
    blocks.push({
      kind: 'table',
      columns: [
        { title: '', share: columns.length > 4 ? 1.8 : 2.2, align: 'start' },
        ...columns.map((column) => ({
          title: units.length > 1 ? `${column.label.ja}\n${UNITS[column.unit].ja}` : column.label.ja,
          share: 1,
          align: 'end' as const,
        })),
        { title: '行', share: 0.95, align: 'end' },
      ],
      rows: figure.rows.map((row): Text[] => [
        row.group ? `${row.group.ja}：${row.label.ja}` : row.label.ja,
        ...columns.map((column) =>
          row.values[column.key] === undefined ? '' : cellWords('ja', row.values[column.key]),
        ),
        String(row.lines[0]),
      ]),
    });
  }
  for (const one of figure.breaks)
    blocks.push({
      kind: 'paragraph',
      look: 'small',
      text: `※ ${one.from} に数え方が変わりました：${one.reason.ja}（本文${one.lines[0]}行目）`,
    });
  for (const note of figure.notes)
    blocks.push({ kind: 'paragraph', look: 'small', text: `注　${note.ja}（本文${note.lines[0]}行目）` });
  for (const fault of checkFigure(figure, all).faults)
    blocks.push({
      kind: 'paragraph',
      look: 'small',
      text: `計算が合いません：${figure.rows.find((row) => row.key === fault.row)?.label.ja ?? fault.row}　印刷${number(fault.printed)}、計算${number(fault.computed)}（本文${fault.lines[0]}行目）`,
    });
  return blocks;
}
