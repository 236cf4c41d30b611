import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { parsePlan } from './parse.ts';

const GOALS = '戦略（2030 年７月 27 日閣議決定）より ';
const PLAN_ONLY = '項番 担当府省庁 2031 年度 年次計画 ';
const WITH_RESULTS = '項番 担当府省庁 2031 年度 年次計画 取組の成果、進捗状況 ';

/** Lines as the text layer has them, an empty line between; a line beginning with a blank opens a page. */
function report(...lines: string[]): string {
  return `${lines.join('\n\n').replaceAll('\n\n ', '\n ')}\n`;
}

const only = (text: string) => {
  const { measures, doubts } = parsePlan(text);
  assert.equal(measures.length, 1, JSON.stringify(measures, null, 1));
  const [measure] = measures;
  assert.ok(measure);
  return { measure, doubts };
};

describe('improve: a policy officer imports a yearly plan', () => {
  it('joins a row from its lines and takes all its ministries in printed order', () => {
    const { measure } = only(
      report(
        '別添１ 2031 年度の施策 ',
        '1 活力の向上 ',
        '1.1 価値の創出 ',
        '(1)意識改革 ',
        GOALS,
        '・ひとつめの目標が長くて次の行に続く場合でも、閉じないまま ',
        '続く ',
        '・ふたつめ ',
        PLAN_ONLY,
        '(ア) 内閣官房 ',
        '総務省 ',
        '経済産業省 ',
        '内閣官房及び総務省において、SOFTWARE BILL OF ',
        'MATERIALS の活用を図',
        'る。（再',
        '掲） ',
      ),
    );
    assert.equal(measure.id, '2031-1.1-1-01');
    assert.equal(measure.section, '1.1(1)');
    assert.deepEqual(measure.goals, ['ひとつめの目標が長くて次の行に続く場合でも、閉じないまま続く', 'ふたつめ']);
    assert.deepEqual(measure.ministries, ['内閣官房', '総務省', '経済産業省']);
    assert.equal(measure.plan, '内閣官房及び総務省において、SOFTWARE BILL OF MATERIALS の活用を図る。');
    assert.equal(measure.relisted, true);
  });

  it('gives rows their own section although all headings of a page stand at its top', () => {
    const { measures } = parsePlan(
      report(
        '別添１ 2031 年度の施策 ',
        '1 活力の向上 ',
        '1.1 価値の創出 ',
        '(1)意識改革 ',
        GOALS,
        '・目標 ',
        PLAN_ONLY,
        '(ア) 総務省 一を行う。 ',
        ' (2)投資の推進 ',
        '1.2 つながり ',
        '(1)指針 ',
        '(イ) 総務省 二を行う。 ',
        GOALS,
        '・目標二 ',
        PLAN_ONLY,
        '(ア) 総務省 三を行う。 ',
        GOALS,
        '・目標三 ',
        PLAN_ONLY,
        '(ア) 総務省 四を行う。 ',
      ),
    );
    assert.deepEqual(
      measures.map((measure) => `${measure.section}${measure.item} ${measure.plan}`),
      ['1.1(1)ア 一を行う。', '1.1(1)イ 二を行う。', '1.1(2)ア 三を行う。', '1.2(1)ア 四を行う。'],
    );
  });

  it('tells plan and result apart by the width of their columns when both are lists', () => {
    const { measure } = only(
      report(
        '1 活力の向上 ',
        GOALS,
        '・目標 ',
        WITH_RESULTS,
        '(ア) 総務省 ・総務省において、広い列に書かれた計画のひとつめの箇条書き',
        'が二行目まで続いているので、その幅から列の広さがわかる。 ',
        '・総務省において、広い列に書かれた計画のふたつめの箇条書きが',
        'やはり二行目まで続いて、研修の継続的な実施。 ',
        '・総務省において、狭い列に書かれた',
        '成果の箇条書きが、二行目まで',
        '続いて、研修の実施。 ',
      ),
    );
    assert.ok(measure.plan.endsWith('研修の継続的な実施。'), measure.plan);
    assert.deepEqual(measure.results, [
      {
        tag: null,
        ministries: ['総務省'],
        text: '・総務省において、狭い列に書かれた成果の箇条書きが、二行目まで続いて、研修の実施。',
      },
    ]);
  });

  it('gives each tagged result to the tag’s ministries and keeps other brackets as text', () => {
    const { measure } = only(
      report(
        '1 活力の向上 ',
        GOALS,
        '・目標 ',
        WITH_RESULTS,
        '(ア) 内閣官房 ',
        '厚生労働省 ',
        '研修を行う。 ',
        '[NISC] ',
        '・研修を行った。 ',
        '【実施状況】 ',
        '受講者数 12 名 ',
        '[厚労省・総務省] ',
        '・周知した。 ',
      ),
    );
    assert.deepEqual(measure.results, [
      { tag: 'NISC', ministries: ['内閣官房'], text: '・研修を行った。【実施状況】受講者数 12 名' },
      { tag: '厚労省・総務省', ministries: ['厚生労働省', '総務省'], text: '・周知した。' },
    ]);
  });

  it('is not misled by cell lines that look like headings, items or goals', () => {
    const { measure } = only(
      report(
        '1 活力の向上 ',
        GOALS,
        '・目標 ',
        PLAN_ONLY,
        '(ア) 総務省 総務省において、次の項目である',
        '1/SC 27 への参加、(ソ)及び',
        '2.6(ア)、「障害対応体制」',
        '(テ)、の検討と、そのための',
        '②光・量子通信では、',
        '1,952 件の助言を行う。 ',
      ),
    );
    assert.equal(
      measure.plan,
      '総務省において、次の項目である1/SC 27 への参加、(ソ)及び2.6(ア)、「障害対応体制」(テ)、の検討と、そのための②光・量子通信では、1,952 件の助言を行う。',
    );
  });

  it('lists a row without a letter as a doubt and keeps it under the measure above', () => {
    const { measure, doubts } = only(
      report(
        '1 活力の向上 ',
        GOALS,
        '・目標 ',
        WITH_RESULTS,
        '(ア) 内閣官房 訓練を行う。 ',
        '・訓練を行った。 ',
        '総務省 演習を行う。 ',
        '・演習を行った。 ',
      ),
    );
    assert.equal(measure.results[0]?.text, '・訓練を行った。');
    assert.deepEqual(
      measure.subRows?.map((row) => [row.ministries, row.plan, row.results[0]?.text]),
      [[['総務省'], '演習を行う。', '・演習を行った。']],
    );
    assert.ok(doubts.some((doubt) => doubt.about === 'row without an item letter' && doubt.line === 13));
  });

  it('says when letters skip and when a row has no result', () => {
    const { doubts } = parsePlan(
      report(
        '1 活力の向上 ',
        GOALS,
        '・目標 ',
        WITH_RESULTS,
        '(ア) 総務省 一を行う。 ',
        '(ウ) 総務省 三を行う。 ',
        '・行った。 ',
      ),
    );
    assert.ok(doubts.some((doubt) => doubt.about === 'item (ウ) does not follow (ア)'));
    assert.ok(doubts.some((doubt) => doubt.about.includes('no result found')));
  });

  it('takes any text without failing', () => {
    const line = fc.constantFrom(
      GOALS,
      WITH_RESULTS,
      '(ア) 総務省 ',
      '(イ) 内閣府 あ ',
      ' 1 章 ',
      '(1) 節',
      '・点 ',
      '[NISC] ',
      '- 7 - ',
      '',
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(line, fc.string())), (lines) => {
        const { measures } = parsePlan(lines.join('\n'));
        return measures.every((measure) => measure.ministries.length > 0);
      }),
    );
  });
});
