import { html, type Markup } from '#platform/html';
import { button, matrix, page, printButton, table } from '#platform/page';
import { writeCsv } from '#platform/sheet';
import { navItem, route } from '#platform/web';
import { formatNumber, type Language, say } from '#platform/words';
import { portalTabs } from './frame.html.ts';
import { countInitiatives, readMap, readWholeMap } from './store.ts';
import { audiences, costs, keysOf, methods, methodsShort, sectors } from './vocabulary.ts';
import { words } from './words.ts';

for (const reader of ['public', 'member', 'operator'] as const)
  navItem({ href: '/map', label: words.nav, for: reader, order: 40, group: 'improve' });

/** So many of a cell are named; the others are one link away. */
const EACH = 5;

route({
  method: 'GET',
  path: '/map',
  permission: 'public',
  async handle(c) {
    const { language } = c;
    const [count, map] = await c.as(async (q) => [
      await countInitiatives(q),
      await readMap(q, keysOf(audiences), keysOf(methods), EACH),
    ]);
    const counts = new Map(map.counts.map((cell) => [`${cell.audience} ${cell.method}`, cell.count]));
    const rows = keysOf(audiences).map((audience) => ({
      label: say(audiences[audience], language),
      cells: Object.fromEntries(
        keysOf(methods).map((method) => {
          const all = counts.get(`${audience} ${method}`) ?? 0;
          const shown = map.places.filter((place) => place.audience === audience && place.method === method);
          if (all === 0) return [method, { gap: say(words.gapHere, language) }];
          const items = shown.map((place) => ({
            text: String(language === 'en' && place.nameEn !== '' ? place.nameEn : place.name),
            href: `/initiatives/${place.id}`,
            kind: place.sector as string,
          }));
          if (all > shown.length)
            items.push({
              text: say(words.moreInCell, language, { count: all - shown.length }),
              href: `/initiatives?audience=${audience}&method=${method}`,
              kind: 'more',
            });
          return [method, items];
        }),
      ),
    }));
    const mark = (ja: string, en: string) => (language === 'en' ? en : ja);
    return page({
      ...c.view,
      wide: true,
      title: say(words.nav, language),
      heading: say(words.mapHeading, language),
      lead: say(words.mapLead, language, { count }),
      description: say(words.mapLead, language, { count }),
      alternates: [{ type: 'application/atom+xml', href: '/feeds/portal.atom', title: say(words.feed, language) }],
      actions: html`${button({ text: say(words.forMe, language), href: '/for-me' })}<a href="/map.csv">${say(words.asCsv, language)}</a>${printButton({ language })}`,
      main: html`${portalTabs(language, '/map')}<div class="phone-only no-print">${glance(language, counts)}</div>${matrix(
        {
          language,
          caption: say(words.mapHeading, language),
          corner: say(words.corner, language),
          columns: keysOf(methods).map((key) => ({ key, label: say(methods[key], language) })),
          rows,
          kinds: {
            public: { mark: mark('公', 'P'), label: say(sectors.public, language) },
            private: { mark: mark('民', 'C'), label: say(sectors.private, language) },
            joint: { mark: mark('共', 'B'), label: say(sectors.joint, language) },
          },
        },
      )}`,
      foot: {
        links: [
          { href: '/initiatives/propose', label: say(words.propose, language) },
          { href: '/embed', label: say(words.embed, language) },
          { href: '/feeds/portal.atom', label: say(words.feed, language) },
          { href: '/open-data', label: say(words.openData, language) },
        ],
      },
    });
  },
});

/** The whole map as numbers, for a screen on which its cells stand below each other. */
function glance(language: Language, counts: ReadonlyMap<string, number>): Markup {
  return table({
    language,
    caption: say(words.glance, language),
    rows: keysOf(audiences).map((audience) => ({ audience })),
    columns: [
      {
        key: 'audience',
        label: say(words.corner, language),
        header: true,
        cell: ({ audience }) => say(audiences[audience], language),
      },
      ...keysOf(methods).map((method) => ({
        key: method,
        label: say(methodsShort[method], language),
        numeric: true,
        cell: ({ audience }: { readonly audience: keyof typeof audiences }) => {
          const count = counts.get(`${audience} ${method}`) ?? 0;
          return count === 0
            ? say(words.gapHere, language)
            : html`<a href="/initiatives?audience=${audience}&method=${method}">${formatNumber(count, language)}</a>`;
        },
      })),
    ],
  });
}

route({
  method: 'GET',
  path: '/map.csv',
  permission: 'public',
  async handle(c) {
    const { language } = c;
    const rows = await c.as(readWholeMap);
    const csv = writeCsv(
      ['id', words.name, words.operators, words.sector, words.audience, words.method, words.region, words.cost].map(
        (label) => (typeof label === 'string' ? label : say(label, language)),
      ),
      rows.map((row) => [
        row.id,
        row.name,
        row.operators.join('、'),
        say(sectors[row.sector], language),
        row.audiences.map((key) => say(audiences[key], language)).join('、'),
        row.methods.map((key) => say(methods[key], language)).join('、'),
        row.region === 'nationwide' ? say(words.nationwide, language) : row.region,
        say(costs[row.cost], language),
      ]),
    );
    return new Response(Buffer.from(csv), {
      headers: {
        'content-type': 'text/csv; charset=utf-8',
        'content-disposition': 'attachment; filename="initiatives.csv"',
        'cache-control': 'public, max-age=300',
      },
    });
  },
});
