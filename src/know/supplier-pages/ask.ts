/** A customer asks many suppliers one questionnaire: by lines, by file, or from the members that introduce themselves. */
import { z } from 'zod';
import { Refusal } from '#platform/errors';
import { html, nothing } from '#platform/html';
import { button, form, page } from '#platform/page';
import { loadSql } from '#platform/postgres';
import { readSheet } from '#platform/sheet';
import { type Call, id, redirect, route } from '#platform/web';
import { say } from '#platform/words';
import { findNewest } from '../assessment/load.ts';
import { openShelf, type Shelf } from '../assessment-shelf/index.ts';
import { dayAfter, dayOf } from '../day/index.ts';
import { actsFor } from '../role/acting.ts';
import { registerOwner } from '../role/store.ts';
import { readSuppliers } from '../supplier/lines.ts';
import { type Ask, askSuppliers } from '../supplier/request.ts';
import { words } from './words.ts';

const sql = loadSql(import.meta.url);
/** Suppliers asked at once. */
const MOST = 500;

const several = z.preprocess(
  (value) => (value === undefined ? [] : Array.isArray(value) ? value : [value]),
  z.array(id).max(50),
);
const AskForm = z.object({
  lines: z.string().max(100_000).default(''),
  file: z.instanceof(File).optional(),
  profiles: several,
  questionnaire: z.string().max(60).default(''),
  dueOn: z.string().max(10).default(''),
  message: z.string().trim().max(1000).default(''),
});

interface Sent {
  readonly form?: z.infer<typeof AskForm>;
  readonly errors?: readonly { readonly name: string; readonly text: string }[];
}

interface FoundProfile {
  readonly id: string;
  readonly name: string;
  readonly prefecture: string;
  readonly stars: number | null;
}

const questionnairesOf = (shelf: Shelf) =>
  [...shelf.versions.keys()].map((name) => findNewest(shelf, name)).filter((one) => one !== null);

async function show(
  c: Call<
    unknown,
    { readonly q?: string | undefined; readonly profile?: string | undefined; readonly supplier?: string | undefined },
    unknown
  >,
  organisation: string,
  sent: Sent = {},
) {
  const { language } = c;
  const shelf = await openShelf(c.house);
  const wanted = c.query.q?.normalize('NFKC').trim().toLowerCase();
  const read = await c.as(async (q) => ({
    owner: await registerOwner(q, organisation),
    known: c.query.supplier
      ? await q.one<{ name: string; corporateNumber: string | null; email: string }>(sql('known'), {
          id: c.query.supplier,
          organisation,
        })
      : undefined,
    profiles: [
      ...(c.query.profile ? await q.rows<FoundProfile>(sql('one_profile'), { id: c.query.profile }) : []),
      ...(wanted ? await q.rows<FoundProfile>(sql('found_profiles'), { text: wanted.replace(/[\\%_]/g, '\\$&') }) : []),
    ],
  }));
  const errors = sent.errors ?? [];
  const error = (name: string) => errors.find((one) => one.name === name)?.text;
  const base = `/organisations/${organisation}`;
  const known = read.known
    ? [read.known.name, read.known.corporateNumber, read.known.email].filter(Boolean).join(', ')
    : '';
  return page({
    ...c.view,
    title: say(words.askTitle, language),
    kicker: read.owner.name,
    heading: say(words.askTitle, language),
    lead: say(words.askLead, language),
    narrow: true,
    breadcrumb: [{ href: `${base}/suppliers`, label: say(words.title, language) }],
    main: html`<form class="row no-print" action="${base}/suppliers/ask" role="search">${form.text({ language, name: 'q', label: say(words.askProfiles, language), type: 'search', value: c.query.q, width: 'medium', maxlength: 60 })}${button({ text: say(words.searchNow, language), kind: 'sub' })}</form>
${form.form({
  language,
  action: `${base}/suppliers/ask`,
  files: true,
  errors,
  body: html`${
    read.profiles.length > 0
      ? form.checkboxes({
          language,
          name: 'profiles',
          label: say(words.askProfiles, language),
          values: sent.form?.profiles ?? (c.query.profile ? [c.query.profile] : []),
          choices: read.profiles.map((one) => ({
            value: one.id,
            label: `${one.name} ${one.prefecture} ${'★'.repeat(one.stars ?? 0)}`,
          })),
        })
      : wanted
        ? html`<p class="note">${say(words.profilesNone, language)}</p>`
        : nothing
  }
${form.textarea({ language, name: 'lines', label: say(words.askLines, language), hint: say(words.askLinesHint, language), value: sent.form?.lines ?? known, rows: 6, error: error('lines') })}
${form.file({ language, name: 'file', label: say(words.askFile, language), accept: '.csv,.tsv,.xlsx' })}
${form.select({ language, name: 'questionnaire', label: say(words.questionnaire, language), required: true, value: sent.form?.questionnaire ?? 'contractor-check', error: error('questionnaire'), blank: false, width: 'full', choices: questionnairesOf(shelf).map((one) => ({ value: one.id, label: one.title[language] })) })}
${form.date({ language, name: 'dueOn', label: say(words.dueOn, language), required: true, value: sent.form?.dueOn ?? dayAfter(dayOf(c.now), 30), error: error('dueOn') })}
${form.textarea({ language, name: 'message', label: say(words.message, language), value: sent.form?.message ?? '', rows: 3, maxlength: 1000 })}
${button({ text: say(words.send, language) })}`,
})}`,
  });
}

