/** A paper's template as data: articles of short blocks in several languages, with holes and conditions. */
import { z } from 'zod';
import { Condition } from '../assessment/condition.ts';
import { Texts } from '../assessment/texts.ts';

const Id = z.string().regex(/^[a-z][a-z0-9-]*$/u);
const Line = z.string().trim().min(1);

/**
 * A text of a paper. `easy` may be missing: a rule that stands in for a contract is given in plain Japanese then, with its
 * gist in easy words above it. `{name}` is a hole for a field.
 */
export const Clause = z.strictObject({ ja: Line, easy: Line.optional(), en: Line, when: Condition.optional() });
/** A text of a paper. */
export type Clause = z.infer<typeof Clause>;

const when = Condition.optional();
const Cell = z.union([z.literal(''), Clause]);

const Table = z.strictObject({
  columns: z.array(z.strictObject({ title: Clause, share: z.number().positive().default(1) })).min(1),
  rows: z.array(z.strictObject({ when, cells: z.array(Cell) })).default([]),
  /** A list the organisation keeps elsewhere (contacts, roles, suppliers); its rows follow the fixed ones. */
  from: Id.optional(),
  /** Empty rows to write in by hand; only as many as the list leaves free. */
  blankRows: z.int().min(0).max(30).default(0),
  caption: Clause.optional(),
});

const flat = {
  p: z.strictObject({ p: Clause, when }),
  lead: z.strictObject({ lead: Clause, when }),
  small: z.strictObject({ small: Clause, when }),
  /** Numbered in brackets, as rules do. */
  points: z.strictObject({ points: z.array(Clause).min(1), when }),
  bullets: z.strictObject({ bullets: z.array(Clause).min(1), when }),
  /** Numbered in the order to act. */
  steps: z.strictObject({ steps: z.array(Clause).min(1), when }),
  checks: z.strictObject({ checks: z.array(Clause).min(1), when }),
  facts: z.strictObject({ facts: z.array(z.strictObject({ name: Clause, value: Clause })).min(1), when }),
  lines: z.strictObject({ lines: z.strictObject({ label: Clause, count: z.int().min(1).max(20) }), when }),
  subhead: z.strictObject({ subhead: Clause, when }),
  table: z.strictObject({ table: Table, when }),
  pageBreak: z.strictObject({ pageBreak: z.literal(true), when }),
} as const;

const FlatBlock = z.union(
  Object.values(flat) as [typeof flat.p, typeof flat.lead, ...(typeof flat)[keyof typeof flat][]],
);
const Notice = z.strictObject({
  notice: z.strictObject({
    tone: z.enum(['plain', 'warn', 'urgent']),
    title: Clause.optional(),
    blocks: z.array(FlatBlock).min(1),
  }),
  when,
});

/** One block of an article. */
export const TemplateBlock = z.union([FlatBlock, Notice]);
/** One block of an article. */
export type TemplateBlock = z.infer<typeof TemplateBlock>;

const Article = z.strictObject({
  id: Id,
  title: Clause,
  when,
  /** Stands after the articles, without a number, on a page of its own: a form, sample clauses. */
  attachment: z.boolean().default(false),
  blocks: z.array(TemplateBlock).min(1),
});

/** One version of a template. */
export const Template = z
  .strictObject({
    id: Id,
    version: z.int().min(1),
    publishedOn: z.iso.date(),
    /** Place in the set; the eleven rules carry their number. */
    order: z.int().min(0),
    kind: z.enum(['policy', 'rule', 'handbook', 'card', 'form']),
    title: Texts,
    /** What the paper is for, in one or two sentences; printed under the title. */
    gist: Texts,
    /** When the paper belongs into an organisation's set. */
    when,
    frame: z.enum(['document', 'poster']).default('document'),
    /** What changed since the version before; people who use that one are told this. */
    changes: z.array(Texts).default([]),
    articles: z.array(Article).min(1),
  })
  .check(({ value, issues }) => {
    const ids = value.articles.map(({ id }) => id);
    for (const id of ids)
      if (ids.indexOf(id) !== ids.lastIndexOf(id))
        issues.push({ code: 'custom', message: `article ${id} twice`, input: value });
    if (value.version > 1 && value.changes.length === 0)
      issues.push({ code: 'custom', message: 'a later version says what changed', input: value });
  });
/** One version of a template. */
export type Template = z.infer<typeof Template>;

const Field = z.strictObject({
  id: z.string().regex(/^[a-z][a-zA-Z0-9]*$/u),
  label: Texts,
  hint: Texts.optional(),
  kind: z.enum(['text', 'phone', 'mail', 'date', 'number']),
  /** Width of the gap that is printed when nothing is known, in characters. */
  blank: z.int().min(2).max(40),
  /** What stands there when nothing is known, instead of a gap. */
  usual: Texts.optional(),
});

/** `content/documents/fields.yaml`: what papers ask of an organisation. */
export const Fields = z.strictObject({ fields: z.array(Field).min(1) });
/** What papers ask of an organisation. */
export type Fields = z.infer<typeof Fields>;
/** One field. */
export type Field = Fields['fields'][number];

/** The clauses of a template, wherever they stand, with the article they belong to. */
export function clausesOf(template: Template): readonly { readonly article: string; readonly clause: Clause }[] {
  return template.articles.flatMap(({ id, title, blocks }) =>
    [title, ...blocks.flatMap(inBlock)].map((clause) => ({ article: id, clause })),
  );
}

function inBlock(block: TemplateBlock): Clause[] {
  if ('p' in block) return [block.p];
  if ('lead' in block) return [block.lead];
  if ('small' in block) return [block.small];
  if ('points' in block) return block.points;
  if ('bullets' in block) return block.bullets;
  if ('steps' in block) return block.steps;
  if ('checks' in block) return block.checks;
  if ('facts' in block) return block.facts.flatMap(({ name, value }) => [name, value]);
  if ('lines' in block) return [block.lines.label];
  if ('subhead' in block) return [block.subhead];
  if ('pageBreak' in block) return [];
  if ('notice' in block)
    return [...(block.notice.title ? [block.notice.title] : []), ...block.notice.blocks.flatMap(inBlock)];
  const { columns, rows, caption } = block.table;
  return [
    ...(caption ? [caption] : []),
    ...columns.map(({ title }) => title),
    ...rows.flatMap(({ cells }) => cells.filter((cell) => cell !== '')),
  ];
}
