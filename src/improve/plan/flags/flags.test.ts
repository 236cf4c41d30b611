import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readDeadlines, readQuantities, readTargets, splitPlan } from './index.ts';

const read = (text: string): readonly string[] =>
  readQuantities(text).map(
    (one) => `${one.value} ${one.unit ?? '?'} ${one.precision}${one.cumulative ? ' cumulative' : ''}`,
  );

describe('improve: numbers in a result are read with what they count', () => {
  const table: [title: string, text: string, found: string[]][] = [
    ['counts with a comma and an approximation', '約 3,060 名が受講した', ['3060 名 about']],
    ['full-width digits and 以上', '１００名以上の人材', ['100 名 over']],
    ['what was counted more than once', '延べ合計 800 人程度', ['800 人 about cumulative']],
    ['shares', '71%のサイトについて', ['71 % exact']],
    ['ten thousands', '308 万通の送信', ['3080000 通 exact']],
    ['a kanji number of times', '年五回実施', ['5 回 exact']],
    ['a number with nothing behind it', 'ダウンロード数が累計 370,000 程度に増加', ['370000 ? about cumulative']],
    ['no dates', '2019 年度に、2020 年３月 25 日、９月から', []],
    ['no ordinals and editions', '第５回会合、（第２版）、5回目', []],
    ['no names with digits', 'ISO/IEC JTC 1/SC 27、5G、Society 5.0、WG1、東京 2020 大会、Ver2.0', []],
    ['no section numbers and list signs', '2.1(1)（ス）、①レーザー、（１）セミナー', []],
  ];
  for (const [title, text, found] of table) it(title, () => assert.deepEqual(read(text), found));
});

describe('improve: a plan without a target is told from one with', () => {
  const targets = (plan: string): readonly string[] =>
    readTargets(plan).map((target) => `${target.kind} ${target.text}`);
  it('takes a number to reach', () => {
    assert.deepEqual(targets('登録件数を 200 件以上とする。'), ['number 200件']);
    assert.deepEqual(targets('普及率 80%を目指す。'), ['number 80%']);
  });
  it('takes a promise to cover everybody in a time', () => {
    assert.equal(targets('２年間で全ての国の行政機関に対して監査を実施する計画とする。')[0]?.slice(0, 8), 'coverage');
  });
  it('does not take service levels, what is there already, or what was done', () => {
    assert.deepEqual(targets('24 時間 365 日監視する。演習拠点（10 拠点）を整備する。５つの施策を実施する。'), []);
    assert.deepEqual(targets('昨年度 300 社まで増加した。'), []);
  });
});

describe('improve: a promised date is read with its last day', () => {
  const table: [text: string, by: string[]][] = [
    ['2020 年度中に立ち上げる', ['2021-03-31']],
    ['2020 年内に策定する', ['2020-12-31']],
    ['2020 年秋の利用開始に向け', ['2020-11-30']],
    ['2020 年度上半期に訓練を行う', ['2020-09-30']],
    ['2021 年３月からの利用の仕組みの導入に向けて', ['2021-03-31']],
    ['2018 年度に実施した調査を踏まえ', []],
    ['2020 年度以降、順次', []],
    ['2019 年６月に公表された指針', []],
  ];
  for (const [text, by] of table) {
    it(text, () =>
      assert.deepEqual(
        readDeadlines(text, 2020).map((one) => one.by),
        by,
      ),
    );
  }
});

describe('improve: a plan is cut into what it promises', () => {
  it('at sentences, list entries and とともに', () => {
    assert.deepEqual(
      splitPlan(
        '以下の取組を実施する。・総務省において、研修を全国各地で実施するとともに、教材を作成して公開する。また、利用者の意見を集めて改善を図る。',
      ),
      [
        '総務省において、研修を全国各地で実施するとともに、',
        '教材を作成して公開する。',
        '利用者の意見を集めて改善を図る。',
      ],
    );
  });
});
