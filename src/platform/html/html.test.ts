import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { attrs, html, join, nothing, type Part, raw, safeUrl } from './index.ts';

const hostile = `"><script>alert('1')</script>&`;
const harmless = '&quot;&gt;&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;&amp;';

describe('platform: markup never carries what a stranger wrote', () => {
  it('escapes a plain string in text, in attributes and in lists', () => {
    assert.equal(
      `${html`<p title="${hostile}">${hostile}${[hostile, [hostile]]}</p>`}`,
      `<p title="${harmless}">${harmless.repeat(3)}</p>`,
    );
  });

  it('lets markup pass once, and never escapes it twice', () => {
    const inner = html`<b>${hostile}</b>`;
    assert.equal(`${html`<p>${inner}${[inner]}</p>`}`, `<p><b>${harmless}</b><b>${harmless}</b></p>`);
    assert.equal(`${html`${raw('<i>')}`}`, '<i>');
  });

  it('leaves nothing for null, undefined and booleans, and writes zero', () => {
    assert.equal(`${html`[${null}${undefined}${false}${true}${nothing}${0}${10n}]`}`, '[010]');
  });

  it('refuses promises, dates and other objects', () => {
    for (const stranger of [Promise.resolve('x'), new Date(0), { toString: () => '<b>' }, [[new Map()]]]) {
      assert.throws(() => html`${stranger as unknown as Part}`, TypeError);
    }
  });

  it('joins as Array.join does', () => {
    assert.equal(`${join(['a', html`<b>`, '<'], ' · ')}`, 'a · <b> · &lt;');
  });

  it('writes no raw quote or angle bracket for any string', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const drawn = `${html`<a${attrs({ title: text })}>${text}</a>`}`;
        const inner = drawn.slice('<a title="'.length, -'</a>'.length);
        assert.equal(inner.replace('">', '').search(/[<>"]/), -1);
      }),
    );
  });
});

describe('platform: attributes as data', () => {
  it('writes true bare, leaves false, null and undefined out, and escapes values', () => {
    assert.equal(
      `${attrs({ id: 'a', hidden: true, 'aria-current': undefined, open: false, title: '"' })}`,
      ' id="a" hidden title="&quot;"',
    );
  });

  it('refuses styles, handlers and names that are none', () => {
    for (const name of ['style', 'onclick', 'onClick', 'a b', 'x>', ''])
      assert.throws(() => attrs({ [name]: 'x' }), TypeError);
  });

  const addresses: [address: string, kept: boolean][] = [
    ['/findings?kind=a', true],
    ['?lang=en', true],
    ['#main', true],
    ['https://example.jp/', true],
    ['mailto:a@example.jp', true],
    ['tel:+81312345678', true],
    ['data:image/png;base64,AA', true],
    ['findings/a:b', true],
    ['javascript:alert(1)', false],
    [' JaVa\tScript\n:alert(1)', false],
    ['\u0001javascript:alert(1)', false],
    ['data:text/html,<script>', false],
    ['vbscript:x', false],
    ['file:///etc/passwd', false],
  ];
  for (const [address, kept] of addresses) {
    it(`${kept ? 'keeps' : 'blunts'} the address ${JSON.stringify(address)}`, () => {
      assert.equal(safeUrl(address), kept ? address : '#');
    });
  }
});
