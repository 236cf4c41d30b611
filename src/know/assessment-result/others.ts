/** Public pages: everybody's results together, and what our checks know about a topic. */
import { z } from 'zod';
import { found } from '#platform/errors';
import { route } from '#platform/web';
import { findNewest, openShelf, seriesOf } from '../assessment-shelf/index.ts';
import { allTotals, publicFigures } from './figures.ts';
import { figurePage, figuresPage, topicPage } from './others.html.ts';

route({
  method: 'GET',
  path: '/figures',
  permission: 'public',
  async handle(c) {
    const shelf = await openShelf(c.house);
    const totals = await c.as((q) => allTotals(q));
    const rows = [...shelf.versions.keys()].flatMap((name) => {
      const sheet = findNewest(shelf, name);
      const total = sheet && totals.find((one) => one.questionnaire === name && one.series === seriesOf(shelf, sheet));
      return sheet && total ? [{ sheet, count: total.count, mean: total.mean }] : [];
    });
    return figuresPage({ page: c.view, rows: rows.sort((one, other) => other.count - one.count) });
  },
});

route({
  method: 'GET',
  path: '/figures/:name',
  permission: 'public',
  params: z.object({ name: z.string().max(60) }),
  async handle(c) {
    const shelf = await openShelf(c.house);
    const sheet = found(findNewest(shelf, c.params.name), 'know.questionnaire-unknown');
    const figures = await c.as((q) => publicFigures(q, sheet.id, seriesOf(shelf, sheet)));
    return figurePage({ page: c.view, sheet, start: shelf.start, ...figures });
  },
});

route({
  method: 'GET',
  path: '/topics/:lesson',
  permission: 'public',
  params: z.object({ lesson: z.string().max(60) }),
  async handle(c) {
    const shelf = await openShelf(c.house);
    const sheets = [...shelf.versions.keys()].flatMap((name) => findNewest(shelf, name) ?? []);
    const { lesson } = c.params;
    found(
      sheets.some((sheet) => sheet.questions.some(({ lessons }) => lessons.includes(lesson))) || undefined,
      'know.topic-unknown',
    );
    return topicPage({ page: c.view, lesson, sheets });
  },
});
