import { z } from 'zod';
import { namesOf } from '#know';
import type { House } from '#platform/house';
import { job } from '#platform/jobs';
import { loadSql, type Queries } from '#platform/postgres';
import { say } from '#platform/words';
import { playbooks } from '../notice/draft.ts';
import { wordsOf } from '../playbook/index.ts';
import { mailWords } from './confirm-words.ts';

const sql = loadSql(import.meta.url);

/**
 * Until the desks of `help` exist, a call for help is a line on the operator's list and a mail to the hub's help address. The mail is a
 * job, so that the answer stands although the mail server is away.
 */
const mailHelp = job({
  name: 'tell.mail-help',
  schema: z.object({ finding: z.string(), at: z.string() }),
  async handle(house, { finding, at }) {
    const asked = await house.db.as({ kind: 'worker' }, async (q) => {
      const row = await q.one<{ organisationId: string; kind: string; asset: string; note: string | null }>(
        sql('help_asked'),
        { finding },
      );
      return row && { ...row, organisation: (await namesOf(q, [row.organisationId])).get(row.organisationId) ?? '' };
    });
    if (!asked) return; // taken back or dealt with meanwhile
    const { organisation, asset } = asked;
    const title = wordsOf((await playbooks()).of(asked.kind), 'ja').title;
    await house.mail.send({
      to: house.config.KYOJO_HELP_MAIL,
      subject: say(mailWords.helpSubject, 'ja', { organisation }),
      text: say(mailWords.helpText, 'ja', {
        organisation,
        title,
        asset,
        note: asked.note ?? '—',
        url: `${house.url}/help-requests`,
      }),
      messageId: `help.${finding}.${Date.parse(at)}`,
    });
  },
});

/** Puts the mail about a call for help, in the transaction of the answer: one for all findings that were answered together. */
export async function mailForHelp(house: House, q: Queries, changed: readonly string[], now: Date): Promise<void> {
  const [finding] = changed;
  if (finding) await house.jobs.enqueue(q, mailHelp, { finding, at: now.toISOString() });
}
