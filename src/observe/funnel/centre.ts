/** Centres: whose people look at which bodies, and which centre is above them. Only operators say so, for it opens what is others'. */
import { z } from 'zod';
import { appendFact } from '#platform/facts';
import { loadSql } from '#platform/postgres';
import { id, redirect, route } from '#platform/web';
import { say } from '#platform/words';
import { organisationOf, showFunnel } from './overview.ts';
import { levels } from './page.html.ts';
import { words } from './words.ts';

const sql = loadSql(import.meta.url.replace('centre.ts', 'store.ts'));

route({
  method: 'POST',
  path: '/funnel/centres',
  permission: 'operator',
  form: z.object({
    whose: z.string().max(200).default(''),
    level: z.enum(levels).default('local'),
    upper: z.union([id, z.literal('')]).default(''),
  }),
  async handle(c) {
    const { whose, level, upper } = c.form;
    const named = await organisationOf(c, whose);
    if ('error' in named) return showFunnel(c, {}, { centreError: named.error, typed: whose });
    const centre = named.id;
    const isSet = await c.as(async (q) => {
      const values = { level, upper: upper || null };
      if (!(await q.one(sql('set_centre'), { organisation: centre, ...values, now: c.now }))) return false;
      await q.run(sql('level_bodies'), { centre, level });
      await appendFact(c.house, q, {
        kind: 'centre.set',
        subject: `centre:${centre}`,
        organisationId: centre,
        actor: c.actor,
        data: values,
      });
      return true;
    });
    return isSet
      ? redirect('/funnel')
      : showFunnel(c, {}, { centreError: say(words.wrongUpper, c.language), typed: whose });
  },
});

route({
  method: 'POST',
  path: '/funnel/centres/:id/remove',
  permission: 'operator',
  params: z.object({ id }),
  async handle(c) {
    const centre = c.params.id;
    await c.as(async (q) => {
      await q.run(sql('free_bodies'), { centre });
      await q.run(sql('free_centres'), { centre });
      if (await q.one(sql('remove_centre'), { centre }))
        await appendFact(c.house, q, {
          kind: 'centre.removed',
          subject: `centre:${centre}`,
          organisationId: centre,
          actor: c.actor,
        });
    });
    return redirect('/funnel');
  },
});
