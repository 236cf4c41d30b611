import { appendFact } from '#platform/facts';
import type { House } from '#platform/house';
import { loadSql, type Queries } from '#platform/postgres';
import { type Answer, afterAnswer, type FindingState } from './life.ts';

const sql = loadSql(import.meta.url);

/** An answer to one or many findings. */
export interface AnswerInput {
  readonly findingIds: readonly string[];
  readonly answer: Answer;
  readonly actor: string;
  readonly now: Date;
  /** What the person wrote besides. */
  readonly note?: string;
  /** The notice whose link was used. */
  readonly noticeId?: string;
  /** What the fact is called where somebody else than the member acted. */
  readonly fact?: string;
}

/**
 * Records a member's answer: state and fact in one transaction. Findings in a state the answer does not touch are left
 * alone (answering twice is harmless); ids the reader cannot see count as absent. Gives those that changed.
 */
export async function recordAnswer(house: House, q: Queries, input: AnswerInput): Promise<{ changed: string[] }> {
  const changed: string[] = [];
  const rows = await q.rows<{
    id: string;
    organisationId: string;
    state: FindingState;
    kind: string;
    toldAt: Date | null;
  }>(sql('lock'), { ids: input.findingIds });
  for (const row of rows) {
    const state = afterAnswer(row.state, input.answer, row.toldAt !== null);
    if (state === null) continue;
    await q.run(sql('set'), { id: row.id, state, answer: input.answer, now: input.now });
    await appendFact(house, q, {
      kind: input.fact ?? factFor[input.answer],
      subject: `finding:${row.id}`,
      organisationId: row.organisationId,
      actor: input.actor,
      data: {
        kind: row.kind,
        from: row.state,
        to: state,
        ...(input.note ? { note: input.note.slice(0, 2000) } : {}),
        ...(input.noticeId ? { notice: input.noticeId } : {}),
      },
    });
    changed.push(row.id);
  }
  if (input.noticeId && input.answer !== 'undo')
    await q.run(sql('confirm_notice'), { notice: input.noticeId, answer: input.answer, now: input.now });
  return { changed };
}

const factFor: Readonly<Record<Answer, string>> = {
  fixed: 'finding.claimed-fixed',
  'not-mine': 'finding.disowned',
  accept: 'finding.accepted',
  help: 'finding.help-asked',
  seen: 'finding.acknowledged',
  undo: 'finding.answer-undone',
};
