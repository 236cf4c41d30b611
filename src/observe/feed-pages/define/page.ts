import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import iconv from 'iconv-lite';
import { z } from 'zod';
import { found, Refusal } from '#platform/errors';
import { appendFact } from '#platform/facts';
import type { House } from '#platform/house';
import { loadSql } from '#platform/postgres';
import { type Call, redirect, route } from '#platform/web';
import { Mapping } from '../../feed/mapping.ts';
import { type ReadRow, type RefusedRow, readSample } from '../../feed/sample.ts';
import { readKindRules } from '../../intake/kinds.ts';
import { catalogue } from '../../intake/store.ts';
import { asking } from '../../quarantine/replay.ts';
import {
  Draft,
  type DraftFault,
  delimiterName,
  delimiterOf,
  draftOf,
  faultsOf,
  hoursOf,
  idOf,
  mappingOf,
} from './draft.ts';
import { type DefineView, definePage } from './page.html.ts';
import { guessShape, propose, type SampleColumn, sampleColumns } from './propose.ts';

const sql = loadSql(import.meta.url);
const SAMPLE_BYTES = 200 * 1024;

const script = readFileSync(new URL('./live.js', import.meta.url), 'utf8');
const scriptPath = `/assets/${createHash('sha256').update(script).digest('hex').slice(0, 12)}/define-feed.js`;
route({
  method: 'GET',
  path: scriptPath,
  permission: 'public',
  handle: async () =>
    new Response(script, {
      headers: {
        'content-type': 'text/javascript; charset=utf-8',
        'cache-control': 'public, max-age=31536000, immutable',
      },
    }),
});

const kinds: readonly string[] = [...new Set(readKindRules().map(({ kind }) => kind))].sort();

const DefineForm = Draft.extend({
  act: z.enum(['read', 'preview', 'save']).default('preview'),
  file: z.union([z.instanceof(File), z.literal('')]).optional(),
});
type DefineForm = z.output<typeof DefineForm>;

/** What the first rows of a sample become. */
export interface Preview {
  readonly rows: readonly ReadRow[];
  readonly refused: readonly RefusedRow[];
  readonly goodCount: number;
  readonly badCount: number;
  /** Machine word of why nothing can be read at all. */
  readonly unreadable: string | undefined;
}

const SHOWN = 10;

/** Reads the sample by the draft's mapping in the column engine, kinds included, and keeps nothing. */
export async function previewOf(house: Pick<House, 'columns' | 'clock'>, draft: Draft): Promise<Preview | undefined> {
  if (draft.sample.trim() === '' || draft.column.length === 0) return undefined;
  const mapping = mappingOf(draft);
  const facts = { 'file.name': 'sample', 'feed.code': draft.id, 'time.observation': house.clock().toISOString() };
  const sample = await readSample(asking(house), mapping, facts, iconv.encode(draft.sample, draft.encoding));
  if ('unreadable' in sample)
    return { rows: [], refused: [], goodCount: 0, badCount: 0, unreadable: sample.unreadable };
  return {
    rows: sample.rows.slice(0, SHOWN),
    refused: sample.refused.slice(0, SHOWN),
    goodCount: sample.rows.length,
    badCount: sample.refused.length,
    unreadable: undefined,
  };
}

/** The sample a person gave: the file if there is one, else what was pasted; with the encoding the file is in. */
async function sampleOf(
  form: DefineForm,
): Promise<{ readonly text: string; readonly encoding: Draft['encoding']; readonly isNew: boolean }> {
  if (form.file instanceof File && form.file.size > 0) {
    const bytes = new Uint8Array(await form.file.slice(0, SAMPLE_BYTES).arrayBuffer());
    const encoding = encodingOf(bytes, form.file.size > SAMPLE_BYTES);
    return {
      text: tidy(new TextDecoder(encoding).decode(bytes), form.file.size > SAMPLE_BYTES),
      encoding,
      isNew: true,
    };
  }
  const isLong = Buffer.byteLength(form.sample) > SAMPLE_BYTES;
  return {
    text: tidy(isLong ? Buffer.from(form.sample).subarray(0, SAMPLE_BYTES).toString() : form.sample, isLong),
    encoding: form.encoding,
    isNew: false,
  };
}

/** UTF-8 if every byte fits (a character cut at the end aside), else what Japanese offices send. */
function encodingOf(bytes: Uint8Array, isCut: boolean): Draft['encoding'] {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  for (const encoding of ['utf-8', 'shift_jis', 'euc-jp'] as const) {
    try {
      new TextDecoder(encoding, { fatal: true }).decode(bytes, { stream: isCut });
      return encoding;
    } catch {
      // the next one
    }
  }
  return 'utf-8';
}

/** Line ends as one sign; a last line that was cut in the middle is left out. */
function tidy(text: string, isCut: boolean): string {
  const plain = text
    .replace(/^\uFEFF/, '')
    .replace(/\r\n?/g, '\n')
    .replaceAll('\0', '');
  return isCut && plain.includes('\n') ? plain.slice(0, plain.lastIndexOf('\n') + 1) : plain;
}

