import { z } from 'zod';
import { found } from '#platform/errors';
import { factsAbout } from '#platform/facts';
import { id, navItem, redirect, route } from '#platform/web';
import { type Entry, say } from '#platform/words';
import { claimsOf, hostOf, isCovered, withParents } from '../asset/claims.ts';
import {
  addAssets,
  claimListed,
  dropAsset,
  findAsset,
  type ListedAsset,
  lacks,
  listAssets,
  registrationsOf,
  type Standing,
  saveAssets,
  sumOfAssets,
  twinOf,
} from '../asset/store.ts';
import { openSuggestions } from '../asset/suggestion.ts';
import { refusals } from '../asset/words.ts';
import { assetCsv, assetWorkbook } from '../asset-sheet/export.ts';
import { assetKinds } from '../asset-sheet/row.ts';
import { dayOf } from '../day/index.ts';
import { readDomain, readPrefix } from '../register/rows.ts';
import { keyOf, Organisation, toFirst, writeKey } from '../task/mine.ts';
import { acting, baseOf, type Mine } from './acting.ts';
import { AssetForm, type FieldError, readForm } from './form.ts';
import { formPage, listPage, onePage } from './page.html.ts';
import { words } from './words.ts';
import './import.ts';
import './seen.ts';
import './start.ts';

const PAGE = 50;
/** The whole list at once, for export. */
const ALL = 50_000;
const Key = keyOf([z.int(), z.string().max(200), id]);
const Asset = Organisation.extend({ asset: id });

navItem({ href: '/inventory', label: words.nav, for: 'member', order: 24, group: 'ours' });
route({ method: 'GET', path: '/inventory', permission: 'signed-in', handle: async (c) => toFirst(c, '/inventory') });

route({
  method: 'GET',
  path: '/inventory/:organisation',
  permission: 'member',
  params: Organisation,
  query: z.object({
    text: z.string().max(100).optional(),
    kind: z.enum(assetKinds).optional().catch(undefined),
    area: z.string().max(60).optional(),
    lack: z.enum(lacks).optional().catch(undefined),
    after: Key.optional(),
    done: z.enum(['removed', 'started']).optional(),
    count: z.coerce.number().int().min(0).optional(),
  }),
  async handle(c) {
    const { after, done, count, ...query } = c.query;
    const today = dayOf(c.now);
    return acting(c, async ({ q, organisation }) => {
      const [importance, name, last] = after ?? [];
      const key =
        importance === undefined || name === undefined || last === undefined
          ? undefined
          : { importance, name, id: last };
      const rows = await listAssets(q, organisation, { ...query, after: key }, PAGE + 1, today);
      const end = rows.length > PAGE ? rows[PAGE - 1] : undefined;
      const filters = Object.entries(query).filter((pair): pair is [string, string] => Boolean(pair[1]));
      return listPage({
        ...baseOf(c),
        rows: rows.slice(0, PAGE),
        sum: await sumOfAssets(q, organisation, today),
        query,
        next:
          end &&
          `/inventory/${organisation}?${new URLSearchParams([...filters, ['after', writeKey([end.importance, end.asset.name, end.id])]])}`,
        isDeep: after !== undefined,
        open: await openSuggestions(q, organisation),
        done: done && { what: done, count: count ?? 0 },
      });
    });
  },
});

route({
  method: 'GET',
  path: '/inventory/:organisation/export/:format',
  permission: 'member',
  params: Organisation.extend({ format: z.enum(['xlsx', 'csv']) }),
  async handle(c) {
    const all = await acting(c, ({ q, organisation }) => listAssets(q, organisation, {}, ALL, dayOf(c.now)));
    const assets = all.map(({ asset }) => asset);
    const { format } = c.params;
    return new Response(
      Buffer.from(format === 'xlsx' ? assetWorkbook(assets, c.language) : assetCsv(assets, c.language)),
      {
        headers: {
          'content-type':
            format === 'xlsx'
              ? 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'
              : 'text/csv; charset=utf-8',
          'content-disposition': `attachment; filename="assets-${dayOf(c.now)}.${format}"`,
        },
      },
    );
  },
});

/** The empty sheet to begin with. */
route({
  method: 'GET',
  path: '/inventory/empty-sheet',
  permission: 'public',
  handle: async (c) =>
    new Response(Buffer.from(assetWorkbook([], c.language)), {
      headers: {
        'content-type': 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
        'content-disposition': 'attachment; filename="assets.xlsx"',
      },
    }),
});

route({
  method: 'GET',
  path: '/inventory/:organisation/new',
  permission: 'member',
  params: Organisation,
  query: z.object({ kind: z.enum(assetKinds).default('information').catch('information') }),
  handle: async (c) => formPage({ ...baseOf(c), kind: c.query.kind, id: undefined, asset: {}, area: '', errors: [] }),
});

route({
  method: 'POST',
  path: '/inventory/:organisation/new',
  permission: 'member',
  params: Organisation,
  form: AssetForm,
  async handle(c) {
    const read = readForm(c.form, c.language);
    const again = (errors: readonly FieldError[]) =>
      formPage({ ...baseOf(c), kind: c.form.kind, id: undefined, asset: sentBack(c.form), area: c.form.area, errors });
    if (!('asset' in read)) return again(read.errors);
    const made = await acting(c, async (act) => {
      const [one] = await addAssets(act, [{ asset: read.asset, area: c.form.area }], 'form');
      if (one !== undefined) await claimListed(act, [read.asset]);
      return one;
    });
    if (made === undefined) return again([thereError(c, read.asset)]);
    return redirect(`/inventory/${c.params.organisation}/of/${made}?done=added`);
  },
});

