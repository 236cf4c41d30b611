import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { html, type Markup } from '#platform/html';
import { checkWords, languages } from '#platform/words';
import { form, type PageView, page, table } from './index.ts';
import { groups } from './kit/page.ts';
import { words } from './words.ts';

const view: PageView = {
  language: 'ja',
  hubName: 'みほんの会',
  path: '/findings?state=open',
  nav: [
    { href: '/', label: '今日' },
    { href: '/findings', label: '見つかったこと' },
  ],
  title: '見つかったこと',
  heading: '見つかったこと',
  main: html`<p>なし</p>`,
};

/** Options with every text a stranger could have written replaced by hostile ones; what the code itself writes stays. */
const written = new Set([
  'language',
  'tone',
  'icon',
  'kind',
  'kinds',
  'type',
  'width',
  'phone',
  'autocomplete',
  'inputmode',
  'key',
  'now',
  'names',
  'columns-key',
]);
const hostile = `"><script>alert('x')</script><img src=x onerror=alert(1)>&'`;
function poison(value: unknown, key = ''): unknown {
  if (written.has(key) || typeof value === 'function' || value === null) return value;
  if (typeof value === 'string') return `${value}${hostile}`;
  if (Array.isArray(value)) return value.map((inner) => poison(inner, key));
  if (typeof value !== 'object' || value instanceof Date || 'isEscaped' in value) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, poison(inner, name)]));
}

