import { z } from 'zod';
import { found, Refusal } from '#platform/errors';
import { paperDocx, paperPdf } from '#platform/paper';
import { packZip } from '#platform/sheet';
import { type Call, id, navItem, redirect, route } from '#platform/web';
import { say } from '#platform/words';
import { holds } from '../assessment/condition.ts';
import { dayOf } from '../day/index.ts';
import { wording } from '../paper/compose.ts';
import { carryEdits } from '../paper/edits.ts';
import { newestTemplates } from '../paper/load.ts';
import { clausesOf } from '../paper/template.ts';
import { gather, type Material } from '../paper-set/material.ts';
import { paperShelf } from '../paper-set/shelf.ts';
import {
  changesSince,
  currentDocuments,
  documentOf,
  dropWording,
  type Making,
  makeVersion,
  papersOf,
  saveAnswers,
  saveWording,
  templateOf,
  versionsOf,
} from '../paper-set/store.ts';
import '../paper-set/watch.ts';
import { Day, mine, Organisation, Several, toFirst, whose } from '../task/mine.ts';
import { type Asked, answersPage, setPage, stateOf } from './list.html.ts';
import { paperPage, wordingPage } from './paper.html.ts';
import { words } from './words.ts';

type Mine = Call<{ readonly organisation: string }, unknown, unknown>;
const TemplateId = z.string().regex(/^[a-z0-9-]{1,60}$/);
const OnePaper = Organisation.extend({ paper: TemplateId });

navItem({ href: '/papers', label: words.nav, for: 'member', order: 22, group: 'ours' });
route({ method: 'GET', path: '/papers', permission: 'signed-in', handle: async (c) => toFirst(c, '/papers') });

const baseOf = (c: Mine) => ({ page: c.view, organisation: mine(c).id, kicker: whose(c, '/papers') });

/** Runs as the caller with what its organisation's papers are made of. */
function making<T>(c: Mine, work: (m: Making, material: Material) => Promise<T>): Promise<T> {
  const organisation = mine(c).id;
  return c.as(async (q) =>
    work(
      { house: c.house, q, organisation, actor: c.actor, person: c.person?.id ?? '' },
      await gather(c.house, q, organisation),
    ),
  );
}

/** What is proposed: the head approves, in force today, reviewed in a year. */
function proposed(c: Mine, material: Material): Asked {
  const year = new Date(c.now);
  year.setUTCFullYear(year.getUTCFullYear() + 1);
  return {
    approver: material.values.representative ?? '',
    inForceOn: dayOf(c.now),
    nextReviewOn: dayOf(year),
    note: '',
  };
}

const fields = () => paperShelf().fields.filter(({ id }) => id !== 'byHand');

function showSet(
  c: Mine,
  more: {
    readonly asked?: Asked;
    readonly chosen?: readonly string[];
    readonly errors?: readonly { name: string; text: string }[];
    readonly made?: number | undefined;
    readonly isSaved?: boolean;
  } = {},
) {
  return making(c, async ({ q, organisation }, material) => {
    const all = newestTemplates(paperShelf());
    const fitting = all.filter(({ when }) =>
      holds(when, material.profile, (question) => material.standings[question] ?? 'none'),
    );
    const papers = await papersOf(q, organisation);
    // A paper that was made stays on the list even where it no longer fits.
    const shown = all.filter((template) => fitting.includes(template) || papers.has(template.id));
    return setPage({
      ...baseOf(c),
      fitting: shown,
      others: all.filter((template) => !shown.includes(template)),
      papers,
      today: dayOf(c.now),
      filled: fields().filter(({ id: field, usual }) => usual || material.values[field]).length,
      all: fields().length,
      isUnassessed: material.isUnassessed,
      asked: more.asked ?? proposed(c, material),
      chosen:
        more.chosen ??
        shown
          .filter((template) => stateOf(template, papers.get(template.id), dayOf(c.now)) !== 'current')
          .map(({ id: template }) => template),
      errors: more.errors ?? [],
      made: more.made,
      isSaved: more.isSaved ?? false,
    });
  });
}

route({
  method: 'GET',
  path: '/papers/:organisation',
  permission: 'member',
  params: Organisation,
  query: z.object({ made: z.coerce.number().int().min(0).max(100).optional(), saved: z.literal('1').optional() }),
  handle: (c) => showSet(c, { made: c.query.made, isSaved: c.query.saved !== undefined }),
});

route({
  method: 'GET',
  path: '/papers/:organisation/answers',
  permission: 'member',
  params: Organisation,
  handle: (c) =>
    making(c, async (_, material) =>
      answersPage({ ...baseOf(c), fields: fields(), values: material.values, tongue: material.language }),
    ),
});