route({
  method: 'GET',
  path: '/inventory/:organisation/of/:asset',
  permission: 'member',
  params: Asset,
  query: z.object({ done: z.enum(['added', 'saved']).optional() }),
  async handle(c) {
    return acting(c, async ({ q, organisation }) => {
      const one = found(await findAsset(q, organisation, c.params.asset), 'know.asset-unknown');
      const facts = await factsAbout(q, `asset:${one.id}`, 100);
      return onePage({
        ...baseOf(c),
        one,
        standings: standingsOf(one.asset, await registrationsOf(q, organisation)),
        happened: facts.toReversed().map(({ at, kind, data }) => ({
          at,
          kind,
          fields: Array.isArray(data.fields) ? data.fields.map(String) : [],
        })),
        done: c.query.done,
      });
    });
  },
});

/** For each address and domain of an asset the registration that covers it, if any. */
function standingsOf(asset: ListedAsset, registered: readonly Standing[]) {
  const covering = (text: string): Standing | undefined => {
    const prefix = readPrefix(text);
    const domain = readDomain(hostOf(text));
    const order = ['proven', 'claimed', 'lapsed', 'refused'];
    return registered
      .filter((one) =>
        one.kind === 'prefix'
          ? prefix !== undefined && isCovered(prefix, [one.value])
          : domain !== undefined && withParents(domain).includes(one.value),
      )
      .sort((one, other) => order.indexOf(one.state) - order.indexOf(other.state))[0];
  };
  if (asset.kind === 'cloud' || asset.kind === 'contract') return [];
  const isClaim = (text: string) => claimsOf([{ kind: asset.kind, addresses: [text], domains: [text] }], []).length > 0;
  return [...(asset.addresses ?? []), ...(asset.domains ?? [])].slice(0, 100).map((value) => {
    const one = covering(value);
    return one
      ? { value, id: one.id, state: one.state }
      : { value, id: null, state: isClaim(value) ? ('lapsed' as const) : ('claimed' as const) };
  });
}

route({
  method: 'GET',
  path: '/inventory/:organisation/of/:asset/edit',
  permission: 'member',
  params: Asset,
  async handle(c) {
    const one = found(
      await acting(c, ({ q, organisation }) => findAsset(q, organisation, c.params.asset)),
      'know.asset-unknown',
    );
    return formPage({ ...baseOf(c), kind: one.asset.kind, id: one.id, asset: one.asset, area: one.area, errors: [] });
  },
});

route({
  method: 'POST',
  path: '/inventory/:organisation/of/:asset/edit',
  permission: 'member',
  params: Asset,
  form: AssetForm,
  async handle(c) {
    const read = readForm(c.form, c.language);
    const outcome = await acting(c, async (act) => {
      const before = found(await findAsset(act.q, act.organisation, c.params.asset), 'know.asset-unknown');
      if (!('asset' in read)) return read.errors;
      if (await twinOf(act.q, act.organisation, read.asset, before.id)) return [thereError(c, read.asset)];
      const changed = changedFields(before.asset, read.asset);
      if (changed.length > 0 || before.area !== c.form.area) {
        await saveAssets(act, [{ id: before.id, asset: read.asset, area: c.form.area, changed }], 'form');
        await claimListed(act, [read.asset]);
      }
      return [];
    });
    if (outcome.length > 0)
      return formPage({
        ...baseOf(c),
        kind: c.form.kind,
        id: c.params.asset,
        asset: sentBack(c.form),
        area: c.form.area,
        errors: outcome,
      });
    return redirect(`/inventory/${c.params.organisation}/of/${c.params.asset}?done=saved`);
  },
});

route({
  method: 'POST',
  path: '/inventory/:organisation/of/:asset/drop',
  permission: 'member',
  params: Asset,
  async handle(c) {
    await acting(c, (act) => dropAsset(act, c.params.asset));
    return redirect(`/inventory/${c.params.organisation}?done=removed`);
  },
});

function thereError(c: Mine, asset: ListedAsset): FieldError {
  return { name: 'name', text: say(refusals['know.asset-there'] satisfies Entry, c.language, { name: asset.name }) };
}

/** Fields whose value is another than before. */
function changedFields(before: ListedAsset, after: ListedAsset): readonly string[] {
  const fields = new Set([...Object.keys(before), ...Object.keys(after)]) as Set<keyof ListedAsset>;
  return [...fields].filter((field) => JSON.stringify(before[field]) !== JSON.stringify(after[field]));
}

/** What somebody typed, back into the form as far as it can be shown there. */
function sentBack(sent: AssetForm): Partial<ListedAsset> {
  const {
    personal: _p,
    confidentiality: _c,
    integrity: _i,
    availability: _a,
    secondFactor: _s,
    assessed: _d,
    addresses,
    domains,
    remark,
    ...texts
  } = sent;
  const part = Object.fromEntries(
    Object.entries(texts).filter(([name, value]) => value !== '' && !name.startsWith('duty-') && name !== 'area'),
  );
  const kept = readForm({ ...sent, name: 'x', addresses: '', domains: '', endsOn: '', remark: '' }, 'ja');
  return {
    ...('asset' in kept ? kept.asset : {}),
    ...(part as Partial<ListedAsset>),
    ...(addresses ? { addresses: addresses.split(/\s+/) } : {}),
    ...(domains ? { domains: domains.split(/\s+/) } : {}),
    ...(remark ? { responsibility: remark } : {}),
    name: sent.name,
  };
}
