/** Reminds an organisation of steps that are due: once three days before, then once a week until they are done or dropped. */
import { z } from 'zod';
import { appendFact } from '#platform/facts';
import type { House } from '#platform/house';
import { job } from '#platform/jobs';
import { loadSql } from '#platform/postgres';
import { formatDate, type Language, say } from '#platform/words';
import { findVersion, openShelf } from '../assessment-shelf/index.ts';
import { dayText } from '../day/index.ts';
import { addresseesOf } from '../register/reach.ts';
import { words } from './words.ts';

const sql = loadSql(import.meta.url.replace('remind.ts', 'plan.ts'));
const DAY = 86_400_000;
const worker = { kind: 'worker' } as const;
const isoDay = (at: Date) => formatDate(at, 'en', 'iso');

interface DueStep {
  readonly id: string;
  readonly assessmentId: string;
  readonly question: string;
  readonly owner: string;
  readonly dueOn: string;
  readonly questionnaire: string;
  readonly version: number;
}

/** Which of the hub's organisations have steps due today; one letter each. */
export const remindSteps = job({
  name: 'know.remind-steps',
  schema: z.object({}),
  every: '0 9 * * *',
  async handle(house) {
    const now = house.clock();
    const due = {
      soon: isoDay(new Date(now.getTime() + 3 * DAY)),
      today: isoDay(now),
      weekAgo: new Date(now.getTime() - 7 * DAY),
    };
    const organisations = await house.db.as(worker, (q) =>
      q.rows<{ organisationId: string }>(sql('due_organisations'), due),
    );
    for (const { organisationId } of organisations)
      await house.db.as(worker, async (q) => {
        const steps = await q.rows<DueStep>(sql('take_due'), { ...due, organisation: organisationId, now });
        if (steps.length === 0) return; // another process took them
        await house.jobs.enqueue(q, sendReminder, { organisation: organisationId, steps: steps.map(({ id }) => id) });
        await appendFact(house, q, {
          kind: 'step.reminded',
          subject: `organisation:${organisationId}`,
          organisationId,
          actor: 'job:know.remind-steps',
          data: { steps: steps.map(({ question, dueOn }) => ({ question, dueOn })) },
        });
      });
  },
});

/** The mail itself: to the first contact that can be reached, in the language of that contact. */
export const sendReminder = job({
  name: 'know.send-reminder',
  schema: z.object({ organisation: z.uuid(), steps: z.array(z.uuid()).min(1) }),
  async handle(house, { organisation, steps }) {
    const { addressee, due } = await house.db.as(worker, async (q) => ({
      addressee: (await addresseesOf(q, [organisation])).get(organisation),
      due: await q.rows<DueStep>(sql('steps_by_id'), { ids: steps }),
    }));
    const contact = addressee?.contacts.find(({ email, bounced }) => email !== null && !bounced);
    if (!addressee || !contact?.email || due.length === 0) return;
    const { language } = contact;
    const lines = await linesOf(house, due, language);
    await house.mail.send({
      to: contact.email,
      subject: say(words.remindSubject, language, { count: due.length, hub: house.config.KYOJO_HUB_NAME }),
      text: say(words.remindText, language, {
        organisation: addressee.name,
        steps: lines.join('\n\n'),
        link: `${house.url}/assessments`,
      }),
      messageId: `steps-${[...steps].sort()[0]}-${isoDay(house.clock())}`,
      language,
    });
  },
});

async function linesOf(house: House, due: readonly DueStep[], language: Language): Promise<string[]> {
  const shelf = await openShelf(house);
  return due.map((step) => {
    const question = findVersion(shelf, step.questionnaire, step.version)?.questions.find(
      ({ id }) => id === step.question,
    );
    const line = {
      ask: question?.ask[language] ?? step.question,
      due: dayText(step.dueOn, language),
      link: `${house.url}/assessments/${step.assessmentId}/result`,
    };
    return step.owner
      ? say(words.remindLineOwner, language, { ...line, owner: step.owner })
      : say(words.remindLine, language, line);
  });
}