route({
  method: 'POST',
  path: '/papers/:organisation/answers',
  permission: 'member',
  params: Organisation,
  form: z.looseObject({ language: z.enum(['ja', 'easy', 'en']).default('ja') }),
  async handle(c) {
    const sent = c.form as Readonly<Record<string, unknown>>;
    const told = Object.fromEntries(
      fields().flatMap(({ id: field }) => {
        const value = sent[`field-${field}`];
        return typeof value === 'string' ? [[field, value.trim().slice(0, 200)]] : [];
      }),
    );
    await making(c, (m) => saveAnswers(m, told, c.form.language));
    return redirect(`/papers/${c.params.organisation}?saved=1`);
  },
});

const AskedForm = z.object({
  approver: z.string().trim().max(100).default(''),
  inForceOn: Day,
  nextReviewOn: Day,
  note: z.string().trim().max(500).default(''),
});

function faultsOf(asked: Asked, c: Mine): { name: string; text: string }[] {
  const missing = (['inForceOn', 'nextReviewOn'] as const).filter((name) => asked[name] === '');
  if (missing.length > 0) return missing.map((name) => ({ name, text: say(words.dateMissing, c.language) }));
  return asked.nextReviewOn <= asked.inForceOn
    ? [{ name: 'nextReviewOn', text: say(words.datesWrong, c.language) }]
    : [];
}

const saysIn = (language: Material['language']) => ({
  first: say(words.firstNote, language),
  reviewed: say(words.reviewedNote, language),
  changed: (count: number) => say(words.changedNote, language, { count }),
});

route({
  method: 'POST',
  path: '/papers/:organisation/make',
  permission: 'member',
  params: Organisation,
  form: AskedForm.extend({ papers: Several }),
  async handle(c) {
    const { papers, ...asked } = c.form;
    const chosen = newestTemplates(paperShelf()).filter(({ id: template }) => papers.includes(template));
    const errors = [
      ...faultsOf(asked, c),
      ...(chosen.length === 0 ? [{ name: 'papers', text: say(words.noneChosen, c.language) }] : []),
    ];
    if (errors.length > 0) return showSet(c, { asked, chosen: papers, errors });
    await making(c, async (m, material) => {
      for (const template of chosen) await makeVersion(m, material, template.id, asked, saysIn(material.language));
    });
    return redirect(`/papers/${c.params.organisation}?made=${chosen.length}`);
  },
});

function showPaper(
  c: Call<{ organisation: string; paper: string }, unknown, unknown>,
  more: {
    readonly asked?: Asked;
    readonly errors?: readonly { name: string; text: string }[];
    readonly made?: number | undefined;
  } = {},
) {
  return making(c, async ({ q, organisation }, material) => {
    const template = templateOf(c.params.paper);
    const versions = await versionsOf(q, organisation, template.id);
    const last = versions.at(-1);
    return paperPage({
      ...baseOf(c),
      template,
      paper: (await papersOf(q, organisation)).get(template.id),
      versions,
      pending: last ? changesSince(last, template, material) : [],
      conflicts: carryEdits(
        material.edits.filter((edit) => edit.document === template.id),
        template,
      ).conflicts.length,
      today: dayOf(c.now),
      asked: more.asked ?? proposed(c, material),
      errors: more.errors ?? [],
      made: more.made,
    });
  });
}

route({
  method: 'GET',
  path: '/papers/:organisation/of/:paper',
  permission: 'member',
  params: OnePaper,
  query: z.object({ made: z.coerce.number().int().min(0).max(100).optional() }),
  handle: (c) => showPaper(c, { made: c.query.made }),
});

route({
  method: 'POST',
  path: '/papers/:organisation/of/:paper/make',
  permission: 'member',
  params: OnePaper,
  form: AskedForm,
  async handle(c) {
    const errors = faultsOf(c.form, c);
    if (errors.length > 0) return showPaper(c, { asked: c.form, errors });
    await making(c, (m, material) => makeVersion(m, material, c.params.paper, c.form, saysIn(material.language)));
    return redirect(`/papers/${c.params.organisation}/of/${c.params.paper}?made=1`);
  },
});

const docxType = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';

/** A file with a name in any script (RFC 6266), for those who save it. */
function file(bytes: Uint8Array, type: string, name: string, plain: string): Response {
  return new Response(Buffer.from(bytes), {
    headers: {
      'content-type': type,
      'content-disposition': `attachment; filename="${plain}"; filename*=UTF-8''${encodeURIComponent(name)}`,
    },
  });
}

