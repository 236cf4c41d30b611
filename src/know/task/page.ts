import { z } from 'zod';
import { html } from '#platform/html';
import { banner, button, chip, empty, page, postButton, section, table } from '#platform/page';
import { id, navItem, redirect, route } from '#platform/web';
import { formatDate, say } from '#platform/words';
import { dayOf, dayText } from '../day/index.ts';
import { mine, Organisation, toFirst, whose } from './mine.ts';
import './mail.ts';
import { endedTasks, openTasks, settleTask, type Task, taskText } from './store.ts';
import { words } from './words.ts';

navItem({ href: '/tasks', label: words.nav, for: 'member', order: 15, group: 'ours' });
route({ method: 'GET', path: '/tasks', permission: 'signed-in', handle: async (c) => toFirst(c, '/tasks') });

route({
  method: 'GET',
  path: '/tasks/:organisation',
  permission: 'member',
  params: Organisation,
  query: z.object({ done: z.literal('1').optional() }),
  async handle(c) {
    const { language } = c;
    const organisation = mine(c).id;
    const { open, ended } = await c.as(async (q) => ({
      open: await openTasks(q, organisation),
      ended: await endedTasks(q, organisation),
    }));
    const today = dayOf(c.now);
    const due = ({ dueOn }: Task) =>
      dueOn === null
        ? ''
        : html`<div>${dayText(dueOn, language)}${dueOn < today ? html` ${chip({ text: say(words.late, language), tone: 'warn' })}` : ''}</div>`;
    const act = (task: Task, state: 'done' | 'dropped') =>
      postButton({
        action: `/tasks/${organisation}/${task.id}`,
        fields: { state },
        text: say(state === 'done' ? words.done : words.drop, language),
        kind: state === 'done' ? 'sub' : 'plain',
        small: true,
        label: `${say(state === 'done' ? words.done : words.drop, language)}: ${taskText(task, language)}`,
      });
    return page({
      ...c.view,
      title: say(words.title, language),
      heading: say(words.title, language),
      kicker: whose(c, '/tasks'),
      ...(open.length > 0 ? { lead: say(words.lead, language, { count: open.length }) } : {}),
      ...(c.query.done
        ? { alerts: banner({ language, tone: 'good', live: true, title: say(words.thanks, language) }) }
        : {}),
      main: html`${
        open.length === 0
          ? empty({
              title: say(words.emptyTitle, language),
              body: say(words.emptyBody, language),
              action: button({ text: say(words.papers, language), href: `/papers/${organisation}`, kind: 'sub' }),
            })
          : table({
              language,
              caption: say(words.title, language),
              hideCaption: true,
              phone: 'cards',
              rows: open,
              columns: [
                {
                  key: 'what',
                  label: say(words.what, language),
                  header: true,
                  cell: (task) => html`<a href="${task.href}">${taskText(task, language)}</a>`,
                },
                { key: 'due', label: say(words.when, language), cell: due },
                {
                  key: 'act',
                  label: say(words.state, language),
                  cell: (task) => html`<div class="row">${act(task, 'done')}${act(task, 'dropped')}</div>`,
                },
              ],
            })
      }${
        ended.length > 0
          ? section({
              heading: say(words.ended, language),
              body: table({
                language,
                caption: say(words.ended, language),
                hideCaption: true,
                phone: 'cards',
                rows: ended,
                columns: [
                  {
                    key: 'what',
                    label: say(words.what, language),
                    header: true,
                    cell: (task) => taskText(task, language),
                  },
                  {
                    key: 'doneAt',
                    label: say(words.endedOn, language),
                    tight: true,
                    cell: ({ doneAt }) => formatDate(doneAt, language),
                  },
                  {
                    key: 'state',
                    label: say(words.state, language),
                    tight: true,
                    cell: ({ state }) => say(state === 'done' ? words.done : words.drop, language),
                  },
                ],
              }),
            })
          : ''
      }`,
    });
  },
});

route({
  method: 'POST',
  path: '/tasks/:organisation/:task',
  permission: 'member',
  params: Organisation.extend({ task: id }),
  form: z.object({ state: z.enum(['done', 'dropped']) }),
  async handle(c) {
    const organisation = mine(c).id;
    await c.as((q) => settleTask(c.house, q, { organisation, id: c.params.task, state: c.form.state, actor: c.actor }));
    return redirect(`/tasks/${organisation}?done=1`);
  },
});
