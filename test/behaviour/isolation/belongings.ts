import assert from 'node:assert/strict';
import type { ServedHouse, Visitor } from '../../lib/served.ts';

/** What a member does with its assets, papers, risks and tasks, so that each of their tables holds rows of it. */
export async function liveWithBelongings(
  served: Pick<ServedHouse, 'sql' | 'url'>,
  who: { readonly organisation: string; readonly visitor: Visitor },
  word: string,
): Promise<void> {
  const { organisation, visitor } = who;
  const ok = async (path: string, form: Readonly<Record<string, string | readonly string[]>> = {}) => {
    const answer = await visitor.post(path, form);
    assert.ok(answer.status < 400, `${path}: ${answer.status} ${answer.text}`);
    return answer.location;
  };
  const dates = { inForceOn: '2026-12-01', nextReviewOn: '2027-12-01' };
  const listed = await ok(`/inventory/${organisation}/new`, { kind: 'device', name: `${word} router`, note: word });
  const asset = listed.split('/of/')[1]?.split('?')[0] ?? '';
  const file = new FormData();
  file.set('file', new File([`name,note\n${word} laptop,${word}\n`], `${word}.csv`));
  const read = await visitor.send(`/inventory/${organisation}/import`, {
    method: 'POST',
    body: file,
    headers: { origin: served.url },
  });
  assert.equal(read.status, 303, read.text);
  await ok(`/risks/${organisation}/asset/${asset}/add`, {
    story: `${word} fails`,
    value: '3',
    threat: '3',
    vulnerability: '3',
  });
  await ok(`/papers/${organisation}/answers`, { language: 'ja', 'field-representative': word });
  await ok(`/papers/${organisation}/make`, { ...dates, approver: word, papers: ['incident-card'] });
  await ok(`/papers/${organisation}/of/incident-card/wording`, { sentence: '0', own: `${word} first` });
  await served.sql(
    "INSERT INTO know.task (organisation_id, kind, subject, facts, href) VALUES ($1, 'risk-review', $2, '{\"count\": 1}', $3)",
    [organisation, `organisation:${word}`, `/risks/${organisation}`],
  );
}

const graded = { value: '3', threat: '3', vulnerability: '3' };
const dates = { inForceOn: '2026-12-01', nextReviewOn: '2027-12-01' };

/** Forms that their routes accept. */
export const belongingForms: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>> = {
  'POST /inventory/:organisation/new': { kind: 'device', name: 'x' },
  'POST /inventory/:organisation/start': { area: 'customers', have: ['0'] },
  'POST /inventory/:organisation/import': { kind: 'device' },
  'POST /inventory/:organisation/of/:asset/edit': { kind: 'device', name: 'x' },
  'POST /inventory/:organisation/seen/:suggestion/no': { note: 'x' },
  'POST /papers/:organisation/answers': { language: 'ja' },
  'POST /papers/:organisation/make': { ...dates, papers: ['incident-card'] },
  'POST /papers/:organisation/of/:paper/make': dates,
  'POST /papers/:organisation/of/:paper/wording': { sentence: '0', own: 'x' },
  'POST /risks/:organisation/asset/:asset/add': { ...graded, story: 'x' },
  'POST /risks/:organisation/of/:risk': { ...graded, treatment: 'accept' },
  'POST /tasks/:organisation/:task': { state: 'done' },
};

/** Query parameters of their pages that say nothing about anybody. */
export const belongingParameters = [
  'area',
  'lack',
  'level',
  'treatment',
  'review',
  'nature',
  'count',
  'made',
  'proposed',
  'sentence',
  'format',
];
