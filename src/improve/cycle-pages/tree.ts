import { z } from 'zod';
import { found } from '#platform/errors';
import { empty, page } from '#platform/page';
import { loadSql, type Queries } from '#platform/postgres';
import { navItem, route } from '#platform/web';
import { say } from '#platform/words';
import { DOUBTFUL_LINK } from '../plan/index.ts';
import { sectionOfSlug } from './show.ts';
import { type SectionRow, type SectionView, sectionPage, type TreeView, treePage } from './tree.html.ts';
import { words } from './words.ts';

const sql = loadSql(import.meta.url);

for (const reader of ['public', 'member', 'operator'] as const)
  navItem({ href: '/plan', label: words.nav, for: reader, order: 60, group: 'improve' });

/** The years whose plan is published, the newest first. */
export async function publishedYears(q: Queries): Promise<TreeView['years'][number][]> {
  return q.rows(sql('years'));
}

route({
  method: 'GET',
  path: '/plan',
  permission: 'public',
  query: z.object({
    year: z.coerce.number().int().min(2000).max(2100).optional(),
    viewpoint: z.enum(['mission', 'risk', 'participation', '']).optional(),
    help: z.enum(['self', 'mutual', 'public', '']).optional(),
  }),
  async handle(c) {
    return c.as(async (q) => {
      const years = await publishedYears(q);
      const [newest] = years;
      if (!newest)
        return page({
          ...c.view,
          title: say(words.nav, c.language),
          heading: say(words.noPlan, c.language),
          main: empty({ title: say(words.noPlan, c.language), body: say(words.noPlanBody, c.language) }),
        });
      const year = found(
        years.find((one) => one.year === (c.query.year ?? newest.year)),
        'improve.year-unknown',
        { year: String(c.query.year ?? newest.year) },
      );
      const past = years.find((one) => one.hasResults)?.year ?? year.year;
      return treePage({
        page: c.view,
        year: year.year,
        years,
        sections: await q.rows<SectionRow>(sql('sections'), { year: year.year }),
        figures: found(
          await q.one<TreeView['figures']>(sql('figures'), {
            year: year.year,
            past: String(past),
            sure: DOUBTFUL_LINK,
          }),
          'improve.year-unknown',
          { year: String(year.year) },
        ),
        viewpoint: c.query.viewpoint || undefined,
        help: c.query.help || undefined,
      });
    });
  },
});

route({
  method: 'GET',
  path: '/plan/sections/:section',
  permission: 'public',
  params: z.object({ section: z.string().regex(/^\d(\.\d{1,2})?(-\d{1,2})?$/) }),
  async handle(c) {
    const name = sectionOfSlug(c.params.section);
    return c.as(async (q) => {
      const own = found(
        await q.one<SectionView['section']>(sql('section'), { section: name }),
        'improve.section-unknown',
      );
      return sectionPage({
        page: c.view,
        section: own,
        around: await q.rows(sql('around'), { section: own.section, parent: own.parent }),
        reviews: await q.rows(sql('reviews'), { section: own.section }),
        measures: await q.rows(sql('measures_of'), { section: own.section }),
      });
    });
  },
});
