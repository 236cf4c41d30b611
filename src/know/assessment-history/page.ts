/** An organisation's own assessments: what is to be done, where it stands, how that has changed. */
import { z } from 'zod';
import { found } from '#platform/errors';
import { loadSql } from '#platform/postgres';
import { id, navItem, route } from '#platform/web';
import { formatDate } from '#platform/words';
import { compare } from '../assessment/compare.ts';
import type { Profile } from '../assessment/profile.ts';
import type { Answers } from '../assessment/questionnaire.ts';
import { findVersion, openShelf } from '../assessment-shelf/index.ts';
import { isOurKey } from '../assessment-sitting/link.ts';
import { CLAIM_COOKIE } from '../assessment-sitting/sheet.ts';
import { findByKey } from '../assessment-sitting/store.ts';
import {
  historyPage,
  type NewestRow,
  type OpenRow,
  type OpenStepRow,
  recordPage,
  type SittingRow,
} from './page.html.ts';
import { words } from './words.ts';

const sql = loadSql(import.meta.url);

navItem({ href: '/assessments', label: words.title, for: 'member', order: 25, group: 'ours' });

route({
  method: 'GET',
  path: '/assessments',
  permission: 'member',
  async handle(c) {
    const shelf = await openShelf(c.house);
    const mine = c.person?.organisations ?? [];
    const organisations = mine.map((one) => one.id);
    const key = new RegExp(`(?:^|; *)${CLAIM_COOKIE}=([\\w-]{40})`).exec(c.request.headers.get('cookie') ?? '')?.[1];
    const waiting =
      key && isOurKey(c.house, key) && (await c.asWorker((q) => findByKey(q, key, c.now))) ? key : undefined;
    return c.as(async (q) =>
      recordPage({
        page: c.view,
        organisations: mine,
        newest: await q.rows<NewestRow>(sql('newest'), { organisations }),
        open: await q.rows<OpenRow>(sql('open'), { organisations }),
        steps: await q.rows<OpenStepRow>(sql('open_steps'), { organisations }),
        sheets: (name, version) => findVersion(shelf, name, version),
        today: formatDate(c.now, 'en', 'iso'),
        waiting,
      }),
    );
  },
});

route({
  method: 'GET',
  path: '/assessments/history/:organisation/:name',
  permission: 'member',
  params: z.object({ organisation: id, name: z.string().max(60) }),
  query: z.object({ about: z.string().max(200).default('') }),
  async handle(c) {
    const shelf = await openShelf(c.house);
    const { organisation, name } = c.params;
    const rows = await c.as((q) =>
      q.rows<SittingRow & { readonly profile: Profile; readonly answers: Answers }>(sql('sittings'), {
        organisation,
        questionnaire: name,
        about: c.query.about,
      }),
    );
    const [last, before] = rows;
    const sitting = (row: NonNullable<typeof last>) => ({
      questionnaire: found(findVersion(shelf, name, row.version), 'know.questionnaire-unknown'),
      profile: row.profile,
      answers: row.answers,
    });
    const newest = sitting(found(last, 'know.assessment-unknown'));
    const versions = (shelf.versions.get(name) ?? []).toReversed();
    return historyPage({
      page: c.view,
      sheet: newest.questionnaire,
      about: c.query.about,
      rows: rows.toReversed(),
      comparison: before && compare(sitting(before), newest),
      askOf: (question) =>
        versions.flatMap((sheet) => sheet.questions).find((one) => one.id === question)?.ask[c.language] ?? question,
    });
  },
});
