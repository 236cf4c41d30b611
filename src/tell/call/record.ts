import { addresseesOf, endPartnership } from '#know';
import type { House } from '#platform/house';
import { loadSql, type Queries } from '#platform/postgres';
import { recordAnswer } from '../finding/answer.ts';
import { theirsAlone } from '../ladder/decide.ts';
import type { Notice } from '../notice/draft.ts';

const sql = loadSql(import.meta.url);
const HOUR = 3_600_000;

/** What whoever was asked to call a member says of it. Stored (`tell.notice.answer`), `called` as the answer `seen`. */
export const callAnswers = ['called', 'not-reached', 'not-member'] as const;
export type CallAnswer = (typeof callAnswers)[number];

/** Whether an answer is about a call. */
export function isCallAnswer(answer: string): answer is CallAnswer {
  return (callAnswers as readonly string[]).includes(answer);
}

/** One thing a call is still about. */
export interface Asked {
  readonly noticeId: string;
  readonly id: string;
  readonly kind: string;
}

/** What is still unanswered of what these notices asked to call about, the most severe first. For the hub's eyes. */
export async function stillAsked(q: Queries, notices: readonly string[]): Promise<Asked[]> {
  return q.rows<Asked>(sql('still_asked'), { notices, theirsAlone });
}

/**
 * Records what came of calling about these notices, as the hub, after the caller's right was checked. `called` is an answer like the member's
 * own "seen": the ladder waits. `not-reached` and `not-member` bring the next rung within the hour; `not-member` also ends the tie in the
 * register. What the member answered itself meanwhile is left alone, and so is everything of a member that is somebody else's by now.
 * Gives for how many notices it was recorded.
 */
export async function recordCall(
  house: House,
  q: Queries,
  notices: readonly Pick<Notice, 'id' | 'organisationId' | 'toOrganisationId'>[],
  call: { readonly answer: CallAnswer; readonly actor: string; readonly now: Date },
): Promise<number> {
  const { answer, actor, now } = call;
  const members = await addresseesOf(
    q,
    notices.map(({ organisationId }) => organisationId),
  );
  const still = notices.flatMap(({ id, organisationId: organisation, toOrganisationId: partner }) =>
    partner && members.get(organisation)?.partnerId === partner ? [{ id, organisation, partner }] : [],
  );
  for (const { id } of still) {
    const findingIds = (await stillAsked(q, [id])).map((asked) => asked.id);
    if (answer === 'called') {
      const fact = 'finding.called';
      await recordAnswer(house, q, { findingIds, answer: 'seen', fact, actor, now, noticeId: id });
    } else {
      const soon = new Date(now.getTime() + HOUR);
      await q.run(sql('not_reached'), { notice: id, findings: findingIds, answer, actor, soon, now });
      await q.run(sql('answered'), { notice: id, answer });
    }
  }
  if (answer === 'not-member') for (const tie of still) await endPartnership(house, q, { ...tie, actor });
  return still.length;
}
