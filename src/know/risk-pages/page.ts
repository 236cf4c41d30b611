import { z } from 'zod';
import { found } from '#platform/errors';
import { factsAbout } from '#platform/facts';
import { type Call, id, navItem, redirect, route } from '#platform/web';
import { say } from '#platform/words';
import { findAsset, type StoredAsset, sumOfAssets } from '../asset/store.ts';
import { dayOf } from '../day/index.ts';
import { riskWorkbook } from '../risk/export.ts';
import { type Grade, treatments } from '../risk/score.ts';
import {
  type Acting,
  addOwnRisk,
  bareAssets,
  dropRisk,
  findRisk,
  gravest,
  listRisks,
  propose,
  pursuits,
  type Risk,
  saveRisk,
  storyOf,
  sumOfRisks,
} from '../risk/store.ts';
import '../risk/watch.ts';
import { Day, keyOf, mine, Organisation, toFirst, whose, writeKey } from '../task/mine.ts';
import { decisionText, listPage, topPage } from './list.html.ts';
import { assetPage, type FieldError, onePage } from './one.html.ts';
import { words } from './words.ts';

type Mine = Call<{ readonly organisation: string }, unknown, unknown>;
const PAGE = 50;
/** Assets a first proposal is made for: a dozen risks each is what somebody can look through. */
const AT_ONCE = 5;
const MOST = 50_000;
const One = Organisation.extend({ risk: id });
const OfAsset = Organisation.extend({ asset: id });
const decisions = [...treatments, 'pursue', 'leave'] as const;
const GradeField = z.enum(['1', '2', '3']).transform((text) => Number(text) as Grade);

navItem({ href: '/risks', label: words.nav, for: 'member', order: 26, group: 'ours' });
route({ method: 'GET', path: '/risks', permission: 'signed-in', handle: async (c) => toFirst(c, '/risks') });

const baseOf = (c: Mine) => ({ page: c.view, organisation: mine(c).id, kicker: whose(c, '/risks') });

function acting<T>(c: Mine, work: (act: Acting) => Promise<T>): Promise<T> {
  const organisation = mine(c).id;
  return c.as((q) => work({ q, house: c.house, organisation, actor: c.actor }));
}

route({
  method: 'GET',
  path: '/risks/:organisation',
  permission: 'member',
  params: Organisation,
  query: z.object({
    nature: z.enum(['threat', 'opportunity']).default('threat').catch('threat'),
    level: z.enum(['high', 'middle', 'low']).optional().catch(undefined),
    treatment: z.enum(decisions).optional().catch(undefined),
    review: z.literal('due').optional().catch(undefined),
    after: keyOf([z.int().min(0).max(9), id]).optional(),
    proposed: z.coerce.number().int().min(0).optional(),
  }),
  async handle(c) {
    const { after, proposed, review, ...query } = c.query;
    const today = dayOf(c.now);
    return acting(c, async ({ q, organisation }) => {
      const rows = await listRisks(
        q,
        organisation,
        { ...query, due: review && today, after: after && { score: after[0], id: after[1] } },
        PAGE + 1,
      );
      const end = rows.length > PAGE ? rows[PAGE - 1] : undefined;
      const filters = Object.entries<string | undefined>({ ...query, review }).filter(
        (pair): pair is [string, string] => Boolean(pair[1]),
      );
      const assets = await sumOfAssets(q, organisation, today);
      return listPage({
        ...baseOf(c),
        rows: rows.slice(0, PAGE),
        sum: await sumOfRisks(q, organisation, today),
        query: { ...query, review },
        next:
          end &&
          `/risks/${organisation}?${new URLSearchParams([...filters, ['after', writeKey([end.score, end.id])]])}`,
        isDeep: after !== undefined,
        hasAssets: assets.total > 0,
        bare: (await bareAssets(q, organisation, 1)).length,
        proposed,
      });
    });
  },
});

route({
  method: 'POST',
  path: '/risks/:organisation/propose',
  permission: 'member',
  params: Organisation,
  async handle(c) {
    const count = await acting(c, async (act) => {
      const assets: StoredAsset[] = [];
      for (const one of await bareAssets(act.q, act.organisation, AT_ONCE)) {
        const asset = await findAsset(act.q, act.organisation, one);
        if (asset) assets.push(asset);
      }
      return propose(act, assets);
    });
    return redirect(`/risks/${c.params.organisation}?proposed=${count}`);
  },
});

route({
  method: 'GET',
  path: '/risks/:organisation/top',
  permission: 'member',
  params: Organisation,
  async handle(c) {
    return acting(c, async ({ q, organisation }) =>
      topPage({
        ...baseOf(c),
        name: mine(c).name,
        rows: await gravest(q, organisation),
        sum: await sumOfRisks(q, organisation, dayOf(c.now)),
        now: c.now,
      }),
    );
  },
});

route({
  method: 'GET',
  path: '/risks/:organisation/export',
  permission: 'member',
  params: Organisation,
  async handle(c) {
    const { threats, chances } = await acting(c, async ({ q, organisation }) => ({
      threats: await listRisks(q, organisation, { nature: 'threat' }, MOST),
      chances: await listRisks(q, organisation, { nature: 'opportunity' }, MOST),
    }));
    const shared = (risk: Risk) => ({
      ...risk,
      story: storyOf(risk, c.language),
      reviewOn: risk.reviewOn === null ? null : new Date(`${risk.reviewOn}T00:00:00Z`),
    });
    const book = riskWorkbook(
      threats.map((risk) => ({
        ...shared(risk),
        treatment: risk.treatment === 'pursue' || risk.treatment === 'leave' ? 'undecided' : risk.treatment,
      })),
      c.language,
      chances.map((risk) => ({
        ...shared(risk),
        benefit: risk.value,
        decision: decisionText(risk.treatment, c.language),
      })),
    );
    return new Response(Buffer.from(book), {
      headers: {
        'content-type': 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
        'content-disposition': `attachment; filename="risks-${dayOf(c.now)}.xlsx"`,
      },
    });
  },
});

