/** From the door to the right questionnaire: five questions, what fits, and the beginning of a sitting. */
import { z } from 'zod';
import { found } from '#platform/errors';
import { type Call, navItem, redirect, route } from '#platform/web';
import { askers, goals, Profile, trades, uses } from '../assessment/profile.ts';
import { latestProfile } from '../assessment/result.ts';
import { questionsFor } from '../assessment/score.ts';
import { chooseQuestionnaires } from '../assessment/start.ts';
import { findNewest, findVersion, openShelf } from '../assessment-shelf/index.ts';
import { allowTry } from './link.ts';
import { fittingPage, sheetPage, sheetsPage, startPage } from './start.html.ts';
import { beginAnonymous, beginOwn } from './store.ts';
import { words } from './words.ts';

navItem({ href: '/start', label: words.nav, for: 'public', order: 10 });

/** What the five questions send, in a query or a form: what is not known is absent, what is strange is left out. */
const asked = {
  asker: z.enum(askers).optional().catch(undefined),
  people: z.coerce.number().int().min(1).max(10_000_000).optional().catch(undefined),
  trade: z.enum(trades).optional().catch(undefined),
  goal: z.enum(goals).optional().catch(undefined),
};
const Uses = z
  .union([z.string(), z.array(z.string())])
  .default([])
  .transform((given) => uses.filter((use) => [given].flat().includes(use)));

/** A profile without what was not said. */
function profileOf(given: Readonly<Record<string, unknown>>): Profile {
  return Profile.parse(Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)));
}

/** The profile in an address; `uses` may come many times, which only the address itself shows. */
function profileIn(c: Pick<Call<unknown, unknown, unknown>, 'url'>): Profile {
  const given = z.object(asked).parse(Object.fromEntries(c.url.searchParams));
  return profileOf({ ...given, uses: Uses.parse(c.url.searchParams.getAll('uses')) });
}

/** What a member said last time, so that nobody answers the five questions twice. */
async function knownProfile(c: Pick<Call<unknown, unknown, unknown>, 'url' | 'person' | 'as'>): Promise<Profile> {
  const mine = c.person?.organisations[0];
  const said = [...c.url.searchParams.keys()].some((name) => name in asked || name === 'uses');
  return !said && mine ? c.as((q) => latestProfile(q, mine.id)) : profileIn(c);
}

route({
  method: 'GET',
  path: '/start',
  permission: 'public',
  async handle(c) {
    const { start } = await openShelf(c.house);
    return startPage({ page: c.view, start, profile: await knownProfile(c) });
  },
});

route({
  method: 'GET',
  path: '/start/questionnaires',
  permission: 'public',
  async handle(c) {
    const shelf = await openShelf(c.house);
    const profile = profileIn(c);
    const fitting = chooseQuestionnaires(shelf.start, profile).flatMap(({ questionnaire, because }) => {
      const sheet = findNewest(shelf, questionnaire);
      return sheet ? [{ sheet, because, count: questionsFor(sheet, profile, {}).length }] : [];
    });
    const back = new URLSearchParams(c.url.search);
    back.delete('lang');
    return fittingPage({ page: c.view, profile, mine: c.person?.organisations ?? [], fitting, back: `/start?${back}` });
  },
});

route({
  method: 'POST',
  path: '/start',
  permission: 'public',
  form: z.object({
    ...asked,
    uses: Uses,
    questionnaire: z.string().max(60),
    about: z.string().trim().max(200).default(''),
    organisation: z.string().max(60).optional(),
  }),
  async handle(c) {
    const shelf = await openShelf(c.house);
    const { questionnaire, about, organisation, ...said } = c.form;
    const sheet = found(findNewest(shelf, questionnaire), 'know.questionnaire-unknown');
    const mine = c.person?.organisations ?? [];
    const own = mine.find(({ id }) => id === organisation) ?? mine[0];
    const begin = { sheet, profile: profileOf(said), about };
    if (own)
      return redirect(`/assessments/${await c.as((q) => beginOwn(c.house, q, shelf, begin, own.id, c.actor))}?new=1`);
    await allowTry(c.house, 'begin', c.address);
    return redirect(`/a/${await c.asWorker((q) => beginAnonymous(c.house, q, shelf, begin))}?new=1`);
  },
});

route({
  method: 'GET',
  path: '/questionnaires',
  permission: 'public',
  async handle(c) {
    const shelf = await openShelf(c.house);
    const sheets = [...shelf.versions.values()].flatMap((versions) => versions.at(-1) ?? []);
    sheets.sort((one, other) => one.minutes - other.minutes);
    return sheetsPage({ page: c.view, start: shelf.start, sheets });
  },
});

route({
  method: 'GET',
  path: '/questionnaires/:name',
  permission: 'public',
  params: z.object({ name: z.string().max(60) }),
  query: z.object({ version: z.coerce.number().int().min(1).max(100_000).optional() }),
  async handle(c) {
    const shelf = await openShelf(c.house);
    const { name } = c.params;
    const sheet = c.query.version ? findVersion(shelf, name, c.query.version) : findNewest(shelf, name);
    return sheetPage({
      page: c.view,
      sheet: found(sheet, 'know.questionnaire-unknown'),
      profile: await knownProfile(c),
      mine: c.person?.organisations ?? [],
      versions: shelf.versions.get(name) ?? [],
    });
  },
});
