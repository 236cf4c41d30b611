import { z } from 'zod';
import { namesOf, readPrefix } from '#know';
import { found, Refusal } from '#platform/errors';
import { appendFact, factsAbout } from '#platform/facts';
import { loadSql } from '#platform/postgres';
import { type Call, id, navItem, redirect, route } from '#platform/web';
import { say } from '#platform/words';
import { takeDarknetRound } from './darknet.ts';
import type { FigureRow } from './figures.ts';
import { type Campaign, type CampaignRow, campaignPage, identifiers, listPage, type Round } from './page.html.ts';
import { isListOfFinds, sayAsked } from './store.ts';
import { takeRoundBack } from './take-back.ts';
import './wording/page.ts';
import { words } from './words.ts';

const sql = loadSql(import.meta.url.replace('page.ts', 'store.ts'));
const params = z.object({ id });

navItem({ href: '/campaigns', label: words.nav, for: 'operator', order: 46, group: 'observe' });

const Form = z.object({
  name: z.string().max(120).default(''),
  purpose: z.string().max(2000).default(''),
  basis: z.string().max(2000).default(''),
  scope: z.string().max(40_000).default(''),
  pps: z.coerce.number().catch(0).default(10_000),
  tries: z.coerce.number().catch(0).default(3),
  identifier: z.enum(identifiers).catch('default-password'),
  wordings: z.string().max(60).default('A,B'),
});
export type PlanForm = z.output<typeof Form>;

/** A limit somebody meant: what is typed wrongly is asked again, never put right in silence. */
const isWhole = (value: number, most: number) => Number.isInteger(value) && value >= 1 && value <= most;

async function showList(
  c: Call<unknown, unknown, unknown>,
  errors: readonly { name: string; text: string }[] = [],
  form: PlanForm = Form.parse({}),
) {
  return c.as(async (q) => listPage({ page: c.view, errors, form, rows: await q.rows<CampaignRow>(sql('campaigns')) }));
}

route({ method: 'GET', path: '/campaigns', permission: 'operator', handle: (c) => showList(c) });

route({
  method: 'POST',
  path: '/campaigns',
  permission: 'operator',
  form: Form,
  async handle(c) {
    const { form } = c;
    const lines = form.scope.split(/[\s,]+/).filter(Boolean);
    const scope = lines.map((line) => readPrefix(line));
    const wrong = (
      isWrong: boolean,
      name: string,
      key: 'needName' | 'needBasis' | 'wrongScope' | 'wrongPps' | 'wrongTries',
    ) => (isWrong ? [{ name, text: say(words[key], c.language) }] : []);
    const errors = [
      ...wrong(form.name.trim() === '', 'name', 'needName'),
      ...wrong(form.basis.trim() === '', 'basis', 'needBasis'),
      ...wrong(
        scope.some((prefix) => !prefix),
        'scope',
        'wrongScope',
      ),
      ...wrong(!isWhole(form.pps, 1_000_000), 'pps', 'wrongPps'),
      ...wrong(!isWhole(form.tries, 100), 'tries', 'wrongTries'),
    ];
    if (errors.length > 0) return showList(c, errors, form);
    const made = await c.as(async (q) => {
      const row = await q.one<{ id: string }>(sql('add'), {
        name: form.name.trim(),
        purpose: form.purpose.trim(),
        legalBasis: form.basis.trim(),
        scope,
        packetsPerSecond: form.pps,
        triesPerAddress: form.tries,
        identifier: form.identifier,
        wordings: form.wordings
          .split(/[\s,、]+/)
          .filter(Boolean)
          .slice(0, 4),
        now: c.now,
      });
      if (row)
        await appendFact(c.house, q, {
          kind: 'campaign.planned',
          subject: `campaign:${row.id}`,
          actor: c.actor,
          data: { name: form.name, basis: form.basis, pps: form.pps, tries: form.tries },
        });
      return row;
    });
    if (!made) return showList(c, [{ name: 'name', text: say(words.takenName, c.language) }], form);
    return redirect(`/campaigns/${made.id}`);
  },
});