const params = z.object({ id });
const query = z.object({ q: z.string().max(60).optional(), profile: id.optional(), supplier: id.optional() });

route({
  method: 'GET',
  path: '/organisations/:id/suppliers/ask',
  permission: 'member',
  params,
  query,
  async handle(c) {
    actsFor(c, c.params.id);
    return show(c, c.params.id);
  },
});

route({
  method: 'POST',
  path: '/organisations/:id/suppliers/ask',
  permission: 'member',
  params,
  query,
  form: AskForm,
  async handle(c) {
    actsFor(c, c.params.id);
    const { form: sent, language } = c;
    const organisation = c.params.id;
    const rows = [...linesOf(sent.lines), ...(await rowsOf(sent.file))];
    const { suppliers, faults } = readSuppliers(rows);
    const chosen = await c.asWorker((q) =>
      q.rows<{ organisationId: string; name: string }>(sql('profiles'), { ids: sent.profiles }),
    );
    const all: Ask['suppliers'] = [
      ...suppliers,
      ...chosen.map((one) => ({ name: one.name, corporateNumber: null, email: '', member: one.organisationId })),
    ];
    const shelf = await openShelf(c.house);
    const today = dayOf(c.now);
    const lineTexts = faults.slice(0, 5).map((one) =>
      say(words['fault.lines'], language, {
        line: String(one.line),
        given: one.given,
        why: say(words[`why.${one.why}`], language),
      }),
    );
    const errors = [
      ...lineTexts.map((text) => ({ name: 'lines', text })),
      ...(faults.length > 5
        ? [{ name: 'lines', text: say(words['fault.more'], language, { count: faults.length - 5 }) }]
        : []),
      ...(faults.length === 0 && all.length === 0
        ? [{ name: 'lines', text: say(words['fault.nobody'], language) }]
        : []),
      ...(all.length > MOST ? [{ name: 'lines', text: say(words['fault.most'], language, { most: MOST }) }] : []),
      ...(findNewest(shelf, sent.questionnaire)
        ? []
        : [{ name: 'questionnaire', text: say(words['fault.questionnaire'], language) }]),
      ...(z.iso.date().safeParse(sent.dueOn).success && sent.dueOn > today && sent.dueOn <= dayAfter(today, 730)
        ? []
        : [{ name: 'dueOn', text: say(words['fault.due'], language) }]),
    ];
    if (errors.length > 0) return show(c, organisation, { form: sent, errors });
    const asked = await c.asWorker((q) =>
      askSuppliers(c.house, q, {
        organisation,
        suppliers: all,
        questionnaire: sent.questionnaire,
        dueOn: sent.dueOn,
        message: sent.message,
        actor: c.actor,
      }),
    );
    return redirect(`/organisations/${organisation}/suppliers?done=sent-${asked}`);
  },
});

const linesOf = (text: string) =>
  text.split(/\r?\n/).map((line, at) => ({ line: at + 1, cells: line.split(/[,、，\t]/) }));

async function rowsOf(file: File | undefined) {
  if (!file || file.size === 0) return [];
  if (file.size > 1_000_000) throw new Refusal('sheet.too-large', { max: 1_000_000 }, 413);
  return (
    readSheet(new Uint8Array(await file.arrayBuffer()), { name: file.name, maxRows: MOST + 20, maxCells: 20_000 })
      .sheets[0]?.rows ?? []
  );
}
