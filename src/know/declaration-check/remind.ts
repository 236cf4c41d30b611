/** A mail to those whose declaration comes to its end, on the days that its rules name. */
import { z } from 'zod';
import { appendFact } from '#platform/facts';
import { job } from '#platform/jobs';
import { loadSql } from '#platform/postgres';
import { formatDate, say } from '#platform/words';
import { formatDeclarationNumber } from '../declaration/number.ts';
import { findLevel } from '../declaration/rules.ts';
import { rules } from '../declaration/store.ts';
import { words } from '../declaration-pages/words.ts';
import { addresseesOf } from '../register/reach.ts';

const sql = loadSql(import.meta.url);
const worker = { kind: 'worker' } as const;

interface Due {
  readonly id: string;
  readonly organisationId: string;
  readonly number: string;
  readonly level: string;
  readonly validUntil: Date;
}

/** One reminder by mail. May run twice: the same mail then has the same id. */
export const mailReminder = job({
  name: 'know.mail-declaration-reminder',
  schema: z.object({ id: z.string(), day: z.string() }),
  async handle(house, { id, day }) {
    const { due, to } = await house.db.as(worker, async (q) => {
      const due = await q.one<Due>(sql('one'), { id });
      return { due, to: due && (await addresseesOf(q, [due.organisationId])).get(due.organisationId) };
    });
    const contact = to?.contacts.find(({ email, bounced }) => email !== null && !bounced);
    if (!due || !to || !contact?.email) return;
    const language = contact.language;
    const date = formatDate(due.validUntil, language);
    const level = findLevel(rules, due.level);
    await house.mail.send({
      to: contact.email,
      language,
      subject: say(words.remindSubject, language, { hub: house.config.KYOJO_HUB_NAME, date }),
      text: say(words.remindText, language, {
        organisation: to.name,
        level: level ? `${'★'.repeat(level.stars)} ${level.title[language]}` : '',
        number: formatDeclarationNumber(due.number),
        date,
        url: `${house.url}/organisations/${due.organisationId}/declaration`,
      }),
      messageId: `declaration-${id}-${day}`,
    });
  },
});

/** Finds whom to remind, every morning. */
export const remindDeclarations = job({
  name: 'know.remind-declarations',
  schema: z.object({}),
  every: '40 8 * * *',
  async handle(house) {
    const now = house.clock();
    await house.db.as(worker, async (q) => {
      for (const due of await q.rows<Due>(sql('due'), { now, days: rules.remindDays })) {
        await q.run(sql('reminded'), { id: due.id, now });
        await house.jobs.enqueue(q, mailReminder, { id: due.id, day: now.toISOString().slice(0, 10) }, { key: due.id });
        await appendFact(house, q, {
          kind: 'declaration.reminded',
          subject: `declaration:${due.id}`,
          organisationId: due.organisationId,
          actor: 'job:know.remind-declarations',
        });
      }
    });
  },
});
