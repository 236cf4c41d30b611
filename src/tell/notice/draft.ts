import { type Addressee, addresseesOf } from '#know';
import type { House } from '#platform/house';
import { loadSql, type Queries } from '#platform/postgres';
import type { Language } from '#platform/words';
import type { FindingState, Severity } from '../finding/life.ts';
import { loadPlaybooks, type Playbooks, type Wording } from '../playbook/index.ts';
import type { Draft, Shown } from './compose.ts';
import { noticeLink } from './link.ts';

const sql = loadSql(import.meta.url);

/** A notice as it is kept. Stored. */
export interface Notice {
  readonly id: string;
  readonly organisationId: string;
  readonly toOrganisationId: string | null;
  readonly contactId: string | null;
  readonly channel: 'mail' | 'inbox' | 'webhook' | 'letter' | 'provider-list' | 'help-team';
  readonly manner: 'now' | 'digest' | 'again' | 'list';
  readonly wording: Wording;
  readonly language: Language;
  readonly step: number;
  readonly way: string;
  readonly kind: string;
  readonly severity: Severity;
  readonly state: string;
  readonly sendTo: string;
  readonly code: string;
  readonly urgent: boolean;
  readonly findingCount: number;
  readonly createdAt: Date;
  readonly openedAt: Date | null;
  readonly confirmedAt: Date | null;
}

/** A finding inside a notice. */
export interface NoticeFinding extends Shown {
  readonly id: string;
  readonly organisationId: string;
  readonly severity: Severity;
  readonly state: FindingState;
  readonly toldAt: Date | null;
  readonly asNumber: number;
}

/** Lines of one notice read at once: a provider's list may have many thousands, a person reads ten. */
export const MOST_FINDINGS = 50_000;

let books: Promise<Playbooks> | undefined;
/** The playbooks, read once per process. */
export function playbooks(): Promise<Playbooks> {
  books ??= loadPlaybooks();
  return books;
}

/** One notice; absent when the reader may not see it. */
export async function findNotice(q: Queries, id: string): Promise<Notice | undefined> {
  return q.one<Notice>(sql('notice'), { notice: id });
}

/** The findings of a notice, the most severe first. */
export async function findingsOf(q: Queries, noticeId: string, limit = MOST_FINDINGS): Promise<NoticeFinding[]> {
  return q.rows<NoticeFinding>(sql('findings'), { notice: noticeId, limit });
}

/** Everything a message needs, read for one notice. */
export async function draftOf(
  house: House,
  q: Queries,
  notice: Notice,
): Promise<{ draft: Draft; organisation: Addressee; findings: NoticeFinding[] }> {
  const organisation = (await addresseesOf(q, [notice.organisationId])).get(notice.organisationId);
  if (!organisation) throw new Error('the organisation of a notice is gone');
  const findings = await findingsOf(q, notice.id);
  const books = await playbooks();
  const byKind = [...Map.groupBy(findings, (finding) => finding.kind)];
  const told = findings.flatMap((finding) => finding.toldAt?.getTime() ?? []);
  const contact = organisation.contacts.find((one) => one.id === notice.contactId);
  return {
    organisation,
    findings,
    draft: {
      language: notice.language,
      wording: notice.wording,
      manner: notice.manner,
      way: notice.way,
      organisation: organisation.name,
      place: organisation.prefecture,
      hub: house.config.KYOJO_HUB_NAME,
      groups: byKind.map(([kind, inKind]) => ({ playbook: books.of(kind), findings: inKind, count: inKind.length })),
      count: notice.findingCount,
      toldBeforeAt: notice.manner === 'again' && told.length > 0 ? new Date(Math.min(...told)) : null,
      link: noticeLink(house, notice.id),
      verifyUrl: `${house.url}/genuine`,
      code: notice.code,
      // A provider's list is about its own network; others see places once their address is confirmed.
      mayShow: notice.channel === 'letter' || notice.toOrganisationId !== null || (contact?.confirmed ?? false),
    },
  };
}
