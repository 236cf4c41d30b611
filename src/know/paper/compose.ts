/** From a template and what is known of an organisation to a finished paper. Pure. */
import type { Block, Fact, Paper, PlainBlock, Span, Text } from '#platform/paper';
import { formatDate, type Language, say } from '#platform/words';
import { type Condition, holds, type Lookup } from '../assessment/condition.ts';
import type { Profile } from '../assessment/profile.ts';
import { type Edit, ownWords } from './edits.ts';
import type { Clause, Field, Template, TemplateBlock } from './template.ts';
import { words } from './words.ts';

/** A version of the organisation's own paper (not of the template). */
export interface Issue {
  readonly number: number;
  readonly approver: string;
  readonly inForceOn: Date;
  readonly nextReviewOn: Date;
  /** Earlier versions and this one, oldest first, with what changed in a sentence. */
  readonly history: readonly { readonly number: number; readonly on: Date; readonly note: string }[];
}

/** A gap the self-check showed, printed as an annex of the paper that closes it. */
export interface Gap {
  readonly ask: string;
  readonly advice: string;
  readonly dueOn: Date | null;
}

/** Everything a paper is made of. */
export interface Request {
  readonly template: Template;
  readonly fields: readonly Field[];
  readonly language: Language;
  readonly organisation: string;
  readonly profile: Profile;
  readonly answerOf: Lookup;
  /** Values of the fields, by their id. What is missing becomes a gap to write in. */
  readonly values: Readonly<Record<string, string>>;
  /** Lists kept elsewhere, by name, in the columns of the table that asks for them. */
  readonly lists: Readonly<Record<string, readonly (readonly string[])[]>>;
  readonly edits: readonly Edit[];
  readonly gaps: readonly Gap[];
  readonly issue: Issue;
  readonly madeAt: Date;
}

interface Setting {
  readonly request: Request;
  readonly fits: (condition: Condition | undefined) => boolean;
  readonly text: (clause: Clause) => Text;
  readonly line: (clause: Clause) => string;
}

/** Composes a paper: articles that fit, numbered in order; fields filled; own wording kept; open gaps and history at the end. */
export function composePaper(request: Request): Paper {
  const { template, language, issue } = request;
  const setting = settingFor(request);
  const articles = template.articles.filter(({ when }) => setting.fits(when));
  // A policy is published as one page and speaks for itself.
  const blocks: Block[] =
    template.kind === 'policy' ? [] : [{ kind: 'paragraph', look: 'lead', text: template.gist[language] }];
  articles.forEach((article, index) => {
    const title = setting.line(article.title);
    if (article.attachment) blocks.push({ kind: 'page-break' }, { kind: 'heading', level: 1, text: title });
    else blocks.push(heading(template.kind, title, index + 1, language));
    for (const block of article.blocks) if (setting.fits(block.when)) blocks.push(...blockOf(block, setting));
  });
  blocks.push(...gapsAnnex(request), ...historyAnnex(request));
  const date = (at: Date) => formatDate(at, language);
  const facts: Fact[] = [
    { name: say(words.version, language), value: say(words.versionNumber, language, { code: String(issue.number) }) },
    { name: say(words.inForce, language), value: date(issue.inForceOn) },
    { name: say(words.approver, language), value: issue.approver === '' ? [{ blank: 16 }] : issue.approver },
    { name: say(words.nextReview, language), value: date(issue.nextReviewOn) },
  ];
  if (template.kind === 'policy') signPolicy(blocks, facts);
  const title = template.title[language];
  return {
    language,
    title,
    issuer: request.organisation,
    ...(template.kind === 'card' || template.kind === 'policy' ? {} : { facts }),
    blocks,
    frame: template.frame,
    onePage: template.kind === 'card' || template.kind === 'policy',
    footer: `${title}　${say(words.versionNumber, language, { code: String(issue.number) })}`,
    madeAt: request.madeAt,
  };
}

/** What a policy says of itself joins the names at its end; who approved it is the head who signs it. */
function signPolicy(blocks: Block[], facts: readonly Fact[]): void {
  const [version, inForce, , nextReview] = facts;
  const rows = [version, inForce, nextReview].flatMap((fact) => (fact ? [{ name: fact.name, value: fact.value }] : []));
  const last = blocks.at(-1);
  if (last?.kind === 'facts') blocks[blocks.length - 1] = { ...last, rows: [...last.rows, ...rows] };
  else blocks.push({ kind: 'facts', rows });
}

function settingFor(request: Request): Setting {
  const { language, profile, answerOf, template } = request;
  const own = ownWords(request.edits, template.id, language);
  const fits = (condition: Condition | undefined) => holds(condition, profile, answerOf);
  const text = (clause: Clause) => fill(own(wording(clause, language)), request);
  const line = (clause: Clause) => {
    const filled = text(clause);
    return typeof filled === 'string'
      ? filled
      : filled.map((span) => (typeof span === 'string' ? span : 'text' in span ? span.text : '')).join('');
  };
  return { request, fits, text, line };
}

/** The wording of a clause in a language; a rule without easy words is given in plain Japanese. */
export function wording(clause: Clause, language: Language): string {
  return language === 'easy' ? (clause.easy ?? clause.ja) : clause[language];
}