function showAsset(
  c: Call<{ organisation: string; asset: string }, unknown, unknown>,
  more: { readonly errors?: readonly FieldError[]; readonly proposed?: number | undefined } = {},
) {
  return acting(c, async ({ q, organisation }) => {
    const asset = found(await findAsset(q, organisation, c.params.asset), 'know.asset-unknown');
    return assetPage({
      ...baseOf(c),
      asset,
      threats: await listRisks(q, organisation, { nature: 'threat', asset: asset.id }, 200),
      opportunities: await listRisks(q, organisation, { nature: 'opportunity', asset: asset.id }, 200),
      errors: more.errors ?? [],
      proposed: more.proposed,
    });
  });
}

route({
  method: 'GET',
  path: '/risks/:organisation/asset/:asset',
  permission: 'member',
  params: OfAsset,
  query: z.object({ proposed: z.coerce.number().int().min(0).optional() }),
  handle: (c) => showAsset(c, { proposed: c.query.proposed }),
});

route({
  method: 'POST',
  path: '/risks/:organisation/asset/:asset/propose',
  permission: 'member',
  params: OfAsset,
  async handle(c) {
    const count = await acting(c, async (act) =>
      propose(act, [found(await findAsset(act.q, act.organisation, c.params.asset), 'know.asset-unknown')]),
    );
    return redirect(`/risks/${c.params.organisation}/asset/${c.params.asset}?proposed=${count}`);
  },
});

route({
  method: 'POST',
  path: '/risks/:organisation/asset/:asset/add',
  permission: 'member',
  params: OfAsset,
  form: z.object({
    story: z.string().trim().max(500).default(''),
    nature: z.enum(['threat', 'opportunity']).default('threat'),
    value: GradeField,
    threat: GradeField,
    vulnerability: GradeField,
  }),
  async handle(c) {
    const { nature, threat } = c.form;
    if (c.form.story === '')
      return showAsset(c, { errors: [{ name: 'story', text: say(words.storyMissing, c.language) }] });
    // An opportunity has no openness: how likely it is to succeed stands for both.
    const own = { ...c.form, vulnerability: nature === 'opportunity' ? threat : c.form.vulnerability };
    const made = await acting(c, async (act) => {
      const asset = found(await findAsset(act.q, act.organisation, c.params.asset), 'know.asset-unknown');
      return addOwnRisk(act, asset.id, own);
    });
    return redirect(`/risks/${c.params.organisation}/of/${made}`);
  },
});

function showOne(
  c: Call<{ organisation: string; risk: string }, unknown, unknown>,
  more: { readonly risk?: Risk; readonly errors?: readonly FieldError[]; readonly isSaved?: boolean } = {},
) {
  return acting(c, async ({ q, organisation }) => {
    const risk = more.risk ?? found(await findRisk(q, organisation, c.params.risk), 'know.risk-unknown');
    const facts = await factsAbout(q, `risk:${risk.id}`, 100);
    return onePage({
      ...baseOf(c),
      risk,
      errors: more.errors ?? [],
      happened: facts.toReversed(),
      isSaved: more.isSaved ?? false,
    });
  });
}

route({
  method: 'GET',
  path: '/risks/:organisation/of/:risk',
  permission: 'member',
  params: One,
  query: z.object({ saved: z.literal('1').optional() }),
  handle: (c) => showOne(c, { isSaved: c.query.saved !== undefined }),
});

route({
  method: 'POST',
  path: '/risks/:organisation/of/:risk',
  permission: 'member',
  params: One,
  form: z.object({
    story: z.string().trim().max(500).default(''),
    value: GradeField,
    threat: GradeField,
    vulnerability: GradeField.optional(),
    treatment: z.enum(decisions),
    aimed: GradeField.default(1),
    measure: z.string().trim().max(1000).default(''),
    owner: z.string().trim().max(100).default(''),
    reviewOn: Day,
  }),
  async handle(c) {
    const wrong = await acting(c, async (act) => {
      const before = found(await findRisk(act.q, act.organisation, c.params.risk), 'know.risk-unknown');
      const isThreat = before.nature === 'threat';
      const fits = (isThreat ? treatments : pursuits) as readonly string[];
      const after = {
        ...c.form,
        vulnerability: isThreat ? (c.form.vulnerability ?? before.vulnerability) : c.form.threat,
        treatment: fits.includes(c.form.treatment) ? c.form.treatment : ('undecided' as const),
        reviewOn: c.form.reviewOn || null,
      };
      if (before.scenario === '' && after.story === '')
        return {
          risk: { ...before, ...after },
          errors: [{ name: 'story', text: say(words.storyMissing, c.language) }],
        };
      await saveRisk(act, before, after, dayOf(c.now));
      return undefined;
    });
    return wrong ? showOne(c, wrong) : redirect(`/risks/${c.params.organisation}/of/${c.params.risk}?saved=1`);
  },
});

route({
  method: 'POST',
  path: '/risks/:organisation/of/:risk/drop',
  permission: 'member',
  params: One,
  async handle(c) {
    const asset = await acting(c, (act) => dropRisk(act, c.params.risk));
    return redirect(`/risks/${c.params.organisation}/asset/${asset}`);
  },
});