route({
  method: 'GET',
  path: '/papers/:organisation/of/:paper/:number/:format',
  permission: 'member',
  params: OnePaper.extend({ number: z.coerce.number().int().min(1).max(100_000), format: z.enum(['pdf', 'docx']) }),
  async handle(c) {
    const organisation = mine(c).id;
    const { paper, number, format } = c.params;
    const template = templateOf(paper);
    const versions = await c.as((q) => versionsOf(q, organisation, template.id, number));
    const version = found(versions.at(-1)?.number === number ? versions.at(-1) : undefined, 'know.paper-unknown');
    const document = documentOf(
      template.id,
      version,
      versions.map((one) => ({ number: one.number, on: one.inForceOn, note: one.note })),
    );
    const bytes = format === 'pdf' ? paperPdf(document) : await paperDocx(document);
    return file(
      bytes,
      format === 'pdf' ? 'application/pdf' : docxType,
      `${document.title}-${number}.${format}`,
      `${template.id}-${number}.${format}`,
    );
  },
});

route({
  method: 'GET',
  path: '/papers/:organisation/zip',
  permission: 'member',
  params: Organisation,
  query: z.object({ format: z.enum(['both', 'pdf', 'docx']).default('both') }),
  async handle(c) {
    const organisation = mine(c).id;
    const documents = await c.as((q) => currentDocuments(q, organisation));
    if (documents.size === 0) throw new Refusal('know.paper-unknown', {}, 404);
    const parts = new Map<string, Uint8Array>();
    let place = 0;
    for (const document of documents.values()) {
      place += 1;
      const name = `${String(place).padStart(2, '0')}-${document.title.replaceAll(/[\\/:*?"<>|]/g, '_')}`;
      if (c.query.format !== 'docx') parts.set(`${name}.pdf`, paperPdf(document));
      if (c.query.format !== 'pdf') parts.set(`${name}.docx`, await paperDocx(document));
      // A set takes half a second: others are answered in between.
      await new Promise((resolve) => setImmediate(resolve));
    }
    return file(
      packZip(parts, { stored: true }),
      'application/zip',
      `${mine(c).name}-${dayOf(c.now)}.zip`,
      `papers-${dayOf(c.now)}.zip`,
    );
  },
});

route({
  method: 'GET',
  path: '/papers/:organisation/of/:paper/wording',
  permission: 'member',
  params: OnePaper,
  query: z.object({
    sentence: z.coerce.number().int().min(0).max(10_000).optional(),
    saved: z.literal('1').optional(),
  }),
  handle: (c) =>
    making(c, async (_, material) => {
      const template = templateOf(c.params.paper);
      const own = material.edits.filter((edit) => edit.document === template.id);
      return wordingPage({
        ...baseOf(c),
        template,
        tongue: material.language,
        sentences: clausesOf(template),
        own,
        carried: carryEdits(own, template),
        open: c.query.sentence,
        isSaved: c.query.saved !== undefined,
      });
    }),
});

route({
  method: 'POST',
  path: '/papers/:organisation/of/:paper/wording',
  permission: 'member',
  params: OnePaper,
  form: z.object({
    sentence: z.coerce.number().int().min(0).max(10_000),
    own: z.string().trim().max(2000).default(''),
  }),
  async handle(c) {
    await making(c, async (m, material) => {
      const template = templateOf(c.params.paper);
      const { article, clause } = found(clausesOf(template)[c.form.sentence], 'know.paper-unknown');
      const model = wording(clause, material.language);
      const own = known(c.form.own);
      const before = material.edits.find(
        (edit) => edit.document === template.id && edit.language === material.language && edit.model === model,
      );
      if (own === model) {
        if (before) await dropWording(m, template.id, before.id);
      } else await saveWording(m, { document: template.id, article, language: material.language, model, own });
    });
    return redirect(`/papers/${c.params.organisation}/of/${c.params.paper}/wording?saved=1`);
  },
});

/** Holes of fields that do not exist become plain words: a paper must never fail on what somebody typed. */
function known(text: string): string {
  const fieldIds = new Set(['organisation', ...paperShelf().fields.map(({ id: field }) => field)]);
  return text.replace(/\{([a-z][a-zA-Z0-9]*)\}/gu, (hole, name: string) => (fieldIds.has(name) ? hole : `（${name}）`));
}

route({
  method: 'POST',
  path: '/papers/:organisation/of/:paper/wording/:wording/drop',
  permission: 'member',
  params: OnePaper.extend({ wording: id }),
  async handle(c) {
    await making(c, (m) => dropWording(m, c.params.paper, c.params.wording));
    return redirect(`/papers/${c.params.organisation}/of/${c.params.paper}/wording?saved=1`);
  },
});