route({
  method: 'GET',
  path: '/campaigns/:id',
  permission: 'operator',
  params,
  async handle(c) {
    return c.as(async (q) => {
      const campaign = found(await q.one<Campaign>(sql('one'), { id: c.params.id }), 'observe.campaign-unknown');
      const rows = await q.rows<FigureRow>(sql('figures'), { campaign: campaign.id });
      const rounds = await q.rows<Round>(sql('all_rounds'), { campaign: campaign.id });
      const newest = rounds.findLast(({ state }) => state === 'taken');
      return campaignPage({
        page: c.view,
        campaign,
        rounds,
        mayBeSaid:
          newest?.source === 'survey' &&
          !newest.verified &&
          (await isListOfFinds(c.house, { campaign: campaign.id, round: newest.number })),
        rows,
        providers: await namesOf(q, [
          ...new Set(rows.flatMap(({ organisationId }) => (organisationId ? [organisationId] : []))),
        ]),
        happened: await factsAbout(q, `campaign:${campaign.id}`, 100),
      });
    });
  },
});

route({
  method: 'POST',
  path: '/campaigns/:id/authorise',
  permission: 'operator',
  params,
  form: z.object({ document: z.string().max(400).default('') }),
  async handle(c) {
    if (c.form.document.trim() === '') throw new Refusal('observe.campaign-document', {}, 422);
    await c.as(async (q) => {
      const [planned] = await factsAbout(q, `campaign:${c.params.id}`, 1);
      if (planned?.actor === c.actor) throw new Refusal('observe.campaign-own', {}, 403);
      if (!(await q.one(sql('authorise'), { id: c.params.id, by: c.person?.name ?? '', now: c.now }))) return;
      await appendFact(c.house, q, {
        kind: 'campaign.authorised',
        subject: `campaign:${c.params.id}`,
        actor: c.actor,
        data: { document: c.form.document.trim() },
      });
    });
    return redirect(`/campaigns/${c.params.id}`);
  },
});

route({
  method: 'POST',
  path: '/campaigns/:id/darknet',
  permission: 'operator',
  params,
  form: z.object({ days: z.coerce.number().int().min(1).max(28).catch(7) }),
  async handle(c) {
    await takeDarknetRound(c.house, c.params.id, c.form.days, c.actor);
    return redirect(`/campaigns/${c.params.id}`);
  },
});

route({
  method: 'POST',
  path: '/campaigns/:id/asked',
  permission: 'operator',
  params,
  form: z.object({
    asked: z.coerce
      .number()
      .int()
      .min(1)
      .max(2 ** 40),
  }),
  async handle(c) {
    await c.as(async (q) => {
      const said = await sayAsked(c.house, q, c.params.id, c.form.asked, c.now);
      if (said)
        await appendFact(c.house, q, {
          kind: 'campaign.asked-said',
          subject: `campaign:${c.params.id}`,
          actor: c.actor,
          data: { asked: c.form.asked, ...said },
        });
    });
    return redirect(`/campaigns/${c.params.id}`);
  },
});

route({
  method: 'POST',
  path: '/campaigns/:id/rounds/:round/take-back',
  permission: 'operator',
  params: z.object({ id, round: id }),
  form: z.object({ because: z.string().max(2000).default('') }),
  async handle(c) {
    await c.as((q) => takeRoundBack(c.house, q, c.params.id, c.params.round, c.actor, c.form.because));
    return redirect(`/campaigns/${c.params.id}`);
  },
});

route({
  method: 'POST',
  path: '/campaigns/:id/end',
  permission: 'operator',
  params,
  async handle(c) {
    await c.as(async (q) => {
      if (await q.one(sql('end'), { id: c.params.id }))
        await appendFact(c.house, q, { kind: 'campaign.ended', subject: `campaign:${c.params.id}`, actor: c.actor });
    });
    return redirect(`/campaigns/${c.params.id}`);
  },
});