/** The elements and attribute names of a piece of markup, in order, without any text or value. */
function skeleton(markup: Markup): string {
  const tags = String(markup).match(/<\/?[a-z][^<>]*>/gi) ?? [];
  // How many names fit under an axis depends on their length; that is layout.
  return tags
    .map((tag) => tag.replace(/="[^"]*"/g, ''))
    .filter((tag) => !/^<\/?text\b/.test(tag))
    .join('');
}

describe('platform: every component of the kit', () => {
  let drawn = 0;
  for (const { exhibits } of Object.values(groups)) {
    for (const one of exhibits) {
      it(`${one.name} draws in every language, and hostile text changes nothing but text`, () => {
        for (const language of languages) {
          for (const [title, options] of Object.entries(one.examples(language))) {
            drawn += 1;
            const fair = one.draw(options);
            assert.doesNotMatch(String(fair), /undefined|\[object|NaN|\sstyle=|\son[a-z]+=/, title);
            const foul = one.draw(poison(options) as object);
            assert.equal(skeleton(foul), skeleton(fair), title);
            assert.doesNotMatch(String(foul), /<script|<img/, title);
          }
        }
      });
    }
  }
  it('was looked at: more than forty components in more than a hundred and fifty drawings', () => {
    const all = Object.values(groups).flatMap(({ exhibits }) => exhibits);
    assert.ok(all.length > 40, `${all.length} components`);
    assert.ok(drawn > 150, `${drawn} drawings`);
  });

  it('stands in the README with its call', () => {
    const readme = readFileSync(new URL('README.md', import.meta.url), 'utf8');
    for (const { exhibits } of Object.values(groups))
      for (const { call } of exhibits) assert.ok(readme.includes(call), call);
  });

  it('has words without a fault', () => {
    const { entries, faults } = checkWords(words);
    assert.deepEqual(faults, []);
    assert.ok(entries > 30);
  });
});

describe('platform: a whole page', () => {
  it('names its language, its title and its hub, and carries no style or script of its own', () => {
    const drawn = String(page(view));
    assert.match(drawn, /^<!doctype html>\n<html lang="ja">/);
    assert.match(drawn, /<title>見つかったこと｜みほんの会<\/title>/);
    assert.doesNotMatch(drawn, /<style|<script(?! src=)|\sstyle=|\son[a-z]+=/);
    assert.equal(drawn.match(/<h1/g)?.length, 1);
  });

  it('finds its place in the navigation from the path, and the first page only for itself', () => {
    const current = (path: string) => /href="([^"]+)" aria-current="page"/.exec(String(page({ ...view, path })))?.[1];
    assert.equal(current('/findings?state=open'), '/findings');
    assert.equal(current('/findings/7'), '/findings');
    assert.equal(current('/'), '/');
    assert.equal(current('/findings-archive'), undefined);
  });

  it('keeps the other parameters when the language is switched', () => {
    assert.match(String(page(view)), /href="\/findings\?state=open&amp;lang=en" lang="en"/);
  });

  it('does not lead the language switch away from the hub, whatever the path says', () => {
    for (const path of ['//evil.example/x', 'https://evil.example/', 'javascript:alert(1)', '/\\evil.example']) {
      assert.doesNotMatch(String(page({ ...view, path })), /href="(\/\/|\/\\|https?:|javascript:)/);
    }
  });

  it('escapes what people are called', () => {
    const drawn = String(
      page({
        ...view,
        hubName: hostile,
        title: hostile,
        heading: hostile,
        kicker: hostile,
        reader: { name: hostile, role: hostile },
        breadcrumb: [{ href: 'javascript:alert(1)', label: hostile }],
      }),
    );
    assert.doesNotMatch(drawn, /<script>|<img|javascript:/);
  });

  it('stays small: a page of fifty findings with stylesheet and script is far below 60 KB as it is sent', () => {
    const rows = Array.from({ length: 50 }, (_, row) => ({
      organisation: `株式会社みほん製作所 第${row}工場`,
      kind: '録画機の初期パスワード',
      seen: `2026-11-${row}`,
    }));
    const columns = [
      { key: 'organisation', label: '組織', header: true },
      { key: 'kind', label: '種類' },
      { key: 'seen', label: '日' },
    ];
    const drawn = String(
      page({ ...view, main: table({ language: 'ja', caption: '一覧', columns, rows, phone: 'cards' }) }),
    );
    assert.ok(Buffer.byteLength(drawn) < 60_000, `${Buffer.byteLength(drawn)} bytes before compression`);
  });
});

describe('platform: tables and forms hold what pages bring', () => {
  it('draws ten thousand rows without a second copy of the words', () => {
    const rows = Array.from({ length: 10_000 }, (_, row) => ({ name: `行${row}`, count: row * 1000 }));
    const drawn = String(
      table({
        language: 'ja',
        caption: '一覧',
        columns: [
          { key: 'name', label: '名前', header: true },
          { key: 'count', label: '件数', numeric: true },
        ],
        rows,
      }),
    );
    assert.equal(drawn.match(/<tr>/g)?.length, 10_001);
    assert.match(drawn, />9,999,000</);
  });

  it('shows the empty state instead of a table without rows', () => {
    const drawn = String(table({ language: 'en', caption: 'None', columns: [{ key: 'a', label: 'A' }], rows: [] }));
    assert.match(drawn, /Nothing here/);
    assert.doesNotMatch(drawn, /<table/);
  });

  it('ties label, hint and error to their field, and the summary to the field', () => {
    const field = form.text({
      language: 'ja',
      name: 'contact[mail]',
      label: 'メール',
      hint: '会社の',
      error: '書いてください',
      required: true,
    });
    assert.match(String(field), /<label for="f-contact-mail-">/);
    assert.match(String(field), /aria-describedby="f-contact-mail--hint f-contact-mail--error" aria-invalid="true"/);
    const summary = form.errorSummary({ language: 'ja', errors: [{ name: 'contact[mail]', text: '書いてください' }] });
    assert.match(String(summary), /href="#f-contact-mail-"/);
    assert.match(String(summary), /1か所/);
  });

  it('keeps a line break at the beginning of a text', () => {
    assert.match(String(form.textarea({ language: 'ja', name: 'a', label: 'A', value: '\nb' })), />\n\nb<\/textarea>/);
  });
});
