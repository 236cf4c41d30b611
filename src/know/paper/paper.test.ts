import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs';
import { type Paper, paperDocx, paperPdf, plainText } from '#platform/paper';
import { languages } from '#platform/words';
import { Profile, uses } from '../assessment/profile.ts';
import { changesBetween } from './changes.ts';
import { composePaper, type Request } from './compose.ts';
import { carryEdits, type Edit } from './edits.ts';
import { holesOf, loadShelf, newestTemplates } from './load.ts';
import { Template } from './template.ts';

const shelf = loadShelf();
const now = new Date('2026-04-01T00:00:00Z');
const everything = Profile.parse({ asker: 'operator', people: 30, uses: [...uses] });
const request = (template: Template, over: Partial<Request> = {}): Request => ({
  template,
  fields: shelf.fields,
  language: 'ja',
  organisation: '株式会社ひまわり製作所',
  profile: everything,
  answerOf: () => 'none',
  values: {},
  lists: {},
  edits: [],
  gaps: [],
  issue: {
    number: 1,
    approver: '山田花子',
    inForceOn: now,
    nextReviewOn: now,
    history: [{ number: 1, on: now, note: '新しく制定した。' }],
  },
  madeAt: now,
  ...over,
});
const template = (id: string) => {
  const found = shelf.versions.get(id)?.at(-1);
  assert.ok(found, id);
  return found;
};
const textOf = (paper: Paper) => JSON.stringify(paper.blocks);
const pagesOf = async (bytes: Uint8Array) =>
  (await getDocument({ data: new Uint8Array(bytes), verbosity: 0 }).promise).numPages;

describe('know: a small firm gets its papers', () => {
  it('policy, handbook, contact card and the eleven rules are there, in order', () => {
    assert.deepEqual(
      newestTemplates(shelf).map(({ id }) => id),
      [
        'basic-policy',
        'staff-handbook',
        'incident-card',
        'rule-organisation',
        'rule-people',
        'rule-assets',
        'rule-access',
        'rule-physical',
        'rule-devices',
        'rule-operation',
        'rule-development',
        'rule-outsourcing',
        'rule-incident',
        'rule-personal-numbers',
      ],
    );
  });
  it('what a member reads daily exists in easy Japanese, sentence by sentence', () => {
    for (const id of ['basic-policy', 'staff-handbook', 'incident-card']) {
      const paper = composePaper(request(template(id), { language: 'easy' }));
      const plain = composePaper(request(template(id)));
      assert.notEqual(textOf(paper), textOf(plain));
      assert.doesNotMatch(JSON.stringify(template(id).articles), /"ja":"[^"]*"(?!,"easy")/u, id);
    }
  });
  it('policy and card fit on one page in every language; a whole set takes less than three seconds of processor', async () => {
    const before = process.cpuUsage();
    for (const one of newestTemplates(shelf)) {
      const paper = composePaper(request(one));
      assert.ok(paperPdf(paper).length > 10_000);
      assert.ok((await paperDocx(paper)).length > 5_000);
    }
    const { user } = process.cpuUsage(before);
    assert.ok(user < 3_000_000, `${user} µs`);
    for (const language of languages)
      for (const id of ['basic-policy', 'incident-card'])
        assert.equal(
          await pagesOf(paperPdf(composePaper(request(template(id), { language })))),
          1,
          `${id} in ${language}`,
        );
  });
  it('with nothing known every paper still comes out, with gaps to write in and no hole left', () => {
    for (const one of newestTemplates(shelf))
      for (const language of languages) {
        const paper = composePaper(request(one, { language, profile: Profile.parse({}) }));
        assert.doesNotMatch(textOf(paper), /\{[a-z][A-Za-z]+\}/u, `${one.id} in ${language}`);
        if (holesOf(one).includes('officer')) assert.match(textOf(paper), /"blank":12/u);
      }
  });
  it('what is known is filled in', () => {
    const paper = composePaper(
      request(template('incident-card'), { values: { officer: '佐藤一郎', incidentPhone: '090-0000-0000' } }),
    );
    assert.match(textOf(paper), /佐藤一郎　090-0000-0000/u);
  });
});

