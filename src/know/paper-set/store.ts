/** An organisation's papers, each with its versions. A version is kept with everything it was made of and never changed. */
import { Refusal } from '#platform/errors';
import { appendFact } from '#platform/facts';
import type { House } from '#platform/house';
import type { Paper } from '#platform/paper';
import { loadSql, type Queries } from '#platform/postgres';
import type { Language } from '#platform/words';
import type { Standing } from '../assessment/condition.ts';
import { Profile } from '../assessment/profile.ts';
import { startOf } from '../day/index.ts';
import { type Change, changesBetween } from '../paper/changes.ts';
import { composePaper, type Gap } from '../paper/compose.ts';
import type { Edit } from '../paper/edits.ts';
import type { Template } from '../paper/template.ts';
import { settleTasks } from '../task/store.ts';
import type { Material } from './material.ts';
import { paperShelf } from './shelf.ts';

const sql = loadSql(import.meta.url);

/** What a version was made of. Stored. */
export interface Made {
  readonly organisation: string;
  readonly profile: Profile;
  readonly standings: Readonly<Record<string, Standing>>;
  readonly values: Readonly<Record<string, string>>;
  readonly lists: Readonly<Record<string, readonly (readonly string[])[]>>;
  readonly edits: readonly Edit[];
  readonly gaps: readonly { readonly ask: string; readonly advice: string; readonly dueOn: string | null }[];
}

/** A paper as the list shows it. */
export interface PaperInShort {
  readonly id: string;
  readonly template: string;
  readonly templateVersion: number;
  readonly number: number;
  readonly nextReviewOn: string;
  readonly approver: string;
  readonly inForceOn: string;
  readonly language: Language;
  readonly madeAt: Date;
}

/** One version. */
export interface PaperVersion {
  readonly number: number;
  readonly templateVersion: number;
  readonly language: Language;
  readonly approver: string;
  readonly inForceOn: string;
  readonly nextReviewOn: string;
  readonly note: string;
  readonly madeOf: Made;
  readonly madeAt: Date;
}

/** What somebody says of a new version. */
export interface NewVersion {
  readonly approver: string;
  readonly inForceOn: string;
  readonly nextReviewOn: string;
  readonly note: string;
}

/** Who makes it. */
export interface Making {
  readonly house: House;
  readonly q: Queries;
  readonly organisation: string;
  readonly actor: string;
  readonly person: string;
}

/** The papers an organisation has, by template. */
export async function papersOf(q: Queries, organisation: string): Promise<ReadonlyMap<string, PaperInShort>> {
  const rows = await q.rows<PaperInShort>(sql('papers'), { organisation });
  return new Map(rows.map((row) => [row.template, row]));
}

/** Every version of a paper, oldest first, up to `upTo` if given. */
export function versionsOf(
  q: Queries,
  organisation: string,
  template: string,
  upTo: number | null = null,
): Promise<(PaperVersion & { readonly changes: readonly Change[] })[]> {
  return q.rows(sql('versions'), { organisation, template, number: upTo });
}

/** Keeps what the papers ask of an organisation. */
export async function saveAnswers(
  { house, q, organisation, actor }: Making,
  told: Readonly<Record<string, string>>,
  language: Language,
): Promise<void> {
  await q.run(sql('save_answers'), { organisation, told: JSON.stringify(told), language, now: house.clock() });
  await appendFact(house, q, {
    kind: 'paper-answers.changed',
    subject: `organisation:${organisation}`,
    organisationId: organisation,
    actor,
    data: { fields: Object.keys(told).filter((field) => told[field] !== '') },
  });
}

/** What a paper would be made of now. */
export function madeNow(material: Material, template: Template): Made {
  const { organisation, profile, standings, values, lists, edits, gapsOf } = material;
  return {
    organisation,
    profile,
    standings,
    values,
    lists,
    edits: edits
      .filter((edit) => edit.document === template.id)
      .map(({ document, article, language, model, own }) => ({ document, article, language, model, own })),
    gaps: gapsOf(template.id).map(({ ask, advice, dueOn }) => ({ ask, advice, dueOn: dueOn?.toISOString() ?? null })),
  };
}

/** One edition of a template. Refuses one that is no longer on the shelf. */
export function templateOf(id: string, version?: number): Template {
  const versions = paperShelf().versions.get(id) ?? [];
  const found = version === undefined ? versions.at(-1) : versions.find((one) => one.version === version);
  if (!found) throw new Refusal('know.paper-unknown', {}, 404);
  return found;
}

