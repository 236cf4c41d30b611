/** Tables of our Word files: widths fixed in twentieths of a point, heads repeated, rows kept whole. */
import {
  AlignmentType,
  BorderStyle,
  LineRuleType,
  Paragraph,
  ShadingType,
  Table,
  TableCell,
  TableLayoutType,
  TableRow,
  VerticalAlignTable,
  WidthType,
} from 'docx';
import type { Block, Fact, TableBlock } from './blocks.ts';
import { runs, type Setting } from './docx.ts';

const hair = { style: BorderStyle.SINGLE, size: 4, color: '949494' } as const;
const none = { style: BorderStyle.NONE, size: 0, color: 'auto' } as const;
const tint = { type: ShadingType.CLEAR, fill: 'F1F1F4', color: 'auto' } as const;
const padding = { top: 70, bottom: 70, left: 110, right: 110 } as const;
const sides = { start: AlignmentType.START, centre: AlignmentType.CENTER, end: AlignmentType.END } as const;

/** Word runs two tables into one unless something stands between them. */
const gap = () => new Paragraph({ text: '', spacing: { line: 120, lineRule: LineRuleType.EXACT, after: 60 } });

function widths(shares: readonly number[], width: number): number[] {
  const sum = shares.reduce((all, share) => all + share, 0);
  return shares.map((share) => Math.round((share / sum) * width));
}

/** A table with its head repeated on each page. */
export function plainTable(block: TableBlock, setting: Setting): (Paragraph | Table)[] {
  const columnWidths = widths(
    block.columns.map((column) => column.share),
    setting.width,
  );
  const size = (index: number) => ({ size: columnWidths[index] ?? 0, type: WidthType.DXA });
  const head = new TableRow({
    tableHeader: true,
    cantSplit: true,
    children: block.columns.map(
      (column, index) =>
        new TableCell({
          width: size(index),
          shading: tint,
          margins: padding,
          verticalAlign: VerticalAlignTable.CENTER,
          children: [new Paragraph({ style: 'Cell', children: runs(column.title, { strong: true }) })],
        }),
    ),
  });
  const rows = block.rows.map(
    (row) =>
      new TableRow({
        cantSplit: true,
        children: block.columns.map(
          (column, index) =>
            new TableCell({
              width: size(index),
              margins: padding,
              children: [
                new Paragraph({ style: 'Cell', alignment: sides[column.align], children: runs(row[index] ?? '') }),
              ],
            }),
        ),
      }),
  );
  const caption =
    block.caption === undefined
      ? []
      : [new Paragraph({ keepNext: true, children: runs(block.caption, { strong: true }) })];
  const borders = { top: hair, bottom: hair, left: hair, right: hair, insideHorizontal: hair, insideVertical: hair };
  return [
    ...caption,
    new Table({
      rows: [head, ...rows],
      columnWidths,
      layout: TableLayoutType.FIXED,
      width: { size: setting.width, type: WidthType.DXA },
      borders,
    }),
    gap(),
  ];
}

/** Names on the left, values on the right. */
export function factsTable(facts: readonly Fact[], setting: Setting, nameShare = 0.28): (Paragraph | Table)[] {
  const columnWidths = widths([nameShare, 1 - nameShare], setting.width);
  const rows = facts.map(
    (fact) =>
      new TableRow({
        cantSplit: true,
        children: [
          new TableCell({
            width: { size: columnWidths[0] ?? 0, type: WidthType.DXA },
            shading: tint,
            margins: padding,
            children: [new Paragraph({ style: 'Cell', children: runs(fact.name, { strong: true }) })],
          }),
          new TableCell({
            width: { size: columnWidths[1] ?? 0, type: WidthType.DXA },
            margins: padding,
            children: [new Paragraph({ style: 'Cell', children: runs(fact.value) })],
          }),
        ],
      }),
  );
  const borders = { top: hair, bottom: hair, left: none, right: none, insideHorizontal: hair, insideVertical: none };
  return [
    new Table({
      rows,
      columnWidths,
      layout: TableLayoutType.FIXED,
      width: { size: setting.width, type: WidthType.DXA },
      borders,
    }),
    gap(),
  ];
}

const edges = { plain: '0017C1', warn: 'B35C00', urgent: 'CE0000' } as const;

/** A framed box with a coloured left edge: a table of one cell. */
export function noticeTable(
  block: Extract<Block, { kind: 'notice' }>,
  inside: readonly (Paragraph | Table)[],
  setting: Setting,
): (Paragraph | Table)[] {
  const color = edges[block.tone];
  const title =
    block.title === undefined ? [] : [new Paragraph({ keepNext: true, children: runs(block.title, { strong: true }) })];
  const cell = new TableCell({
    width: { size: setting.width, type: WidthType.DXA },
    margins: { top: 120, bottom: 60, left: 200, right: 200 },
    borders: { top: hair, bottom: hair, right: hair, left: { style: BorderStyle.SINGLE, size: 24, color } },
    children: [...title, ...inside],
  });
  return [
    new Table({
      rows: [new TableRow({ children: [cell] })],
      columnWidths: [setting.width],
      layout: TableLayoutType.FIXED,
      width: { size: setting.width, type: WidthType.DXA },
    }),
    gap(),
  ];
}
