import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { readingsOf } from './readings.ts';

/** Pieces written as one line: word[reading]. */
const shown = (text: string) =>
  readingsOf(text)
    .map((piece) => (piece.reading ? `${piece.text}[${piece.reading}]` : piece.text))
    .join('|');

describe('tell: a reading stands over its own word', () => {
  const table: [text: string, expected: string][] = [
    ['設定（せってい）を見る', '設定[せってい]|を見る'],
    ['この機械（きかい）の設定（せってい）', 'この|機械[きかい]|の|設定[せってい]'],
    ['見た人（ひと）です', '見た|人[ひと]|です'],
    ['取り外す（とりはずす）', '取り外す[とりはずす]'],
    ['新しい（あたらしい）機械（きかい）', '新しい[あたらしい]|機械[きかい]'],
    ['2段階認証（だんかいにんしょう）', '2|段階認証[だんかいにんしょう]'],
    ['コピー機（き）', 'コピー|機[き]'],
    ['ルーター（インターネットの機械（きかい））', 'ルーター（インターネットの|機械[きかい]|）'],
    ['だいじょうぶ（ほんとう）', 'だいじょうぶ（ほんとう）'],
    ['23番（TCP）', '23番（TCP）'],
    ['', ''],
  ];
  for (const [text, expected] of table) it(text || 'nothing', () => assert.equal(shown(text), expected));

  it('and no letter is lost or added, whatever the text', () => {
    const sign = fc.constantFrom('機', '械', '見', 'る', 'た', 'ー', 'カ', '（', '）', 'き', '。', 'a', '2');
    fc.assert(
      fc.property(fc.array(sign, { maxLength: 24 }), (signs) => {
        const text = signs.join('');
        const again = readingsOf(text)
          .map((piece) => (piece.reading ? `${piece.text}（${piece.reading}）` : piece.text))
          .join('');
        assert.equal(again, text);
      }),
      { numRuns: 2000 },
    );
  });
});
