/** Tasks go out by mail once a morning, all of an organisation's in one, to the first of its contacts that mail reaches. */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { job } from '#platform/jobs';
import { say } from '#platform/words';
import { dayText } from '../day/index.ts';
import { addresseesOf } from '../register/reach.ts';
import { markMailed, organisationsToMail, taskText, unmailedTasks } from './store.ts';
import { words } from './words.ts';

/** Organisations in one transaction. */
const CHUNK = 500;

/** One organisation's mail. It may run twice: the same tasks make the same Message-ID. */
export const mailTaskList = job({
  name: 'know.mail-task-list',
  schema: z.object({ organisation: z.uuid() }),
  atOnce: 2,
  async handle(house, { organisation }) {
    const worker = { kind: 'worker' } as const;
    const { tasks, addressee } = await house.db.as(worker, async (q) => ({
      tasks: await unmailedTasks(q, organisation),
      addressee: (await addresseesOf(q, [organisation])).get(organisation),
    }));
    const contact = addressee?.contacts.find(({ email, bounced }) => email !== null && !bounced);
    if (tasks.length === 0) return;
    if (contact?.email && addressee) {
      const { language } = contact;
      const lines = tasks.map((task) => {
        const due = task.dueOn ? `（${say(words.due, language, { date: dayText(task.dueOn, language) })}）` : '';
        return `- ${taskText(task, language)}${due}\n  ${house.url}${task.href}`;
      });
      await house.mail.send({
        to: contact.email,
        subject: say(words.mailSubject, language, { organisation: addressee.name, count: tasks.length }),
        text: `${say(words.mailIntro, language, { organisation: addressee.name })}\n\n${lines.join('\n\n')}\n\n${say(words.mailList, language)}\n${house.url}/tasks/${organisation}\n`,
        language,
        messageId: `tasks-${createHash('sha256')
          .update(tasks.map(({ id }) => id).join(' '))
          .digest('hex')
          .slice(0, 32)}`,
      });
    }
    // Nobody to write to: the page shows it all the same, and the next task tries again.
    await house.db.as(worker, (q) => markMailed(q, organisation, house.clock()));
  },
});

/** Every morning: whoever has tasks nobody was told of gets one mail. */
export const mailTasks = job({
  name: 'know.mail-tasks',
  schema: z.object({}),
  every: '30 8 * * *',
  async handle(house) {
    for (let after: string | null = null; ; ) {
      const from: string | null = after;
      const some: readonly string[] = await house.db.as({ kind: 'worker' }, async (q) => {
        const read = await organisationsToMail(q, from, CHUNK);
        for (const organisation of read)
          await house.jobs.enqueue(q, mailTaskList, { organisation }, { key: organisation });
        return read;
      });
      if (some.length < CHUNK) return;
      after = some.at(-1) ?? null;
    }
  },
});
