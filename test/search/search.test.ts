import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { takeShippedPlan } from '#improve';
import { find } from '../../src/improve/search/engine.ts';
import { fold, terms, wordsOf } from '../../src/improve/search/fold.ts';
import { snippet } from '../../src/improve/search/snippet.ts';
import { testHouse, untilQuiet } from '../lib/house.ts';
import { questions } from './questions.ts';

const open = await testHouse();

describe('search: people find what they mean, however they type it', () => {
  before(async () => {
    await open.house.jobs.work(open.house);
    await takeShippedPlan(open.house);
    await untilQuiet(open);
  });

  it('a hundred questions find what they must: recall@10 at least 0.97, MRR at least 0.85', async () => {
    const position = new Map(
      (
        await open.house.db.as({ kind: 'worker' }, async (q) =>
          q.raw.query<{ term: string; line: number }>('SELECT term, line FROM improve.term'),
        )
      ).rows.map(({ term, line }) => [String(line), term]),
    );
    const idOf = (id: string) =>
      id.startsWith('term:') ? `term:${position.get(id.slice(5)) ?? id}` : id.replace(/^infra:/, 'infrastructure:');
    const missed: string[] = [];
    let recall = 0;
    let reciprocal = 0;
    for (const { ask, finds } of questions) {
      const { ids } = await open.house.db.as({ kind: 'public' }, (q) => find(q, ask));
      const ten = ids.slice(0, 10);
      const wanted = finds.map(idOf);
      const hits = wanted.filter((id) => ten.includes(id)).length;
      recall += hits / wanted.length;
      const first = ten.findIndex((id) => wanted.includes(id));
      reciprocal += first < 0 ? 0 : 1 / (first + 1);
      if (hits < wanted.length)
        missed.push(`${ask}: ${wanted.filter((id) => !ten.includes(id))} behind ${ten.slice(0, 3)}`);
    }
    console.log(
      `search: ${questions.length} questions, recall@10 ${(recall / questions.length).toFixed(3)}, MRR ${(reciprocal / questions.length).toFixed(3)}${missed.length > 0 ? `\n  ${missed.join('\n  ')}` : ''}`,
    );
    assert.equal(questions.length, 100);
    assert.ok(recall / questions.length >= 0.97);
    assert.ok(reciprocal / questions.length >= 0.85);
  });

  it('finds nothing for nothing, and nothing breaks it', async () => {
    for (const odd of [
      '',
      ' ',
      '、。',
      "'",
      '\\',
      "a':*|!&()<->",
      '\u0000',
      '\ud800',
      '𠮷野家',
      'ー',
      '・',
      'a'.repeat(5000),
      '第',
    ])
      await open.house.db.as({ kind: 'public' }, (q) => find(q, odd));
    assert.deepEqual((await open.house.db.as({ kind: 'public' }, (q) => find(q, ' 、'))).ids, []);
  });
});

describe('search: one spelling for what is written in several ways', () => {
  const same: readonly (readonly [string, string])[] = [
    ['ﾗﾝｻﾑｳｪｱ', 'ランサムウェア'],
    ['らんさむうぇあ', 'ランサムウェア'],
    ['ＩｏＴ機器', 'IoT機器'],
    ['サーバー', 'サーバ'],
    ['セキュリティー', 'セキュリティ'],
    ['ウィルス', 'ウイルス'],
    ['ヴァーチャル', 'バーチャル'],
    ['取り組み', '取組'],
    ['取組み', '取組'],
    ['問い合わせ窓口', '問合せ窓口'],
    ['受け入れ', '受入れ'],
    ['組み込みソフト', '組込みソフト'],
    ['セキュリティ・キャンプ', 'セキュリティキャンプ'],
    ['Society 5.0', 'Society5.0'],
    ['Wi-Fi', 'wi fi'],
    ['９か条', '9か条'],
  ];
  for (const [one, other] of same) it(`${one} is ${other}`, () => assert.equal(fold(one), fold(other)));
  it('but a particle is not cut off, and words stay apart', () => {
    assert.notEqual(fold('国に報告'), fold('国報告'));
    assert.notEqual(fold('監査'), fold('監視'));
    assert.deepEqual(wordsOf('中小企業のサイバー保険について'), [fold('中小企業'), fold('サイバー保険')]);
    assert.deepEqual(wordsOf('取り組みの見える化').length, 2);
  });
  it('knows pairs of signs, whole Latin words, and the last sign of an entry', () => {
    assert.deepEqual(terms(fold('IoT機器')), ['iot', '機器']);
    assert.deepEqual(terms(fold('機器'), true), ['機器', '器']);
  });
  it('marks the word as the text writes it', () => {
    const marked = (text: string, word: string) =>
      snippet(text, [fold(word)])
        .filter((piece) => piece.marked)
        .map((piece) => piece.text);
    assert.deepEqual(marked('ｻｲﾊﾞｰ攻撃やウィルス対策', 'ウイルス'), ['ウィルス']);
    assert.deepEqual(marked('利用者からの問い合わせをまとめ', '問合せ'), ['問い合']);
    assert.deepEqual(marked('フィッシング詐欺', 'ふぃっしんぐ'), ['フィッシング']);
    assert.deepEqual(snippet('短い文', []), [{ text: '短い文', marked: false }]);
  });
});
