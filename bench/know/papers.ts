/**
 * How long a member waits for its full set of papers: `./kyojo bench know/papers [rounds]`. All papers that a firm of thirty people using
 * everything needs are made by the page, then fetched as one ZIP of PDF, of Word, and of both. Goal: 13 documents in at most 3 s.
 */
import { checkRow, takeOrganisations } from '#know';
import { listZip } from '#platform/sheet';
import { benchHub, machine, quantile } from '../loop/hub.ts';
import { openPeople } from '../pages/people.ts';

const rounds = Number(process.argv[2] ?? 5);
const open = await benchHub();
const { house } = open;
console.log(machine());
await house.db.as({ kind: 'worker' }, (q) =>
  takeOrganisations(
    house,
    q,
    [checkRow(2, { externalId: 'bench', name: '株式会社ひまわり製作所', staffCount: '30' }, () => true).organisation],
    'bench',
  ),
);
const organisation = await house.db.as({ kind: 'worker' }, async (q) => {
  const { rows } = await q.raw.query<{ id: string }>("SELECT id FROM know.organisation WHERE external_id = 'bench'");
  return rows[0]?.id ?? '';
});
const people = await openPeople(open);
const member = await people.arrive(organisation);
const home = `/papers/${organisation}`;
const papers = [...(await (await member.get(home)).text()).matchAll(/name="papers" value="([a-z-]+)"/g)].map(
  (match) => match[1] ?? '',
);
const timed = async (what: string, work: () => Promise<string>) => {
  const times: number[] = [];
  let said = '';
  for (let round = 0; round < rounds; round++) {
    const began = performance.now();
    said = await work();
    times.push(performance.now() - began);
  }
  console.log(
    `${what.padEnd(40)} first ${(times[0] ?? 0).toFixed(0)} ms, median ${quantile(times, 0.5).toFixed(0)} ms, slowest ${Math.max(...times).toFixed(0)} ms   ${said}`,
  );
};
console.log(`input: ${papers.length} papers, ${rounds} rounds; goal: a full set of 13 documents ≤ 3,000 ms`);
await timed('made (versions kept, changes compared)', async () => {
  const form = new URLSearchParams({ approver: '代表取締役', inForceOn: '2026-12-01', nextReviewOn: '2027-12-01' });
  for (const paper of papers) form.append('papers', paper);
  const answer = await member.post(`${home}/make`, form);
  if (answer.status !== 303) throw new Error(await answer.text());
  return '';
});
for (const format of ['pdf', 'docx', 'both'])
  await timed(`ZIP of ${format}`, async () => {
    const answer = await member.get(`${home}/zip?format=${format}`);
    const bytes = new Uint8Array(await answer.arrayBuffer());
    if (answer.status !== 200) throw new Error(String(answer.status));
    return `${listZip(bytes, { maxEntries: 100, maxUnpackedBytes: 1e9 }).length} files, ${(bytes.length / 1e6).toFixed(1)} MB`;
  });
await people.close();
await open.end();
