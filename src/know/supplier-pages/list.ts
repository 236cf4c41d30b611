/** The customer's side: its suppliers, who of them has declared, what each let it see, and its own record of each. */
import { z } from 'zod';
import { found, Refusal } from '#platform/errors';
import { appendFact } from '#platform/facts';
import { loadSql } from '#platform/postgres';
import { type Call, id, navItem, redirect, route } from '#platform/web';
import { say } from '#platform/words';
import { findNewest, findVersion } from '../assessment/load.ts';
import { openShelf } from '../assessment-shelf/index.ts';
import { parseCorporateNumber } from '../corporate-number/decide.ts';
import { actsFor, toOwn } from '../role/acting.ts';
import { registerOwner } from '../role/store.ts';
import { type Request, shareOf } from '../supplier/request.ts';
import { doneBanner, listPage, type SupplierRecord, type SupplierRow, supplierPage } from './list.html.ts';
import { words } from './words.ts';

const sql = loadSql(import.meta.url);
const PAGE = 50;

navItem({ href: '/suppliers', label: words.nav, for: 'member', order: 36, group: 'ours' });
route({ method: 'GET', path: '/suppliers', permission: 'signed-in', handle: async (c) => toOwn(c, 'suppliers') });

const PageKey = z
  .string()
  .max(1000)
  .transform((text, refuse) => {
    try {
      return z.tuple([z.string(), id]).parse(JSON.parse(Buffer.from(text, 'base64url').toString()));
    } catch {
      refuse.addIssue('not a page of this list');
      return z.NEVER;
    }
  });

/** The banner for the last act. */
function doneOf(c: Call<unknown, unknown, unknown>) {
  const done = c.url.searchParams.get('done') ?? '';
  const sent = /^sent-(\d{1,4})$/.exec(done)?.[1];
  if (sent)
    return doneBanner(
      c.language,
      say(words.sentDone, c.language, { count: Number(sent) }),
      say(words.sentBody, c.language),
    );
  if (done === 'saved') return doneBanner(c.language, say(words.savedDone, c.language));
  return done === 'ended' ? doneBanner(c.language, say(words.endedDone, c.language)) : undefined;
}

route({
  method: 'GET',
  path: '/organisations/:id/suppliers',
  permission: 'member',
  params: z.object({ id }),
  query: z.object({
    text: z.string().max(100).optional(),
    after: PageKey.optional(),
    done: z.string().max(20).optional(),
  }),
  async handle(c) {
    const [afterName, afterId] = c.query.after ?? [null, null];
    const organisation = c.params.id;
    const text = c.query.text?.normalize('NFKC').trim();
    return c.as(async (q) => {
      const owner = await registerOwner(q, organisation);
      const rows = await q.rows<SupplierRow>(sql('list'), {
        organisation,
        text: text ? text.replace(/[\\%_]/g, '\\$&') : null,
        afterName,
        afterId,
        now: c.now,
        limit: PAGE + 1,
      });
      const last = rows.length > PAGE ? rows[PAGE - 1] : undefined;
      const counts = text
        ? undefined
        : await q.one<NonNullable<Parameters<typeof listPage>[0]['counts']>>(sql('counts'), {
            organisation,
            now: c.now,
          });
      const base = `/organisations/${organisation}`;
      return listPage({
        page: c.view,
        base,
        owner,
        rows: rows.slice(0, PAGE),
        counts,
        text: c.query.text,
        done: doneOf(c),
        next:
          last &&
          `${base}/suppliers?${new URLSearchParams({ ...(c.query.text ? { text: c.query.text } : {}), after: Buffer.from(JSON.stringify([last.name, last.id])).toString('base64url') })}`,
      });
    });
  },
});

interface RequestRow {
  readonly id: string;
  readonly questionnaire: string;
  readonly dueOn: string;
  readonly state: Request['state'];
  readonly askedAt: Date;
}

