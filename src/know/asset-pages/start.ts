import { z } from 'zod';
import { html } from '#platform/html';
import { button, chip, form, page, taskList } from '#platform/page';
import { redirect, route } from '#platform/web';
import { type Language, say } from '#platform/words';
import { type StartArea, type StartAsset, startAreas } from '../asset/content.ts';
import { addAssets, type ListedAsset, sumOfAssets } from '../asset/store.ts';
import { importanceOf } from '../asset-sheet/row.ts';
import { kindNames } from '../asset-sheet/words.ts';
import { dayOf } from '../day/index.ts';
import { Organisation, Several } from '../task/mine.ts';
import { acting, baseOf, type Mine } from './acting.ts';
import { words } from './words.ts';

route({
  method: 'GET',
  path: '/inventory/:organisation/start',
  permission: 'member',
  params: Organisation,
  query: z.object({ area: z.string().max(60).optional() }),
  async handle(c) {
    const area = startAreas().find(({ id }) => id === c.query.area);
    if (area) return tickPage(c, area, false);
    const { areas } = await acting(c, ({ q, organisation }) => sumOfAssets(q, organisation, dayOf(c.now)));
    const { language } = c;
    const base = `/inventory/${c.params.organisation}`;
    return page({
      ...c.view,
      title: say(words.startTitle, language),
      heading: say(words.startTitle, language),
      lead: say(words.startLead, language),
      kicker: baseOf(c).kicker,
      narrow: true,
      breadcrumb: [{ href: base, label: say(words.nav, language) }],
      main: taskList({
        tasks: startAreas().map(({ id, title, why }) => ({
          text: say(title, language),
          href: `${base}/start?area=${id}`,
          note: say(why, language),
          ...(areas.includes(id) ? { state: chip({ text: say(words.startDone, language), tone: 'good' }) } : {}),
        })),
      }),
    });
  },
});

function tickPage(c: Mine, area: StartArea, isEmpty: boolean) {
  const { language } = c;
  const base = `/inventory/${c.params.organisation}`;
  const error = isEmpty ? say(words.startNone, language) : undefined;
  return page({
    ...c.view,
    title: say(area.title, language),
    heading: say(words.startTick, language),
    lead: html`${say(area.why, language)} ${say(words.startTickLead, language)}`,
    kicker: html`${baseOf(c).kicker} ${say(area.title, language)}`,
    narrow: true,
    breadcrumb: [
      { href: base, label: say(words.nav, language) },
      { href: `${base}/start`, label: say(words.startTitle, language) },
    ],
    main: form.form({
      language,
      action: `${base}/start`,
      hidden: { area: area.id },
      errors: error ? [{ name: 'have', text: error }] : [],
      body: html`${form.checkboxes({
        language,
        name: 'have',
        label: say(area.title, language),
        error,
        choices: area.assets.map((asset, index) => {
          const importance =
            importanceOf(asset as Pick<ListedAsset, 'confidentiality' | 'integrity' | 'availability'>) ?? 1;
          return {
            value: String(index),
            label: say(asset.name, language),
            hint: `${say(kindNames[asset.kind], language)}・${say(words.importance, language)} ${say(words[`importance.${importance}`], language)}`,
          };
        }),
      })}${button({ text: say(words.startTake, language) })}`,
    }),
  });
}

route({
  method: 'POST',
  path: '/inventory/:organisation/start',
  permission: 'member',
  params: Organisation,
  form: z.object({ area: z.string().max(60), have: Several }),
  async handle(c) {
    const area = startAreas().find(({ id }) => id === c.form.area);
    if (!area) return redirect(`/inventory/${c.params.organisation}/start`);
    const have = area.assets.filter((_, index) => c.form.have.includes(String(index)));
    if (have.length === 0) return tickPage(c, area, true);
    const made = await acting(c, (act) =>
      addAssets(
        act,
        have.map((asset) => ({ asset: listedOf(asset, c.language), area: area.id })),
        'start',
      ),
    );
    return redirect(`/inventory/${c.params.organisation}?done=started&count=${made.length}`);
  },
});

function listedOf(asset: StartAsset, language: Language): ListedAsset {
  const { kind, name, medium, personal, retention, confidentiality, integrity, availability } = asset;
  return {
    kind,
    name: say(name, language),
    ...(medium ? { medium: say(medium, language) } : {}),
    ...(personal ? { personal } : {}),
    ...(retention ? { retention: say(retention, language) } : {}),
    confidentiality: confidentiality as 1 | 2 | 3,
    integrity: integrity as 1 | 2 | 3,
    availability: availability as 1 | 2 | 3,
  };
}
