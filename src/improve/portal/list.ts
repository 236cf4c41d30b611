import { z } from 'zod';
import { html } from '#platform/html';
import { empty, form, page, pager } from '#platform/page';
import { route } from '#platform/web';
import { say } from '#platform/words';
import { find, MOST } from '../search/engine.ts';
import { initiativeList, portalTabs } from './frame.html.ts';
import { countMatching, listByIds, listInitiatives, type Summary } from './store.ts';
import { audiences, costs, keysOf, methods, prefectures, sectors } from './vocabulary.ts';
import { words } from './words.ts';

const PAGE = 30;
const slug = z.string().regex(/^[a-z0-9-]{1,80}$/);

/** Conditions over the list of initiatives, as they stand in the address. */
export const InitiativeQuery = z.object({
  q: z.string().max(200).optional(),
  audience: z.enum(keysOf(audiences)).optional(),
  method: z.enum(keysOf(methods)).optional(),
  sector: z.enum(keysOf(sectors)).optional(),
  cost: z.enum(keysOf(costs)).optional(),
  prefecture: z.enum([...prefectures.keys()] as [string, ...string[]]).optional(),
  after: slug.optional(),
});
type InitiativeQuery = z.infer<typeof InitiativeQuery>;

/** The address of the list with some conditions changed. */
function listAddress(query: InitiativeQuery, change: Readonly<Record<string, string | undefined>>): string {
  const kept = Object.entries({ ...query, ...change }).filter((pair): pair is [string, string] => Boolean(pair[1]));
  return `/initiatives${kept.length > 0 ? `?${new URLSearchParams(kept)}` : ''}`;
}

route({
  method: 'GET',
  path: '/initiatives',
  permission: 'public',
  query: InitiativeQuery,
  async handle(c) {
    const { language, query } = c;
    const conditions = {
      audience: query.audience ?? null,
      method: query.method ?? null,
      sector: query.sector ?? null,
      cost: query.cost ?? null,
      prefecture: query.prefecture ?? null,
    };
    const fits = (row: Summary) =>
      (!query.audience || row.audiences.includes(query.audience)) &&
      (!query.method || row.methods.includes(query.method)) &&
      (!query.sector || row.sector === query.sector) &&
      (!query.cost || row.cost === query.cost) &&
      (!query.prefecture || row.prefectures.includes(query.prefecture));
    const { rows, count, next, isCut } = await c.as(async (q) => {
      if (query.q) {
        const found = await find(q, query.q, 'initiative');
        const all = (
          await listByIds(
            q,
            found.ids.map((id) => id.replace('initiative:', '')),
          )
        ).filter(fits);
        const from = query.after ? all.findIndex((row) => row.id === query.after) + 1 : 0;
        const rows = all.slice(from, from + PAGE);
        return {
          rows,
          count: all.length,
          next: from + PAGE < all.length ? rows.at(-1)?.id : undefined,
          isCut: found.isCut,
        };
      }
      const rows = await listInitiatives(q, conditions, query.after ?? null, PAGE + 1);
      return {
        rows: rows.slice(0, PAGE),
        count: await countMatching(q, conditions),
        next: rows.length > PAGE ? rows[PAGE - 1]?.id : undefined,
        isCut: false,
      };
    });
    const choices = (list: Readonly<Record<string, { ja: string; easy?: string; en: string }>>) =>
      Object.entries(list).map(([value, label]) => ({ value, label: say(label, language) }));
    const places = [...prefectures].map(([value, label]) => ({ value, label: say(label, language) }));
    const labels: [keyof InitiativeQuery, string | undefined][] = [
      ['q', query.q],
      ['audience', query.audience && say(audiences[query.audience], language)],
      ['method', query.method && say(methods[query.method], language)],
      ['sector', query.sector && say(sectors[query.sector], language)],
      ['cost', query.cost && say(costs[query.cost], language)],
      ['prefecture', query.prefecture && say(prefectures.get(query.prefecture) ?? { ja: '', en: '' }, language)],
    ];
    return page({
      ...c.view,
      title: say(words.listHeading, language),
      heading: say(words.listHeading, language),
      lead: isCut
        ? say(words.listLeadMany, language, { count: Math.min(count, MOST) })
        : say(words.listLead, language, { count }),
      main: html`${portalTabs(language, '/initiatives')}${form.filter({
        language,
        action: '/initiatives',
        fields: html`${form.text({ language, name: 'q', label: say(words.searchLabel, language), hint: say(words.searchHint, language), value: query.q, type: 'search', maxlength: 200 })}${form.select({ language, name: 'audience', label: say(words.audience, language), blank: say(words.all, language), choices: choices(audiences), value: query.audience })}${form.select({ language, name: 'method', label: say(words.method, language), blank: say(words.all, language), choices: choices(methods), value: query.method })}${form.select({ language, name: 'sector', label: say(words.sector, language), blank: say(words.all, language), choices: choices(sectors), value: query.sector })}${form.select({ language, name: 'cost', label: say(words.cost, language), blank: say(words.all, language), choices: choices(costs), value: query.cost })}${form.select({ language, name: 'prefecture', label: say(words.region, language), blank: say(words.all, language), choices: places, value: query.prefecture })}`,
        active: labels.flatMap(([name, label]) =>
          label ? [{ label, without: listAddress(query, { [name]: undefined, after: undefined }) }] : [],
        ),
      })}${
        rows.length > 0
          ? initiativeList(language, rows)
          : empty({ title: say(words.noneFound, language), body: say(words.noneHelp, language) })
      }${pager({ language, previous: query.after ? listAddress(query, { after: undefined }) : undefined, next: next ? listAddress(query, { after: next }) : undefined })}`,
    });
  },
});