/** Fills the holes of a text; a field nobody has told becomes its usual words, or a gap to write in. */
function fill(pattern: string, { values, fields, organisation, language }: Request): Text {
  const spans: Span[] = [];
  let only = true;
  for (const piece of pattern.split(/(\{[a-z][a-zA-Z0-9]*\})/u)) {
    const name = /^\{([a-z][a-zA-Z0-9]*)\}$/u.exec(piece)?.[1];
    if (piece === '') continue;
    if (name === undefined) spans.push(piece);
    else if (name === 'organisation') spans.push(organisation);
    else {
      const field = fields.find(({ id }) => id === name);
      if (!field) throw new Error(`no field ${name}`);
      const value = values[name]?.trim();
      if (value) spans.push(value);
      else if (field.usual) spans.push(field.usual[language]);
      else {
        spans.push({ blank: field.blank });
        only = false;
      }
    }
  }
  return only ? spans.join('') : spans;
}

function heading(kind: Template['kind'], title: string, number: number, language: Language): Block {
  if (kind === 'card') return { kind: 'heading', level: 2, text: title };
  const mark = kind === 'rule' ? say(words.article, language, { code: String(number) }) : `${number}.`;
  return { kind: 'heading', level: 1, mark, text: title };
}

const looks = { points: 'bracket', bullets: 'dot', steps: 'number', checks: 'check' } as const;

function blockOf(block: TemplateBlock, setting: Setting): Block[] {
  if (!('notice' in block)) return plainBlock(block, setting);
  const { tone, title, blocks } = block.notice;
  const inside = blocks.filter(({ when }) => setting.fits(when)).flatMap((inner) => plainBlock(inner, setting));
  return inside.length === 0
    ? []
    : [{ kind: 'notice', tone, ...(title ? { title: setting.line(title) } : {}), blocks: inside }];
}

function plainBlock(
  block: Exclude<TemplateBlock, { notice: unknown }>,
  { fits, text, line, request }: Setting,
): PlainBlock[] {
  if ('p' in block) return [{ kind: 'paragraph', text: text(block.p) }];
  if ('lead' in block) return [{ kind: 'paragraph', look: 'lead', text: text(block.lead) }];
  if ('small' in block) return [{ kind: 'paragraph', look: 'small', text: text(block.small) }];
  if ('subhead' in block) return [{ kind: 'heading', level: 2, text: line(block.subhead) }];
  if ('pageBreak' in block) return [{ kind: 'page-break' }];
  if ('lines' in block) return [{ kind: 'lines', label: line(block.lines.label), count: block.lines.count }];
  if ('facts' in block) {
    const rows = block.facts
      .filter(({ name }) => fits(name.when))
      .map(({ name, value }) => ({ name: line(name), value: text(value) }));
    return [{ kind: 'facts', rows }];
  }
  if ('table' in block) return [tableOf(block.table, { fits, text, line, request })];
  for (const [key, look] of Object.entries(looks)) {
    const clauses = (block as unknown as Record<string, Clause[] | undefined>)[key];
    if (!clauses) continue;
    const items = clauses.filter((clause) => fits(clause.when)).map(text);
    return items.length === 0 ? [] : [{ kind: 'list', look, items }];
  }
  return [];
}

function tableOf(
  table: Extract<TemplateBlock, { table: unknown }>['table'],
  { fits, text, line, request }: Setting,
): PlainBlock {
  const fixed = table.rows
    .filter((row) => fits(row.when))
    .map((row) => row.cells.map((cell) => (cell === '' ? '' : text(cell))));
  const listed = table.from === undefined ? [] : (request.lists[table.from] ?? []).map((row) => [...row]);
  const empty = Array.from({ length: Math.max(0, table.blankRows - listed.length) }, () =>
    table.columns.map(() => '\n'),
  );
  return {
    kind: 'table',
    columns: table.columns.map((column) => ({ title: text(column.title), share: column.share, align: 'start' })),
    rows: [...fixed, ...listed, ...empty],
    ...(table.caption ? { caption: line(table.caption) } : {}),
  };
}

function gapsAnnex({ gaps, language, template }: Request): Block[] {
  // A policy is published and a card hangs on the wall: neither tells the world what is not done yet.
  if (gaps.length === 0 || template.kind === 'card' || template.kind === 'policy') return [];
  return [
    { kind: 'heading', level: 1, text: say(words.gapsTitle, language) },
    { kind: 'paragraph', text: say(words.gapsIntro, language) },
    {
      kind: 'table',
      columns: [
        { title: say(words.gapsAsk, language), share: 3, align: 'start' },
        { title: say(words.gapsAdvice, language), share: 3.4, align: 'start' },
        { title: say(words.gapsDue, language), share: 1.3, align: 'start' },
      ],
      rows: gaps.map((gap) => [gap.ask, gap.advice, gap.dueOn === null ? '' : formatDate(gap.dueOn, language, 'iso')]),
    },
  ];
}

function historyAnnex({ issue, language, template }: Request): Block[] {
  if (issue.history.length === 0 || template.kind === 'card' || template.kind === 'policy') return [];
  return [
    { kind: 'heading', level: 1, text: say(words.historyTitle, language) },
    {
      kind: 'table',
      columns: [
        { title: say(words.version, language), share: 0.8, align: 'start' },
        { title: say(words.inForce, language), share: 1.4, align: 'start' },
        { title: say(words.historyNote, language), share: 4, align: 'start' },
      ],
      rows: issue.history.map(({ number, on, note }) => [
        say(words.versionNumber, language, { code: String(number) }),
        formatDate(on, language, 'iso'),
        note,
      ]),
    },
  ];
}