async function show(
  c: Call<unknown, unknown, unknown>,
  params: { readonly id: string; readonly supplier: string },
  sent: {
    readonly over?: Partial<SupplierRecord>;
    readonly errors?: readonly { readonly name: string; readonly text: string }[];
  } = {},
) {
  const shelf = await openShelf(c.house);
  const organisation = params.id;
  return c.as(async (q) => {
    const supplier = found(
      await q.one<SupplierRecord>(sql('one'), { id: params.supplier, organisation, now: c.now }),
      'know.supplier-unknown',
    );
    const requests = await q.rows<RequestRow>(sql('requests'), { supplier: supplier.id, organisation });
    const shares = [];
    for (const request of requests.filter(({ state }) => state === 'shared').slice(0, 10)) {
      const share = await shareOf(q, request.id);
      if (share) shares.push({ share, sheet: findVersion(shelf, share.questionnaire, share.version) ?? undefined });
    }
    return supplierPage({
      page: c.view,
      base: `/organisations/${organisation}`,
      supplier: { ...supplier, ...sent.over },
      requests: requests.map((one) => ({
        ...one,
        title: findNewest(shelf, one.questionnaire)?.title[c.language] ?? one.questionnaire,
      })),
      shares,
      done: doneOf(c),
      errors: sent.errors ?? [],
      mayAct: c.person?.organisations.some((one) => one.id === organisation) ?? false,
    });
  });
}

const params = z.object({ id, supplier: id });

route({
  method: 'GET',
  path: '/organisations/:id/suppliers/:supplier',
  permission: 'member',
  params,
  handle: (c) => show(c, c.params),
});

route({
  method: 'POST',
  path: '/organisations/:id/suppliers/:supplier',
  permission: 'member',
  params,
  form: z.object({
    name: z.string().trim().max(200).default(''),
    corporateNumber: z.string().trim().max(20).default(''),
    email: z.string().trim().max(254).default(''),
    work: z.string().trim().max(1000).default(''),
    boundary: z.string().trim().max(4000).default(''),
    subcontractors: z.string().trim().max(4000).default(''),
    incidentContact: z.string().trim().max(500).default(''),
  }),
  async handle(c) {
    actsFor(c, c.params.id);
    const { form, language } = c;
    const number = form.corporateNumber === '' ? null : parseCorporateNumber(form.corporateNumber);
    const errors = [
      ...(form.name === '' ? [{ name: 'name', text: say(words.name, language) }] : []),
      ...(form.corporateNumber !== '' && number === null
        ? [{ name: 'corporateNumber', text: say(words['why.number'], language) }]
        : []),
      ...(form.email !== '' && !/^[^@\s]+@[^@\s]+$/.test(form.email)
        ? [{ name: 'email', text: say(words['why.mail'], language) }]
        : []),
    ];
    if (errors.length > 0) return show(c, c.params, { over: form, errors });
    await c
      .as(async (q) => {
        const saved = await q.run(sql('save'), {
          ...form,
          corporateNumber: number,
          id: c.params.supplier,
          organisation: c.params.id,
          now: c.now,
        });
        if (saved === 0) throw new Refusal('know.supplier-unknown', {}, 404);
        await appendFact(c.house, q, {
          kind: 'supplier.changed',
          subject: `supplier:${c.params.supplier}`,
          organisationId: c.params.id,
          actor: c.actor,
          data: { name: form.name },
        });
      })
      .catch((error: { code?: string }) => {
        if (error.code === '23505') throw new Refusal('know.supplier-repeats', {}, 409);
        throw error;
      });
    return redirect(`/organisations/${c.params.id}/suppliers/${c.params.supplier}?done=saved`);
  },
});

route({
  method: 'POST',
  path: '/organisations/:id/suppliers/:supplier/end',
  permission: 'member',
  params,
  async handle(c) {
    actsFor(c, c.params.id);
    await c.as(async (q) => {
      if ((await q.run(sql('end'), { id: c.params.supplier, organisation: c.params.id, now: c.now })) === 0)
        throw new Refusal('know.supplier-unknown', {}, 404);
      await appendFact(c.house, q, {
        kind: 'supplier.ended',
        subject: `supplier:${c.params.supplier}`,
        organisationId: c.params.id,
        actor: c.actor,
      });
    });
    await c.asWorker((q) => q.run(sql('close'), { supplier: c.params.supplier, organisation: c.params.id }));
    return redirect(`/organisations/${c.params.id}/suppliers?done=ended`);
  },
});

/** The sealed answers as a file. A member sees only what was shared with it. */
route({
  method: 'GET',
  path: '/organisations/:id/suppliers/:supplier/answers/:request',
  permission: 'member',
  params: z.object({ id, supplier: id, request: id }),
  async handle(c) {
    const share = found(await c.as((q) => shareOf(q, c.params.request)), 'know.request-unknown');
    return new Response(`${share.seal}\n`, {
      headers: { 'content-type': 'application/jose', 'content-disposition': 'attachment; filename="answers.jws"' },
    });
  },
});
