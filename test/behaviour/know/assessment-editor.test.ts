import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { arrive, servedHouse, type Visitor } from '../../lib/served.ts';
import { answerAll, begin, finish } from './assessment.ts';

const served = await servedHouse();
const DAY = 86_400_000;
const wordsOf = (text: string) => text.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ');

/** The fields of the forms on a page with what stands in them, as a browser would send them back. */
function fieldsOf(text: string): Record<string, string> {
  const plain = (value: string) =>
    value
      .replace(/&quot;/g, '"')
      .replace(/&#39;/g, "'")
      .replace(/&lt;/g, '<')
      .replace(/&gt;/g, '>')
      .replace(/&amp;/g, '&');
  const found: Record<string, string> = {};
  for (const [, name = '', value = ''] of text.matchAll(/<textarea[^>]*name="([^"]+)"[^>]*>([\s\S]*?)<\/textarea>/g))
    found[name] = plain(value.replace(/^\n/, '')); // the first line break of a text area is not part of it
  for (const [, tag = ''] of text.matchAll(/<input([^>]*)>/g)) {
    const name = /name="([^"]+)"/.exec(tag)?.[1];
    const isTicked = !/type="(checkbox|radio)"/.test(tag) || /\bchecked\b/.test(tag);
    if (name && isTicked) found[name] = plain(/value="([^"]*)"/.exec(tag)?.[1] ?? '');
  }
  for (const [, name = '', options = ''] of text.matchAll(/<select[^>]*name="([^"]+)"[^>]*>([\s\S]*?)<\/select>/g))
    found[name] = /value="([^"]*)" selected/.exec(options)?.[1] ?? '';
  return found;
}