/** A version as a document. `history` are the versions up to it, oldest first. */
export function documentOf(
  template: string,
  version: PaperVersion,
  history: readonly { readonly number: number; readonly on: string; readonly note: string }[],
): Paper {
  const { madeOf } = version;
  return composePaper({
    template: templateOf(template, version.templateVersion),
    fields: paperShelf().fields,
    language: version.language,
    organisation: madeOf.organisation,
    profile: Profile.catch({ uses: [] }).parse(madeOf.profile),
    answerOf: (question) => madeOf.standings[question] ?? 'none',
    values: madeOf.values,
    lists: madeOf.lists,
    edits: madeOf.edits,
    gaps: madeOf.gaps.map((gap): Gap => ({ ...gap, dueOn: gap.dueOn === null ? null : new Date(gap.dueOn) })),
    issue: {
      number: version.number,
      approver: version.approver,
      inForceOn: startOf(version.inForceOn),
      nextReviewOn: startOf(version.nextReviewOn),
      history: history.map(({ number, on, note }) => ({ number, on: startOf(on), note })),
    },
    madeAt: version.madeAt,
  });
}

/** What would change in a paper if a version were made now, sentence by sentence; of a paper not made yet nothing. */
export function changesSince(before: PaperVersion, template: Template, material: Material): readonly Change[] {
  const now: PaperVersion = {
    ...before,
    templateVersion: template.version,
    language: material.language,
    madeOf: madeNow(material, template),
  };
  // The same number, days and history on both sides: what a version says of itself is no change.
  return changesBetween(documentOf(template.id, before, []), documentOf(template.id, now, []));
}

/**
 * Makes the next version of a paper, or its first, with what changed since the last; ends the tasks that asked for it. `note` may be
 * empty: then the sentence that fits is put in.
 */
export async function makeVersion(
  making: Making,
  material: Material,
  templateId: string,
  asked: NewVersion,
  says: { readonly first: string; readonly reviewed: string; readonly changed: (count: number) => string },
): Promise<{ readonly number: number; readonly changes: number }> {
  const { house, q, organisation, actor, person } = making;
  const template = templateOf(templateId);
  const now = house.clock();
  await q.one(sql('lock_paper'), { organisation, template: template.id });
  const before = (await versionsOf(q, organisation, template.id)).at(-1);
  const number = (before?.number ?? 0) + 1;
  const changes = before ? changesSince(before, template, material) : [];
  const note =
    asked.note || (before ? (changes.length > 0 ? says.changed(changes.length) : says.reviewed) : says.first);
  const dates = { inForceOn: asked.inForceOn, nextReviewOn: asked.nextReviewOn };
  const kept = await q.one<{ id: string }>(sql('add_paper'), {
    organisation,
    template: template.id,
    templateVersion: template.version,
    number,
    nextReviewOn: dates.nextReviewOn,
    now,
  });
  if (!kept) throw new Error('a paper was not kept');
  await q.run(sql('add_version'), {
    paper: kept.id,
    organisation,
    number,
    templateVersion: template.version,
    language: material.language,
    approver: asked.approver,
    ...dates,
    note: note.slice(0, 500),
    madeOf: JSON.stringify(madeNow(material, template)),
    changes: JSON.stringify(changes.slice(0, 400)),
    person,
    now,
  });
  await appendFact(house, q, {
    kind: 'paper.made',
    subject: `paper:${kept.id}`,
    organisationId: organisation,
    actor,
    data: { template: template.id, edition: template.version, number, changes: changes.length },
  });
  for (const kind of ['paper-template', 'paper-review'] as const)
    await settleTasks(house, q, { organisations: [organisation], kind, subject: `paper:${kept.id}`, actor });
  return { number, changes: changes.length };
}

/** The newest version of every paper, ready to be made into documents. */
export async function currentDocuments(q: Queries, organisation: string): Promise<ReadonlyMap<string, Paper>> {
  const rows = await q.rows<
    PaperVersion & {
      readonly template: string;
      readonly history: readonly { readonly number: number; readonly on: string; readonly note: string }[];
    }
  >(sql('current_versions'), { organisation });
  return new Map(
    rows
      .map((row) => ({ row, order: templateOf(row.template, row.templateVersion).order }))
      .sort((one, other) => one.order - other.order)
      .map(({ row }) => [row.template, documentOf(row.template, row, row.history)]),
  );
}

/** A sentence in the organisation's own words; the same as the model's takes it back. */
export async function saveWording({ house, q, organisation, actor }: Making, edit: Edit): Promise<void> {
  const { document, article, language, model, own } = edit;
  await q.run(sql('save_wording'), {
    organisation,
    template: document,
    article,
    language,
    model,
    own,
    now: house.clock(),
  });
  await appendFact(house, q, {
    kind: 'paper-wording.changed',
    subject: `organisation:${organisation}`,
    organisationId: organisation,
    actor,
    data: { template: document, article, model: model.slice(0, 300), own: own.slice(0, 300) },
  });
}

/** The model's own words again. */
export async function dropWording(
  { house, q, organisation, actor }: Making,
  template: string,
  id: string,
): Promise<void> {
  if ((await q.run(sql('drop_wording'), { organisation, template, id })) === 0)
    throw new Refusal('know.paper-unknown', {}, 404);
  await appendFact(house, q, {
    kind: 'paper-wording.dropped',
    subject: `organisation:${organisation}`,
    organisationId: organisation,
    actor,
    data: { template },
  });
}
