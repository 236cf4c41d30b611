/** Word files from the same blocks: real heading styles, real lists, repeated table heads, so that people can edit them. */

import { readFileSync } from 'node:fs';
import {
  AlignmentType,
  BorderStyle,
  Document,
  ExternalHyperlink,
  Footer,
  HeadingLevel,
  ImageRun,
  type ISectionOptions,
  Packer,
  PageBreak,
  PageNumber,
  PageOrientation,
  Paragraph,
  type ParagraphChild,
  Tab,
  type Table,
  TabStopType,
  TextRun,
} from 'docx';
import type { Language } from '#platform/words';
import { type Block, type Item, type Paper, plainText, type Span, spansOf, type Text } from './blocks.ts';
import { indentOf, numbering, stylesFor } from './docx-style.ts';
import { factsTable, noticeTable, plainTable } from './docx-table.ts';
import { qrPng } from './qr.ts';
import { words } from './words.ts';

const hair = { style: BorderStyle.SINGLE, size: 4, color: '949494' } as const;
const headingLevels = [HeadingLevel.HEADING_1, HeadingLevel.HEADING_2, HeadingLevel.HEADING_3] as const;
/** A4, A5 and A6 in twentieths of a point, with the margin we give each. */
const sheets = {
  a4: { width: 11906, height: 16838, margin: 1361 },
  a5: { width: 8391, height: 11906, margin: 794 },
  a6: { width: 5953, height: 8391, margin: 454 },
} as const;

/** Shown in place of a drawing by programs that know no SVG (Word before 2016, LibreOffice before 24): where the numbers are. */
const noPicture = readFileSync(new URL('./no-picture.png', import.meta.url));

/** What the parts of one file share: the language, the width of the column, and fresh numbers for each list. */
export interface Setting {
  readonly language: Language;
  readonly width: number;
  nextList(): number;
}

/** The runs of a text as Word children. */
export function runs(text: Text, look: { readonly strong?: boolean; readonly soft?: boolean } = {}): ParagraphChild[] {
  return spansOf(text).flatMap((span) => run(span, look));
}

function run(span: Span, look: { readonly strong?: boolean; readonly soft?: boolean }): ParagraphChild[] {
  const style = { ...(look.strong ? { bold: true } : {}), ...(look.soft ? { color: '626264' } : {}) };
  if (typeof span === 'string') return broken(span, style);
  if ('blank' in span) return [new TextRun({ text: '　'.repeat(span.blank), underline: {} })];
  const shown = { ...style, ...(span.strong ? { bold: true } : {}) };
  if (span.link)
    return [
      new ExternalHyperlink({
        link: span.link,
        children: [new TextRun({ text: span.text, style: 'Hyperlink', ...shown })],
      }),
    ];
  return broken(span.text, shown);
}

function broken(text: string, style: object): TextRun[] {
  return text
    .split('\n')
    .map((part, index) => new TextRun({ text: part, ...style, ...(index > 0 ? { break: 1 } : {}) }));
}

function list(items: readonly Item[], look: 'dot' | 'number' | 'bracket' | 'check', setting: Setting): Paragraph[] {
  const instance = setting.nextList();
  return items.flatMap((item) => {
    const nested = typeof item === 'object' && !Array.isArray(item) && 'items' in item ? item : null;
    const first = new Paragraph({
      style: 'Entry',
      children: runs(nested ? nested.text : (item as Text)),
      numbering: { reference: look, level: 0, instance },
    });
    if (!nested) return [first];
    const inner = setting.nextList();
    return [
      first,
      ...nested.items.map(
        (text) =>
          new Paragraph({
            style: 'Entry',
            children: runs(text),
            numbering: { reference: 'nested', level: 0, instance: inner },
            indent: indentOf(1),
          }),
      ),
    ];
  });
}

const sides = { end: AlignmentType.END, centre: AlignmentType.CENTER } as const;

