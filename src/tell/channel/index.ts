import { Refusal } from '#platform/errors';
import type { House } from '#platform/house';
import { composeNotice, type Draft } from '../notice/compose.ts';
import type { Notice, NoticeFinding } from '../notice/draft.ts';
import { listCsv } from './list-csv.ts';
import { postWebhook } from './webhook.ts';

/**
 * Hands a notice to its channel and gives the channel's own answer. Throws `Refusal` when it will never work (no address,
 * forbidden target), anything else when it may work later.
 */
export async function handOver(
  house: House,
  notice: Notice,
  draft: Draft,
  findings: readonly NoticeFinding[],
): Promise<string> {
  switch (notice.channel) {
    case 'mail':
    case 'provider-list': {
      if (notice.sendTo === '') throw new Refusal('tell.no-address');
      const isList = notice.channel === 'provider-list' || notice.way === 'provider';
      return mail(house, notice, draft, notice.sendTo, isList ? listCsv(findings) : undefined);
    }
    case 'help-team':
      return mail(house, notice, draft, house.config.KYOJO_HELP_MAIL);
    case 'webhook':
      return postWebhook(house, notice, findings);
    case 'letter':
    case 'inbox':
      throw new Refusal('tell.no-address');
  }
}

async function mail(house: House, notice: Notice, draft: Draft, to: string, csv?: string): Promise<string> {
  const message = composeNotice(draft);
  const { answer } = await house.mail.send({
    to,
    ...message,
    messageId: `notice.${notice.id}`,
    language: notice.language,
    // The page behind the notice, for everybody without an account: not mine, accepted, or call me.
    listUnsubscribe: draft.link,
    ...(csv
      ? {
          attachments: [{ filename: `kyojo-${notice.code}.csv`, content: csv, contentType: 'text/csv; charset=utf-8' }],
        }
      : {}),
  });
  return answer;
}