describe('know: the hub’s staff publish a new version of a questionnaire in the browser', () => {
  let operator: Visitor;
  let member: Visitor & { readonly id: string };
  let own = '';
  let draft = '';
  const at = (path = '') => `/questionnaire-editor/${draft}${path}`;
  before(async () => {
    operator = await arrive(served, { email: 'op@hub.example', name: '運用 花子', isOperator: true });
    const [row] = await served.sql<{ id: string }>(
      "INSERT INTO know.organisation (name, external_id) VALUES ('有限会社きく', 'kiku') RETURNING id",
    );
    own = row?.id ?? '';
    member = await arrive(served, { email: 'kiku@kiku.example', name: '菊 太郎', organisation: own });
    const base = await begin(member, 'five-rules');
    await answerAll(member, base, () => 'partly');
    await finish(member, base);
  });

  it('copies the newest version; a second copy opens the same draft', async () => {
    const made = await operator.post('/questionnaire-editor', { from: 'five-rules' });
    draft = made.location.split('/').at(-1) ?? '';
    assert.equal((await operator.post('/questionnaire-editor', { from: 'five-rules' })).location, made.location);
    const shown = await operator.get(at());
    assert.match(wordsOf(shown.text), /下書き・第2版/);
    assert.match(wordsOf(shown.text), /直すところはありません/);
    assert.match(wordsOf(shown.text), /意味の変わる違いはありません/);
    assert.equal((await member.get(at())).status, 403, 'members do not edit');
    assert.equal((await served.visitor().get('/questionnaires/five-rules')).text.includes('第1版'), true);
  });

  it('a new wording is no break, another meaning is', async () => {
    const fields = fieldsOf((await operator.get(at('/questions/update'))).text);
    assert.ok(fields['ask-en']?.startsWith('Do you keep'));
    await operator.post(at('/questions/update'), { ...fields, 'ask-ja': '機器のソフトを、いつも最新にしていますか' });
    assert.match(wordsOf((await operator.get(at())).text), /意味の変わる違いはありません/);
    const other = fieldsOf((await operator.get(at('/questions/tricks'))).text);
    await operator.post(at('/questions/tricks'), { ...other, changed: 'yes', 'ask-ja': '手口を毎週話していますか' });
    assert.match(wordsOf((await operator.get(at())).text), /手口を毎週話していますか：意味が変わった/);
    assert.match((await operator.get(at('/questions/tricks'))).text, /name="changed"[^>]*checked/);
  });

  it('says in clear sentences what is missing, and where; nothing is published before', async () => {
    for (const [wrong, said] of [
      ['Über!', /問いの名前に使えません/],
      ['update', /すでに使われています/],
    ] as const)
      assert.match(wordsOf((await operator.post(at('/questions'), { id: wrong, group: 'basic' })).text), said);
    assert.equal((await operator.post(at('/questions'), { id: 'screen-lock', group: 'basic' })).status, 303);
    const shown = wordsOf((await operator.get(at())).text);
    assert.match(shown, /出す前に直すところが12か所/);
    assert.match(shown, /screen-lock：「問い」の英語がありません/);
    const refused = await operator.post(at('/publish'));
    assert.equal(refused.status, 409);
    assert.match(wordsOf(refused.text), /まだ直すところが12か所/);
  });

  it('refuses a condition that is none and keeps what was typed', async () => {
    const fields = fieldsOf((await operator.get(at('/questions/screen-lock'))).text);
    const filled = {
      ...fields,
      ...Object.fromEntries(
        ['ask', 'why', 'example', 'advice-0'].flatMap((name) =>
          ['ja', 'easy', 'en'].map((tongue) => [`${name}-${tongue}`, `${name} ${tongue} <b>"x"</b>`]),
        ),
      ),
    };
    const refused = await operator.post(at('/questions/screen-lock'), { ...filled, when: 'uses: [spaceships]' });
    assert.match(wordsOf(refused.text), /条件として読めません/);
    assert.match(refused.text, /ask ja &lt;b&gt;/);
    assert.match(
      wordsOf((await operator.post(at('/questions/screen-lock'), { ...filled, when: '{ [' })).text),
      /条件として読めません/,
    );
    const kept = await operator.post(at('/questions/screen-lock'), { ...filled, when: 'people: { from: 6 }' });
    assert.equal(kept.status, 303);
    assert.match(wordsOf((await operator.get(at())).text), /直すところはありません/);
    assert.match((await operator.get(at('/preview'))).text, /ask ja &lt;b&gt;/);
  });

  it('moves and removes questions; a condition that names a missing one is a fault', async () => {
    await operator.post(at('/questions/screen-lock/up'));
    const order = async () =>
      [...(await operator.get(at())).text.matchAll(/<code>([a-z-]+)<\/code>/g)].map((match) => match[1]);
    assert.deepEqual((await order()).slice(-2), ['screen-lock', 'tricks']);
    const fields = fieldsOf((await operator.get(at('/questions/tricks'))).text);
    await operator.post(at('/questions/tricks'), { ...fields, after: 'sharing' });
    await operator.post(at('/questions/sharing/remove'));
    assert.match(wordsOf((await operator.get(at())).text), /tricks：ない問いを名指ししています/);
    await operator.post(at('/questions/tricks'), { ...fields, after: '' });
    assert.match(wordsOf((await operator.get(at())).text), /なくなった/);
  });

  it('publishes: who begins now answers the new version, who had begun keeps theirs', async () => {
    const begun = await begin(served.visitor(), 'five-rules');
    const done = await operator.post(at('/publish'));
    assert.match(done.location, /published=1/);
    assert.match((await served.visitor().get('/questionnaires/five-rules')).text, /第2版/);
    assert.match((await served.visitor().get('/questionnaires/five-rules?version=1')).text, /第1版/);
    const old = await served.visitor().get(`${begun}/q/basic`);
    assert.match(old.text, /name="q-sharing"/);
    assert.doesNotMatch(old.text, /name="q-screen-lock"/);
    const fresh = await begin(served.visitor(), 'five-rules');
    const leaf = await served.visitor().get(`${fresh}/q/basic`);
    assert.match(leaf.text, /name="q-screen-lock"/);
    assert.doesNotMatch(leaf.text, /name="q-sharing"/);
  });

  it('a published version never changes, whoever tries', async () => {
    for (const path of ['', '/questions/update', '/questions/update/remove', '/publish', '/drop'])
      assert.equal(
        (await operator.post(at(path), { 'title-ja': 'x', 'title-easy': 'x', 'title-en': 'x' })).status,
        409,
        path,
      );
    await assert.rejects(served.sql("UPDATE know.questionnaire SET body = '{}'"), /never changes/);
    await assert.rejects(served.sql('DELETE FROM know.questionnaire'), /never changes/);
  });

  it('answers on the old version stay valid; the series is broken where the meaning changed, and compared where it did not', async () => {
    const [kept] = await served.sql<{ version: number; series: number }>(
      'SELECT version, series FROM know.assessment WHERE organisation_id = $1',
      [own],
    );
    assert.deepEqual(kept, { version: 1, series: 1 });
    served.clock.pass(DAY);
    const base = await begin(member, 'five-rules', { people: '6' });
    await answerAll(member, base, () => 'done');
    await finish(member, base);
    const [now] = await served.sql<{ version: number; series: number }>(
      'SELECT version, series FROM know.assessment WHERE organisation_id = $1 ORDER BY started_at DESC LIMIT 1',
      [own],
    );
    assert.deepEqual(now, { version: 2, series: 2 });
    const history = await member.get(`/assessments/history/${own}/five-rules`);
    assert.match(history.text, /class="break"/);
    const text = wordsOf(history.text);
    assert.match(text, /第2版で問いが変わりました/);
    assert.match(text, /両方で同じ意味だった3問で比べると、50点から100点/);
    assert.match(text, /加わった/);
    assert.match(wordsOf((await member.get('/assessments')).text), /問いが変わったため比べません/);
  });

  it('a version with nothing but a translation goes on in the same series', async () => {
    const made = await operator.post('/questionnaire-editor', { from: 'five-rules' });
    draft = made.location.split('/').at(-1) ?? '';
    await operator.post(at(), { ...fieldsOf((await operator.get(at())).text), 'title-en': 'Five rules to begin with' });
    assert.match((await operator.post(at('/publish'))).location, /published/);
    const base = await begin(served.visitor(), 'five-rules');
    assert.match((await served.visitor().get(`${base}?lang=en`)).text, /Five rules to begin with/);
    const [row] = await served.sql<{ version: number; series: number }>(
      'SELECT version, series FROM know.assessment ORDER BY started_at DESC, id DESC LIMIT 1',
    );
    assert.deepEqual(row, { version: 3, series: 2 });
  });

  it('a copy under a new name is a questionnaire of its own', async () => {
    for (const wrong of ['five-rules', 'Größe', '../x', ''])
      assert.match(
        wordsOf((await operator.post('/questionnaire-editor', { from: 'five-rules', as: wrong })).text),
        /この名前は使えません/,
        wrong,
      );
    const made = await operator.post('/questionnaire-editor', { from: 'wifi-public', as: 'clinic-wifi' });
    draft = made.location.split('/').at(-1) ?? '';
    await operator.post(at('/publish'));
    assert.equal((await served.visitor().get('/questionnaires/clinic-wifi')).status, 200);
    assert.match((await served.visitor().get('/questionnaires')).text, /clinic-wifi/);
    const facts = await served.sql<{ kind: string }>(
      "SELECT DISTINCT kind FROM platform.fact WHERE subject LIKE 'questionnaire:%' ORDER BY kind",
    );
    assert.deepEqual(
      facts.map(({ kind }) => kind),
      ['questionnaire.changed', 'questionnaire.drafted', 'questionnaire.published'],
    );
  });
});