/** One block as paragraphs and tables. */
export async function renderBlock(block: Block, setting: Setting): Promise<(Paragraph | Table)[]> {
  switch (block.kind) {
    case 'heading': {
      const text = block.mark === undefined ? block.text : `${block.mark}　${block.text}`;
      return [new Paragraph({ text, heading: headingLevels[block.level - 1] ?? HeadingLevel.HEADING_3 })];
    }
    case 'paragraph': {
      const look = block.look ?? 'plain';
      if (look === 'end' || look === 'centre')
        return [new Paragraph({ children: runs(block.text), alignment: sides[look] })];
      const style = look === 'lead' ? { style: 'Lead' } : look === 'small' ? { style: 'Small' } : {};
      return [new Paragraph({ children: runs(block.text), ...style })];
    }
    case 'list':
      return list(block.items, block.look, setting);
    case 'table':
      return plainTable(block, setting);
    case 'facts':
      return factsTable(block.rows, setting, block.nameShare);
    case 'lines': {
      const line = () =>
        new Paragraph({
          text: '',
          spacing: { before: 240 },
          border: { bottom: hair, between: hair },
        });
      return [
        new Paragraph({ children: runs(block.label, { strong: true }), keepNext: true }),
        ...Array.from({ length: block.count }, line),
      ];
    }
    case 'qr': {
      const data = await qrPng(block.url);
      const image = new ImageRun({
        type: 'png',
        data,
        transformation: { width: 98, height: 98 },
        altText: { name: 'QR', title: 'QR', description: block.url },
      });
      return [
        new Paragraph({ style: 'Picture', children: [image], keepNext: true }),
        new Paragraph({ children: [...runs(block.caption), new TextRun({ text: `  ${block.url}`, color: '626264' })] }),
      ];
    }
    case 'picture': {
      const width = Math.round(setting.width / 15);
      const transformation = { width, height: Math.round((width * block.height) / block.width) };
      const image = new ImageRun({
        type: 'svg',
        data: Buffer.from(block.svg),
        transformation,
        fallback: { type: 'png', data: noPicture },
        altText: { name: block.caption, title: block.caption, description: block.alt },
      });
      return [
        new Paragraph({ children: runs(block.caption, { strong: true }), keepNext: true }),
        new Paragraph({ style: 'Picture', children: [image] }),
      ];
    }
    case 'rule':
      return [new Paragraph({ text: '', thematicBreak: true })];
    case 'page-break':
      return [new Paragraph({ children: [new PageBreak()] })];
    case 'notice':
      return noticeTable(
        block,
        (
          await Promise.all(block.blocks.map((inner) => renderBlock(inner, { ...setting, width: setting.width - 400 })))
        ).flat(),
        setting,
      );
  }
}

function footer(paper: Paper, width: number): Footer {
  const [before = '', between = '', after = ''] =
    words.page[paper.language === 'en' ? 'en' : 'ja'].split(/\{pages?\}/u);
  return new Footer({
    children: [
      new Paragraph({
        style: 'Foot',
        tabStops: [{ type: TabStopType.RIGHT, position: width }],
        children: [
          new TextRun({
            children: [
              paper.footer ?? '',
              new Tab(),
              before,
              PageNumber.CURRENT,
              between,
              PageNumber.TOTAL_PAGES,
              after,
            ],
          }),
        ],
      }),
    ],
  });
}

/** A paper as a Word file (.docx). Fonts are named, not embedded: Word substitutes its own Japanese gothic. */
export async function paperDocx(paper: Paper): Promise<Uint8Array> {
  const plain = sheets[paper.size ?? 'a4'];
  const sheet = { ...plain, margin: paper.frame === 'poster' ? Math.min(plain.margin, 850) : plain.margin };
  const certificate = paper.frame === 'certificate';
  const width = (certificate ? sheet.height : sheet.width) - 2 * sheet.margin;
  let lists = 0;
  const setting: Setting = { language: paper.language, width, nextList: () => ++lists };
  const alignment = certificate ? { alignment: AlignmentType.CENTER } : {};
  const children: (Paragraph | Table)[] = [
    ...(paper.issuer === undefined ? [] : [new Paragraph({ text: paper.issuer, style: 'Issuer', ...alignment })]),
    new Paragraph({ text: paper.title, heading: HeadingLevel.TITLE, ...alignment }),
    ...(paper.subtitle === undefined ? [] : [new Paragraph({ text: paper.subtitle, style: 'Lead', ...alignment })]),
    ...(paper.facts === undefined ? [] : factsTable(paper.facts, setting, 0.22)),
  ];
  for (const block of paper.blocks) children.push(...(await renderBlock(block, setting)));
  const section: ISectionOptions = {
    properties: {
      page: {
        // The library swaps the two sides itself when asked for landscape.
        size: {
          width: sheet.width,
          height: sheet.height,
          orientation: certificate ? PageOrientation.LANDSCAPE : PageOrientation.PORTRAIT,
        },
        margin: { top: sheet.margin, bottom: sheet.margin, left: sheet.margin, right: sheet.margin },
      },
    },
    footers: { default: footer(paper, width) },
    children,
  };
  const document = new Document({
    title: paper.title,
    creator: paper.issuer ?? '',
    description: paper.facts?.map((fact) => `${fact.name} ${plainText(fact.value)}`).join(' / ') ?? '',
    styles: stylesFor(paper),
    numbering: numbering(paper.language),
    sections: [section],
  });
  return Packer.toBuffer(document);
}
