/** The block model: what a paper consists of, before anybody decides whether it becomes PDF or Word. */

import { z } from 'zod';
import type { Language } from '#platform/words';

/** A run of text. `blank` leaves a ruled gap of about that many characters, to be filled in by hand. */
export const Span = z.union([
  z.string(),
  z.strictObject({ text: z.string(), strong: z.boolean().optional(), link: z.url().optional() }),
  z.strictObject({ blank: z.number().int().min(1).max(60) }),
]);
/** A run of text. */
export type Span = z.infer<typeof Span>;

/** Text of a block: a plain string, or runs of which some are strong, links or gaps. A line feed breaks the line. */
export const Text = z.union([z.string(), z.array(Span)]);
/** Text of a block. */
export type Text = z.infer<typeof Text>;

const Item = z.union([Text, z.strictObject({ text: Text, items: z.array(Text) })]);
/** One entry of a list: text, or text with a second level below it. */
export type Item = z.infer<typeof Item>;

const Column = z.strictObject({
  title: Text,
  /** Width as a share of the whole; 1 when every column is alike. */
  share: z.number().positive().default(1),
  align: z.enum(['start', 'centre', 'end']).default('start'),
});

const plainBlocks = [
  z.strictObject({
    kind: z.literal('heading'),
    level: z.int().min(1).max(3),
    text: z.string(),
    mark: z.string().optional(),
  }),
  z.strictObject({
    kind: z.literal('paragraph'),
    text: Text,
    look: z.enum(['plain', 'lead', 'small', 'end', 'centre']).optional(),
  }),
  z.strictObject({
    kind: z.literal('list'),
    look: z.enum(['dot', 'number', 'bracket', 'check']),
    items: z.array(Item),
  }),
  z.strictObject({
    kind: z.literal('table'),
    columns: z.array(Column).min(1),
    rows: z.array(z.array(Text)),
    caption: z.string().optional(),
  }),
  z.strictObject({
    kind: z.literal('facts'),
    rows: z.array(z.strictObject({ name: z.string(), value: Text })),
    nameShare: z.number().optional(),
  }),
  z.strictObject({ kind: z.literal('lines'), label: z.string(), count: z.int().min(1).max(20) }),
  z.strictObject({ kind: z.literal('qr'), url: z.url(), caption: Text }),
  /** A drawing of ours: SVG with its size in `width` and `height`, and what it tells for whoever does not see it. */
  z.strictObject({
    kind: z.literal('picture'),
    svg: z.string(),
    width: z.number().positive(),
    height: z.number().positive(),
    caption: z.string(),
    alt: z.string().min(1),
  }),
  z.strictObject({ kind: z.literal('rule') }),
  z.strictObject({ kind: z.literal('page-break') }),
] as const;

const PlainBlock = z.discriminatedUnion('kind', plainBlocks);

const Notice = z.strictObject({
  kind: z.literal('notice'),
  tone: z.enum(['plain', 'warn', 'urgent']),
  title: z.string().optional(),
  blocks: z.array(PlainBlock),
});

/** One block of a paper. A `notice` is a framed box and may hold every other kind, but not another notice. */
export const Block = z.discriminatedUnion('kind', [...plainBlocks, Notice]);
/** One block of a paper. */
export type Block = z.infer<typeof Block>;
/** What may stand inside a notice. */
export type PlainBlock = z.infer<typeof PlainBlock>;
/** A table as a block. */
export type TableBlock = Extract<Block, { kind: 'table' }>;

/** A name and its value, as in the box that states version, approver and next review. */
export interface Fact {
  readonly name: string;
  readonly value: Text;
}

/** A whole paper. Text is data throughout: nothing in it is ever read as markup of either format. */
export interface Paper {
  readonly language: Language;
  readonly title: string;
  readonly subtitle?: string;
  /** The organisation whose paper this is; stands above the title. */
  readonly issuer?: string;
  /** Box under the title: version, in force from, approver, next review. */
  readonly facts?: readonly Fact[];
  readonly blocks: readonly Block[];
  /** Stands at the foot of each page, left of the page number. */
  readonly footer?: string;
  readonly size?: 'a4' | 'a5' | 'a6';
  /** `certificate`: one landscape page with a frame, centred. `poster`: larger text for the wall. */
  readonly frame?: 'document' | 'certificate' | 'poster';
  /** Set smaller, down to four fifths, until it fits on one page: what is published or hung up should not run over. */
  readonly onePage?: boolean;
  /** Written into the file's properties, so that the same paper gives the same bytes. */
  readonly madeAt: Date;
}

/** The runs of a text, a plain string counting as one run. */
export function spansOf(text: Text): readonly Span[] {
  return typeof text === 'string' ? [text] : text;
}

/** A text without emphasis, gaps shown as a line of low bars. For properties, mail and tests. */
export function plainText(text: Text): string {
  return spansOf(text)
    .map((span) => (typeof span === 'string' ? span : 'blank' in span ? '＿'.repeat(span.blank) : span.text))
    .join('');
}
