import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { html } from '#platform/html';
import { checkWords, type Entry, isLanguage, languageCookie, negotiateLanguage, say, sayMarkup } from './index.ts';

const words = {
  told: {
    ja: '{organisation}：{count}件',
    easy: '{organisation}に {count}こ',
    en: '{organisation}: {count} {count|item|items}',
  },
  plain: { ja: '見つかったこと', en: 'Findings' },
  port: { ja: '{port}番ポート', en: 'port {port}' },
} as const;

describe('platform: words in the reader’s language', () => {
  it('fills the holes and groups thousands', () => {
    assert.equal(say(words.told, 'ja', { organisation: '甲', count: 5443 }), '甲：5,443件');
    assert.equal(say(words.told, 'easy', { organisation: '甲', count: 1 }), '甲に 1こ');
    assert.equal(say(words.told, 'en', { organisation: 'A', count: 1 }), 'A: 1 item');
    assert.equal(say(words.told, 'en', { organisation: 'A', count: 0 }), 'A: 0 items');
  });

  it('falls back from plain Japanese to Japanese, never further', () => {
    assert.equal(say(words.plain, 'easy'), '見つかったこと');
  });

  it('does not compile, and throws, with a hole too few or too many', () => {
    // @ts-expect-error count is missing
    assert.throws(() => say(words.told, 'ja', { organisation: '甲' }), /\{count\} is missing/);
    const extra = { organisation: '甲', count: 1, extra: 2 };
    assert.throws(() => say(words.told, 'ja', extra), /nobody asked for \{extra\}/);
    // @ts-expect-error nobody knows {extra}
    assert.throws(() => say(words.told, 'ja', { organisation: '甲', count: 1, extra: 2 }), /\{extra\}/);
    // @ts-expect-error there are no holes to fill
    assert.throws(() => say(words.plain, 'ja', { count: 1 }), /nobody asked/);
    // @ts-expect-error the holes are missing altogether
    assert.throws(() => say(words.told, 'ja'), /is missing/);
  });

  it('does not put a separator into a port: it has to come as text', () => {
    assert.equal(say(words.port, 'ja', { port: '8080' }), '8080番ポート');
    // @ts-expect-error a port names something and counts nothing
    assert.throws(() => say(words.port, 'ja', { port: 8080 }), /give it as text/);
  });

  it('does not compile without one of the languages', () => {
    // @ts-expect-error English is missing
    assert.equal(say({ ja: 'あ' }, 'ja'), 'あ');
  });

  it('takes an entry that is only known at run time, and checks its holes then', () => {
    const loaded: Entry = { ja: '{a}', en: '{a}' };
    assert.equal(say(loaded, 'en', { a: 'x' }), 'x');
    assert.throws(() => say(loaded, 'en', {}), /is missing/);
    assert.throws(() => say(loaded, 'en', { a: 'x', toString: 'y' }), /nobody asked/);
  });

  it('keeps a hole’s value as it is, even if it looks like a hole', () => {
    assert.equal(say(words.told, 'ja', { organisation: '{count}', count: 2 }), '{count}：2件');
  });

  it('puts markup into a sentence and escapes everything else', () => {
    const drawn = sayMarkup(words.told, 'en', { organisation: html`<a href="/x">A</a>`, count: 2 });
    assert.equal(`${drawn}`, '<a href="/x">A</a>: 2 items');
    assert.equal(`${sayMarkup(words.told, 'en', { organisation: '<b>', count: 2 })}`, '&lt;b&gt;: 2 items');
  });

  it('finds an empty text, an open brace and holes that differ between languages', () => {
    assert.deepEqual(checkWords({ words }), { entries: 3, faults: [] });
    const { faults } = checkWords({
      a: { ja: '{n}件', en: 'items' },
      b: { c: { ja: ' ', en: 'x' } },
      d: { ja: '{x', en: 'y' },
    });
    assert.deepEqual(faults, [
      'a: the languages do not have the same holes',
      'b.c: no words in ja',
      'd: a brace stands alone in ja',
    ]);
  });
});

describe('platform: which language somebody gets', () => {
  const table: [asked: Parameters<typeof negotiateLanguage>[0], language: string][] = [
    [{}, 'ja'],
    [{ query: 'easy', cookie: 'en', acceptLanguage: 'en' }, 'easy'],
    [{ query: 'xx', cookie: 'en', acceptLanguage: 'ja' }, 'en'],
    [{ acceptLanguage: 'en-US,en;q=0.9,ja;q=0.8' }, 'en'],
    [{ acceptLanguage: 'en;q=0.5, ja-JP' }, 'ja'],
    [{ acceptLanguage: 'vi-VN,vi;q=0.9' }, 'en'],
    [{ acceptLanguage: 'vi, ja;q=0.1' }, 'ja'],
    [{ acceptLanguage: 'en;q=0, ja;q=0.1' }, 'ja'],
    [{ acceptLanguage: '*' }, 'ja'],
    [{ acceptLanguage: ';;;,,q=' }, 'ja'],
  ];
  for (const [asked, language] of table) {
    it(`${JSON.stringify(asked)} → ${language}`, () => assert.equal(negotiateLanguage(asked), language));
  }
  it('reads the three wishes from a request, and remembers a choice', () => {
    const headers = { cookie: 'a=b; kyojo_language=easy', 'accept-language': 'en' };
    assert.equal(negotiateLanguage(new Request('https://hub.example/', { headers })), 'easy');
    assert.equal(negotiateLanguage(new Request('https://hub.example/?lang=ja', { headers })), 'ja');
    assert.match(languageCookie('easy'), /^kyojo_language=easy; Path=\/; .*SameSite=Lax/);
  });

  it('knows its languages', () => {
    assert.ok(isLanguage('easy') && !isLanguage('fr') && !isLanguage(undefined));
  });
});