describe('know: a paper fits the firm', () => {
  const table: [title: string, id: string, profile: object, words: RegExp, there: boolean][] = [
    [
      'guest Wi-Fi is spoken of where it is offered',
      'rule-operation',
      { uses: ['guest-wifi'] },
      /お客様に提供するWi-Fi/u,
      true,
    ],
    ['and not where it is not', 'rule-operation', { uses: ['wifi'] }, /お客様に提供するWi-Fi/u, false],
    ['cards are spoken of in a shop', 'rule-operation', { uses: ['online-shop'] }, /クレジットカード/u, true],
    ['private devices are forbidden where nobody uses them', 'rule-devices', {}, /私物の機器を仕事に使わない。/u, true],
    [
      'and registered where they are used',
      'rule-devices',
      { uses: ['private-devices'] },
      /届け出て登録を受ける/u,
      true,
    ],
    ['a small firm reports to its head', 'rule-organisation', { people: 8 }, /委員会を置き/u, false],
    ['a larger one has a committee', 'rule-organisation', { people: 60 }, /委員会を置き/u, true],
  ];
  for (const [title, id, profile, words, there] of table)
    it(title, () =>
      assert.equal(words.test(textOf(composePaper(request(template(id), { profile: Profile.parse(profile) })))), there),
    );

  it('articles are numbered without a gap, attachments have no number', () => {
    const paper = composePaper(request(template('rule-people'), { profile: Profile.parse({}) }));
    const marks = paper.blocks.flatMap((block) =>
      block.kind === 'heading' && block.level === 1 ? [block.mark ?? '-'] : [],
    );
    assert.deepEqual(marks, ['第1条', '第2条', '第3条', '第4条', '第5条', '-', '-']);
  });
  it('open gaps from the self-check are printed with their date', () => {
    const paper = composePaper(
      request(template('rule-operation'), {
        gaps: [{ ask: '写しを取っていますか', advice: '取りましょう', dueOn: now }],
      }),
    );
    assert.match(textOf(paper), /写しを取っていますか.*2026-04-01/u);
  });
  it('a list kept elsewhere fills the table, empty rows only what is left', () => {
    const rows = (lists: Request['lists']) =>
      composePaper(request(template('rule-outsourcing'), { lists })).blocks.flatMap((block) =>
        block.kind === 'table' && block.columns.length === 4 && plainText(block.columns[0]?.title ?? '') === '委託先'
          ? [block.rows.length]
          : [],
      );
    assert.deepEqual(rows({}), [4]);
    assert.deepEqual(rows({ contractors: [['A社', '給与', '03', '2026']] }), [4]);
    assert.deepEqual(rows({ contractors: Array.from({ length: 6 }, () => ['A', 'b', 'c', 'd']) }), [6]);
  });
});

const clause = (ja: string) => ({ ja, en: `in English: ${ja}` });
const small = (version: number, sentences: readonly string[]) =>
  Template.parse({
    id: 'rule-test',
    version,
    publishedOn: '2026-01-01',
    order: 1,
    kind: 'rule',
    title: { ja: '規程', easy: 'きまり', en: 'Rules' },
    gist: { ja: '概要', easy: '概要', en: 'gist' },
    changes: version > 1 ? [{ ja: '変更', easy: '変更', en: 'changed' }] : [],
    articles: [{ id: 'one', title: clause('目的'), blocks: [{ points: sentences.map(clause) }] }],
  });

describe('know: own wording survives a new edition of the model', () => {
  const edit: Edit = {
    document: 'rule-test',
    article: 'one',
    language: 'ja',
    model: 'パスワードは12文字以上とする。',
    own: 'パスワードは16文字以上とする。',
  };
  it('it replaces the sentence, and only in its language', () => {
    const model = small(1, ['最初の文。', edit.model]);
    assert.match(textOf(composePaper(request(model, { edits: [edit] }))), /16文字/u);
    assert.doesNotMatch(textOf(composePaper(request(model, { edits: [edit], language: 'en' }))), /16文字/u);
  });
  it('it finds its place again when sentences were added before it', () => {
    const { kept, conflicts, adopted } = carryEdits([edit], small(2, ['新しい文。', '最初の文。', edit.model]));
    assert.deepEqual([kept, conflicts, adopted], [[edit], [], []]);
  });
  it('it is shown beside the new sentence when the model changed too', () => {
    const changed = 'パスワードは14文字以上とする。';
    const { kept, conflicts } = carryEdits([edit], small(2, ['最初の文。', changed]));
    assert.deepEqual(kept, []);
    assert.deepEqual(conflicts, [{ edit, candidates: [changed] }]);
  });
  it('it is no longer needed when the model says the same', () => {
    assert.deepEqual(carryEdits([edit], small(2, [edit.own])).adopted, [edit]);
  });
});

describe('know: readers see what changed since the last version', () => {
  const paper = (...sentences: string[]) =>
    composePaper(request(small(1, sentences), { issue: { ...request(small(1, ['x'])).issue, history: [] } }));
  const table: [title: string, before: Paper, after: Paper, changes: [string, string | null, string | null][]][] = [
    ['nothing, when nothing did', paper('あ。', 'い。'), paper('あ。', 'い。'), []],
    [
      'a sentence added',
      paper('パスワードを守る。'),
      paper('パスワードを守る。', '多要素認証を使う。'),
      [['added', null, '多要素認証を使う。']],
    ],
    [
      'a sentence taken away',
      paper('パスワードを守る。', '多要素認証を使う。'),
      paper('多要素認証を使う。'),
      [['removed', 'パスワードを守る。', null]],
    ],
    [
      'a sentence reworded',
      paper('記録を3か月残す。', '点検する。'),
      paper('記録を6か月残す。', '点検する。'),
      [['reworded', '記録を3か月残す。', '記録を6か月残す。']],
    ],
  ];
  for (const [title, before, after, changes] of table)
    it(title, () =>
      assert.deepEqual(
        changesBetween(before, after).map((change) => [change.kind, change.before, change.after]),
        changes,
      ),
    );
  it('with the article it stands under', () =>
    assert.equal(changesBetween(paper('あ。'), paper('あ。', '新しい。'))[0]?.under, '目的'));
});
