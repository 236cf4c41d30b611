/** What a provider hands on: the wording of each device as text for its own mails and letters, and as letters ready to print. */
import { namesOf } from '#know';
import { type Block, type Letter, lettersPdf } from '#platform/paper';
import { loadSql } from '#platform/postgres';
import type { Call } from '#platform/web';
import { formatDate, type Language, say } from '#platform/words';
import { fixPath, messageFor } from './garden.ts';
import { textFor, type Worded, type Wording } from './wording/text.ts';
import { speak, words } from './words.ts';

const sql = loadSql(import.meta.url.replace('letter.ts', 'store.ts'));

/** A device as its letter needs it. */
export interface Told {
  readonly id: string;
  readonly organisationId: string;
  readonly campaignId: string;
  readonly campaignName: string;
  readonly asset: string;
  readonly device: string;
  readonly product: string;
  readonly wording: string;
  readonly lastFoundAt: Date;
}

/**
 * The wording of each of these devices. Campaigns are the hub's: a provider sees of them what its own devices' texts say, so the
 * caller has read `hits` as the provider.
 */
export async function wordingFor(
  c: Pick<Call<unknown, unknown, unknown>, 'asWorker'>,
  hits: readonly Told[],
): Promise<(hit: Told) => Wording> {
  const rows = await c.asWorker((q) =>
    q.rows<Worded & { id: string }>(sql('texts'), { ids: [...new Set(hits.map((hit) => hit.campaignId))] }),
  );
  const campaigns = new Map(rows.map((row) => [row.id, row]));
  return (hit) => textFor(campaigns.get(hit.campaignId) ?? { identifier: '', wordings: [], texts: {} }, hit);
}

/** What the subscriber of each device is told: subject, text and the page to open. */
export async function messagesOf(
  c: Pick<Call<unknown, unknown, unknown>, 'asWorker' | 'house'>,
  hits: readonly Told[],
  language: Language,
) {
  const wordingOf = await wordingFor(c, hits);
  return hits.map((hit) => {
    const link = `${c.house.url}${fixPath(c.house, hit.id)}`;
    const wording = wordingOf(hit);
    return { hit, link, wording, ...messageFor(hit, wording, language, link) };
  });
}

/** Letters for window envelopes, one a device, as one file. The address stays empty: only the provider knows whose line it was. */
export async function lettersOf(
  c: Pick<Call<unknown, unknown, unknown>, 'as' | 'asWorker' | 'house' | 'now'>,
  hits: readonly Told[],
  language: Language,
): Promise<Uint8Array> {
  const t = speak(language);
  const names = await c.as((q) => namesOf(q, [...new Set(hits.map((hit) => hit.organisationId))]));
  const letters = (await messagesOf(c, hits, language)).map(({ hit, link, wording, ...message }): Letter => {
    const danger: Block = { kind: 'paragraph', text: message.danger };
    const todo: Block[] = [
      { kind: 'heading', level: 2, text: t('howTo') },
      { kind: 'list', look: 'number', items: [...message.steps] },
    ];
    return {
      language,
      addressee: [],
      sender: [names.get(hit.organisationId) ?? ''],
      date: c.now,
      subject: message.subject,
      blocks: [
        { kind: 'paragraph', text: message.opening },
        ...(wording.first === 'danger' ? [danger, ...todo] : [...todo, danger]),
        { kind: 'paragraph', text: t('gardenHelpBody') },
        { kind: 'paragraph', look: 'small', text: say(words.letterWhy, language, { campaign: hit.campaignName }) },
      ],
      qrUrl: link,
      qrCaption: t('letterThen'),
      reference: `${hit.asset} ${formatDate(hit.lastFoundAt, language, 'minute')}`,
    };
  });
  return lettersPdf(letters, { duplex: true });
}
