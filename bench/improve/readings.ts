/**
 * How much readings give and cost: `./kyojo bench improve/readings`. Thirty questions typed in kana, each with what it must find among the corpus that ships; found
 * among the first ten with the table of readings and, for comparison, without it (the words as typed only).
 */
import { tsqueryOf } from '../../src/improve/search/ask.ts';
import { find } from '../../src/improve/search/engine.ts';
import { fold } from '../../src/improve/search/fold.ts';
import { writtenAs } from '../../src/improve/search/synonyms.ts';
import { benchHub, machine, quantile } from '../loop/hub.ts';
import { fillPortal } from './fill.ts';

const QUESTIONS: readonly (readonly [ask: string, finds: RegExp])[] = [
  ['そうだんまどぐち', /相談/],
  ['あんしんそうだんまどぐち', /安心相談窓口/],
  ['とりくみ', /取組/],
  ['ちゅうしょうきぎょう', /中小企業/],
  ['ぜいじゃくせい', /脆弱性/],
  ['ひょうごぼしゅう', /標語募集/],
  ['けいさつ', /警察/],
  ['こうしはけん', /講師派遣/],
  ['りかいど', /理解度/],
  ['そうきけいかいじょうほう', /早期警戒情報/],
  ['あんごうしさん', /暗号資産/],
  ['かんさ', /監査/],
  ['えんしゅう', /演習/],
  ['けいえい', /経営/],
  ['けいえいそう', /経営層/],
  ['でんししょめい', /電子署名/],
  ['だいがく', /大学/],
  ['びょういん', /病院/],
  ['じゅうようインフラ', /重要インフラ/],
  ['じゅうよういんふら', /重要インフラ/],
  ['ちゅういかんき', /注意喚起/],
  ['じんざいいくせい', /人材育成/],
  ['かいしゃ', /会社/],
  ['じょうほうろうえい', /情報漏/],
  ['ふせいアクセス', /不正アクセス/],
  ['せきにんしゃ', /責任者/],
  ['ちほうじちたい', /地方自治体|地方公共団体|自治体/],
  ['けんしゅう', /研修/],
  ['ふきゅうけいはつ', /普及啓発/],
  ['えいぎょうひみつ', /営業秘密/],
];

const open = await benchHub();
console.log(machine());
const before = process.memoryUsage().rss;
let began = performance.now();
writtenAs('ソウダン');
console.log(
  `table: read in ${(performance.now() - began).toFixed(0)} ms, ${((process.memoryUsage().rss - before) / 1e6).toFixed(0)} MB`,
);
await fillPortal(open, 0);
const times: number[] = [];
let withTable = 0;
let without = 0;
const missed: string[] = [];
for (const [ask, wanted] of QUESTIONS)
  await open.house.db.as({ kind: 'public' }, async (q) => {
    began = performance.now();
    const found = await find(q, ask);
    times.push(performance.now() - began);
    const { rows } = await q.raw.query<{ title: string; body: string }>(
      'SELECT title, body FROM improve.public_search_entry WHERE id = ANY ($1)',
      [found.ids.slice(0, 10)],
    );
    if (rows.some((row) => wanted.test(`${row.title} ${row.body}`))) withTable++;
    else missed.push(ask);
    const plain = await q.raw.query<{ title: string; body: string }>(
      'SELECT title, body FROM improve.public_search_entry WHERE terms @@ $1::tsquery LIMIT 10',
      [tsqueryOf([[fold(ask)]], 'all')],
    );
    if (plain.rows.some((row) => wanted.test(`${row.title} ${row.body}`))) without++;
  });
console.log(`${QUESTIONS.length} questions in kana: found ${withTable} with the table, ${without} without`);
if (missed.length > 0) console.log(`  missed: ${missed.join('、')}`);
console.log(`p95 ${quantile(times, 0.95).toFixed(1)} ms, max ${Math.max(...times).toFixed(1)} ms`);
await open.end();