/** The draft with its columns: read anew from the sample where asked, meanings that were chosen kept. */
async function draftFrom(
  form: DefineForm,
): Promise<{ readonly draft: Draft; readonly columns: readonly SampleColumn[] }> {
  const { text, encoding, isNew } = await sampleOf(form);
  const isFirst = form.column.length === 0 || isNew;
  const guess = guessShape(text);
  const shape =
    isFirst && text.trim() !== ''
      ? {
          format: guess.format,
          delimiter: delimiterName(guess.delimiter) ?? form.delimiter,
          header: guess.header ? ('yes' as const) : ('no' as const),
        }
      : { format: form.format, delimiter: form.delimiter, header: form.header };
  const columns = sampleColumns(
    text,
    { format: shape.format, delimiter: delimiterOf[shape.delimiter], header: shape.header === 'yes' },
    form.comment,
  );
  const chosen = new Map(form.column.map((name, i) => [name, form.field[i] ?? '']));
  const proposed = propose(columns);
  const base = { ...form, ...shape, encoding, sample: text, id: form.id || idOf(form.name) };
  if (columns.length === 0) return { draft: base, columns: form.column.map((name) => ({ name, values: [] })) };
  const taken = new Set(chosen.values());
  const field = columns.map(
    ({ name }, i) => chosen.get(name) ?? (taken.has(proposed[i] ?? '') ? '' : (proposed[i] ?? '')),
  );
  return { draft: { ...base, column: columns.map(({ name }) => name), field }, columns };
}

async function answer(
  c: Call<unknown, unknown, DefineForm>,
  existing: { readonly id: string; readonly name: string; readonly versions: DefineView['versions'] } | undefined,
) {
  const { draft: made, columns } = await draftFrom(c.form);
  const draft = existing ? { ...made, id: existing.id } : made;
  const show = async (errors: readonly (DraftFault | { readonly name: 'id'; readonly fault: 'idTaken' })[]) =>
    definePage({
      page: c.view,
      script: scriptPath,
      draft,
      columns,
      kinds,
      errors,
      existing,
      versions: existing?.versions ?? [],
      preview: faultsOf(draft, kinds).some(({ fault }) => fault === 'fieldWrong')
        ? undefined
        : await previewOf(c.house, draft),
    });
  if (c.form.act !== 'save')
    return show(
      draft.column.length === 0 && c.form.act === 'read' ? [{ name: 'sample', fault: 'columnsMissing' }] : [],
    );
  const errors = faultsOf(draft, kinds);
  if (errors.length > 0) return show(errors);
  if (!existing && catalogue().has(draft.id)) return show([{ name: 'id', fault: 'idTaken' }]);
  const saved = await save(c, draft, existing !== undefined);
  return saved ? redirect(`/feeds/${draft.id}`) : show([{ name: 'id', fault: 'idTaken' }]);
}

/** Keeps the mapping and its version, with the fact; gives false when the name of a new feed is taken. */
async function save(c: Call<unknown, unknown, unknown>, draft: Draft, exists: boolean): Promise<boolean> {
  const mapping = JSON.stringify(mappingOf(draft));
  const values = { id: draft.id, name: draft.name, mapping, handling: `TLP:${draft.handling}`, hours: hoursOf(draft) };
  return c.as(async (q) => {
    const kept = await q.one(sql(exists ? 'change' : 'add'), exists ? values : { ...values, now: c.now });
    if (!kept) return false;
    const made = await q.one<{ version: number }>(sql('add_version'), {
      id: draft.id,
      mapping,
      by: c.actor,
      now: c.now,
    });
    await appendFact(c.house, q, {
      kind: exists ? 'feed.mapping-changed' : 'feed.defined',
      subject: `feed:${draft.id}`,
      actor: c.actor,
      data: { version: made?.version ?? 1 },
    });
    return true;
  });
}

route({
  method: 'GET',
  path: '/feeds/new',
  permission: 'operator',
  handle: async (c) =>
    definePage({
      page: c.view,
      script: scriptPath,
      draft: Draft.parse({}),
      columns: [],
      kinds,
      errors: [],
      existing: undefined,
      versions: [],
      preview: undefined,
    }),
});

route({
  method: 'POST',
  path: '/feeds/new',
  permission: 'operator',
  form: DefineForm,
  handle: (c) => answer(c, undefined),
});

const params = z.object({
  id: z
    .string()
    .max(80)
    .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/),
});

async function ownFeed(c: Call<{ id: string }, unknown, unknown>) {
  const { feed, versions } = await c.as(async (q) => ({
    feed: found(
      await q.one<{ id: string; name: string; mapping: unknown; expectedHours: number | null }>(sql('feed'), {
        id: c.params.id,
      }),
      'observe.feed-unknown',
      { feed: c.params.id },
    ),
    versions: await q.rows<{ version: number; madeAt: Date }>(sql('versions'), { id: c.params.id }),
  }));
  const draft = feed.mapping === null ? null : draftOf(Mapping.parse(feed.mapping), feed);
  if (!draft) throw new Refusal('observe.mapping-foreign', { feed: feed.name }, 409);
  return { feed, draft, versions };
}

route({
  method: 'GET',
  path: '/feeds/:id/mapping',
  permission: 'operator',
  params,
  async handle(c) {
    const { feed, draft, versions } = await ownFeed(c);
    return definePage({
      page: c.view,
      script: scriptPath,
      draft,
      columns: draft.column.map((name) => ({ name, values: [] })),
      kinds,
      errors: [],
      existing: feed,
      versions,
      preview: undefined,
    });
  },
});

route({
  method: 'POST',
  path: '/feeds/:id/mapping',
  permission: 'operator',
  params,
  form: DefineForm,
  async handle(c) {
    const { feed, versions } = await ownFeed(c);
    return answer(c, { id: feed.id, name: feed.name, versions });
  },
});
