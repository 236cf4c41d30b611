import assert from 'node:assert/strict';
import type { ServedHouse } from '../../lib/served.ts';
import type { Neighbour } from './neighbours.ts';

/** Forms of the pages of declarations, roles and suppliers. */
export const tradingForms: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>> = {
  'POST /organisations/:id/declaration': { level: 'one-star', agreed: ['truth'] },
  'POST /organisations/:id/declaration/renew': { agreed: ['truth'] },
  'POST /organisations/:id/declaration/withdraw': { reason: 'x' },
  'POST /organisations/:id/roles': { role: 'pr', personName: 'x', fromOn: '2026-01-01' },
  'POST /organisations/:id/suppliers/ask': {
    lines: 'stray,stray@stray.example',
    questionnaire: 'self-check-25',
    dueOn: '2026-12-24',
  },
  'POST /organisations/:id/suppliers/:supplier': { name: 'stray' },
  'POST /organisations/:id/requests/:request/share': { consent: 'yes' },
  'POST /organisations/:id/disposals': { what: 'x', count: '1', handedOn: '2026-01-01', dueOn: '2026-02-01' },
  'POST /organisations/:id/disposals/:disposal/received': { on: '2026-11-20' },
  'POST /organisations/:id/profile': { says: 'stray' },
  'POST /supply/:token': { answerer: 'x', consent: 'yes' },
};

/** Parameters of those pages that say nothing about anybody. */
export const tradingParameters = ['by', 'stars', 'trade', 'prefecture'];

/** What could find A: its number, its name among those that introduce themselves, its suppliers. Beside each something that is nobody's. */
export const tradingFilters = {
  number: () =>
    [
      ['7000012050002', '7000012050010'],
      ['kumade', 'nomade'],
    ] as const,
  q: () =>
    [
      ['kumade', 'nomade'],
      ['クマデ', 'クマヂ'],
    ] as const,
} as const;

/**
 * What a member does as a supplier and as a customer. It declares and withdraws, so that nothing of it is public any more; it asks
 * somebody outside; it keeps its introduction to itself; and it has let somebody see answers.
 */
export async function liveWithTrade(served: ServedHouse, who: Neighbour, word: string): Promise<void> {
  const { visitor, organisation } = who;
  const home = `/organisations/${organisation}`;
  const ok = async (path: string, form: Readonly<Record<string, string | readonly string[]>> = {}) => {
    const answer = await visitor.post(`${home}${path}`, form);
    assert.equal(answer.status, 303, `${path}: ${answer.status} ${answer.text}`);
  };
  await served.sql(
    "INSERT INTO know.assessment (organisation_id, questionnaire, version, series, profile, answers, score, parts, started_at, changed_at, finished_at) VALUES ($1, 'five-rules', 1, 1, '{}', '{}', 0.4, '{}', $2, $2, $2)",
    [organisation, served.clock()],
  );
  await ok('/declaration', {
    level: 'one-star',
    agreed: ['update', 'malware', 'passwords', 'sharing', 'tricks', 'truth'],
  });
  await ok('/declaration/withdraw', { reason: word });
  await ok('/roles', {
    role: 'security-officer',
    personName: word,
    fromOn: '2026-01-01',
    email: `${word}@${word}.example`,
  });
  await ok('/suppliers/ask', {
    lines: `${word} supplier,supplier@${word}.example`,
    questionnaire: 'self-check-25',
    dueOn: '2026-12-24',
    message: word,
  });
  await ok('/disposals', { what: `${word} laptop`, count: '1', handedOn: '2026-10-01', dueOn: '2026-12-01' });
  await served.sql(
    "INSERT INTO know.disposal_certificate (organisation_id, disposal_id, name, type, size, sha256, body, handed_by, handed_at) SELECT organisation_id, id, $2, 'application/pdf', 5, repeat('0', 64), '%PDF-', $2, $3 FROM know.disposal WHERE organisation_id = $1",
    [organisation, `${word}.pdf`, served.clock()],
  );
  await ok('/profile', { says: word, contact: `trade@${word}.example` });
  await served.sql(
    "INSERT INTO know.supplier_share (organisation_id, customer_id, request_id, supplier_name, questionnaire, version, answers, finished_at, incident_contact, shared_at, seal) SELECT organisation_id, organisation_id, id, $2, 'self-check-25', 1, '{}', asked_at, $2, asked_at, $2 FROM know.supplier_request WHERE organisation_id = $1",
    [organisation, word],
  );
}
