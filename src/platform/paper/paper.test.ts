import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs';
import { listZip, unpack } from '#platform/sheet';

import { type Block, type Letter, letterPdf, lettersPdf, type Paper, paperDocx, paperPdf, qrSvg } from './index.ts';
import { wholePieces } from './typst.ts';

const madeAt = new Date('2026-04-01T00:00:00Z');
const blocks: readonly Block[] = [
  { kind: 'heading', level: 1, mark: '第1条', text: '目的' },
  { kind: 'paragraph', text: ['守ることは', { text: '三つ', strong: true }, 'です。署名', { blank: 8 }] },
  { kind: 'list', look: 'bracket', items: ['一つ目', { text: '二つ目', items: ['下の段'] }] },
  { kind: 'list', look: 'check', items: ['確かめた'] },
  {
    kind: 'table',
    columns: [
      { title: '名称', share: 2, align: 'start' },
      { title: '件数', share: 1, align: 'end' },
    ],
    rows: [['顧客名簿', '1,200'], ['短い行']],
    caption: '表1',
  },
  { kind: 'facts', rows: [{ name: '連絡先', value: '総務' }] },
  { kind: 'notice', tone: 'urgent', title: '急ぎ', blocks: [{ kind: 'paragraph', text: '電話する' }] },
  { kind: 'lines', label: 'メモ', count: 2 },
  {
    kind: 'picture',
    svg: '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 90" width="640" height="90" font-family="Noto Sans JP"><text x="9" y="40" font-size="13">目盛り</text></svg>',
    width: 640,
    height: 90,
    caption: '図1',
    alt: '増えました',
  },
  { kind: 'rule' },
  { kind: 'page-break' },
  { kind: 'qr', url: 'https://kyojo.example/p/1', caption: '手順' },
];
const paper: Paper = { language: 'ja', title: '基本方針', issuer: '株式会社ひまわり', madeAt, blocks, footer: '第1版' };

async function readPdf(bytes: Uint8Array) {
  const document = await getDocument({ data: new Uint8Array(bytes), verbosity: 0 }).promise;
  const pages: { text: string; items: { text: string; x: number; y: number }[] }[] = [];
  for (let number = 1; number <= document.numPages; number += 1) {
    const page = await document.getPage(number);
    const content = await page.getTextContent();
    const items = content.items.flatMap((item) =>
      'str' in item ? [{ text: item.str, x: item.transform[4] as number, y: item.transform[5] as number }] : [],
    );
    pages.push({ text: items.map((item) => item.text).join(''), items });
  }
  const { info } = await document.getMetadata();
  return { pages, info: info as Record<string, unknown>, text: pages.map((page) => page.text).join('\n') };
}

function readDocx(bytes: Uint8Array): string {
  return partOf(bytes, 'word/document.xml');
}

function partOf(bytes: Uint8Array, part: string): string {
  const entries = listZip(bytes, { maxEntries: 100, maxUnpackedBytes: 10_000_000 });
  const entry = entries.find(({ name }) => name === part);
  assert.ok(entry);
  return new TextDecoder().decode(unpack(bytes, entry));
}

const millimetres = (points: number) => (points / 72) * 25.4;

describe('platform: a paper reads the same as PDF and as Word', () => {
  it('keeps every text of every kind of block in the PDF, with fonts inside and a language', async () => {
    const bytes = paperPdf(paper);
    const { text, pages, info } = await readPdf(bytes);
    for (const part of [
      '基本方針',
      '株式会社ひまわり',
      '第1条',
      '目的',
      '三つ',
      '(1)',
      '下の段',
      '顧客名簿',
      '1,200',
      '短い行',
      '総務',
      '図1',
      '目盛り',
      '急ぎ',
      '手順',
    ])
      assert.ok(text.replaceAll(' ', '').includes(part), `${part} is missing`);
    assert.equal(pages.length, 2);
    assert.equal(info.Title, '基本方針');
    assert.equal(info.Language, 'ja-JP');
    assert.match(Buffer.from(bytes).toString('latin1'), /FontFile2/);
    assert.match(Buffer.from(bytes).toString('latin1'), /\/Alt/);
  });

  it('keeps every text in the Word file, with real headings, lists and a repeated table head', async () => {
    const xml = readDocx(await paperDocx(paper));
    for (const part of [
      '基本方針',
      '第1条　目的',
      '三つ',
      '下の段',
      '顧客名簿',
      '電話する',
      '手順',
      '図1',
      '増えました',
      'asvg:svgBlip',
    ])
      assert.ok(xml.includes(part), `${part} is missing`);
    for (const part of ['w:pStyle w:val="Heading1"', '<w:numPr>', '<w:tblHeader/>', '<w:drawing>'])
      assert.ok(xml.includes(part), `${part} is missing`);
  });

  it('names in the Word file only styles that it defines', async () => {
    const bytes = await paperDocx(paper);
    const styles = partOf(bytes, 'word/styles.xml');
    const used = new Set([...readDocx(bytes).matchAll(/w:pStyle w:val="([^"]+)"/gu)].map((found) => found[1] ?? ''));
    assert.ok(used.size > 5);
    for (const style of used) assert.ok(styles.includes(`w:styleId="${style}"`), `${style} is not defined`);
  });

  it('prints what looks like a command of the type setter as plain characters', async () => {
    const nasty = '#read("/etc/passwd") *not strong* $x$ <w:br/> &amp; \\ @ref';
    const { text } = await readPdf(paperPdf({ ...paper, title: nasty, blocks: [{ kind: 'paragraph', text: nasty }] }));
    assert.ok(text.includes('#read("/etc/passwd")'));
    assert.ok(text.includes('*not strong*'));
    const xml = readDocx(await paperDocx({ ...paper, blocks: [{ kind: 'paragraph', text: nasty }] }));
    assert.ok(xml.includes('&lt;w:br/&gt; &amp;amp;'));
  });

  it('is set whatever the writer does: no first-level heading, characters no font has, nothing at all', async () => {
    const odd: readonly Block[] = [
      { kind: 'heading', level: 3, text: '🏠 𠮷野家 \u0000\u202e' },
      { kind: 'paragraph', text: '' },
      { kind: 'table', columns: [{ title: '', share: 1, align: 'start' }], rows: [] },
    ];
    assert.equal((await readPdf(paperPdf({ ...paper, title: '', blocks: odd }))).pages.length, 1);
    assert.equal((await readPdf(paperPdf({ ...paper, blocks: [] }))).pages.length, 1);
    await paperDocx({ ...paper, title: '', blocks: odd });
  });

  it('gives the same bytes for the same paper', () => {
    assert.deepEqual(paperPdf(paper), paperPdf(paper));
  });

  for (const frame of ['document', 'certificate', 'poster'] as const)
    for (const language of ['ja', 'easy', 'en'] as const)
      it(`can be set as ${frame} in ${language}`, async () => {
        const { text } = await readPdf(paperPdf({ ...paper, frame, language, size: 'a4' }));
        assert.ok(text.includes('基'));
      });
});

describe('platform: a title breaks between words', () => {
  const table: [title: string, pieces: string[]][] = [
    ['情報セキュリティ基本方針', ['情報', 'セキュリティ', '基本方針']],
    ['あなたの機器が、外から操作できます', ['あなたの', '機器が、', '外から', '操作できます']],
    ['第1条（目的）', ['第1', '条', '（目的）']],
  ];
  for (const [title, pieces] of table)
    it(title, () => {
      assert.deepEqual(wholePieces(title, 'ja'), pieces);
      assert.equal(wholePieces(title, 'ja').join(''), title);
    });
  it('loses no character, whatever is written', () => {
    for (const title of ['', ' ', '（（「', 'ーーー', '𠮷野家👩‍👩‍👧', 'a b  c'])
      assert.equal(wholePieces(title, 'ja').join(''), title);
  });
});

describe('platform: a letter shows its address in the window', () => {
  const letter: Letter = {
    language: 'ja',
    addressee: ['〒100-0001', '東京都千代田区千代田1-1', '株式会社ひまわり製作所', '代表取締役 山田花子 様'],
    sender: ['共助センター', '電話 06-0000-0000'],
    date: madeAt,
    subject: '機器の確認のお願い',
    blocks: [{ kind: 'paragraph', text: '本文です。' }],
    qrUrl: 'https://kyojo.example/n/1',
    reference: 'K-1',
  };
  /** Where each window surely shows the sheet, whichever way the sheet slides; see `windows`. */
  const sure = {
    naga3: { left: 20, right: 90, top: 12, bottom: 40 },
    dl: { left: 20, right: 105, top: 50, bottom: 90 },
  };
  const long = [
    '〒100-0001',
    '東京都千代田区千代田一丁目1番1号 とても長い名前の共同ビルディング別館12階',
    '一般社団法人 全国中小企業情報セキュリティ共助推進協議会連合会 関東甲信越支部',
    '事務局 情報システム課 課長補佐 山田花子 様',
  ];
  for (const [envelope, addressee] of [
    ['naga3', letter.addressee],
    ['dl', letter.addressee],
    ['naga3', long],
    ['dl', long],
  ] as const)
    it(`of a ${envelope} envelope, and nothing else with it (${addressee.join('').length} characters)`, async () => {
      const { pages } = await readPdf(letterPdf({ ...letter, envelope, addressee }));
      const seen = (pages[0]?.items ?? []).filter(({ text, x, y }) => {
        const down = 297 - millimetres(y);
        const box = sure[envelope];
        return (
          text.trim() !== '' &&
          millimetres(x) > box.left &&
          millimetres(x) < box.right &&
          down > box.top &&
          down < box.bottom
        );
      });
      assert.equal(
        seen
          .map(({ text }) => text)
          .join('')
          .replaceAll(' ', ''),
        addressee.join('').replaceAll(' ', ''),
      );
    });

  it('says date, sender, subject, number and the address of the code', async () => {
    const { text } = await readPdf(letterPdf(letter));
    for (const part of [
      '2026年4月1日',
      '共助センター',
      '機器の確認のお願い',
      'K-1',
      'https://kyojo.example/n/1',
      '1／1ページ',
    ])
      assert.ok(text.replaceAll(' ', '').includes(part), `${part} is missing`);
  });

  it('begins on a front side when many are printed on both sides', async () => {
    const { pages } = await readPdf(lettersPdf([letter, letter, letter], { duplex: true }));
    assert.deepEqual(
      pages.map((page) => page.text.includes('本文')),
      [true, false, true, false, true],
    );
  });

  it('is refused as an empty run or in two languages at once', () => {
    assert.throws(() => lettersPdf([]));
    assert.throws(() => lettersPdf([letter, { ...letter, language: 'en' }]));
  });
});

describe('platform: a code can be scanned', () => {
  it('has the three eyes and a quiet zone of four modules', () => {
    const svg = qrSvg('https://kyojo.example/n/1');
    assert.match(svg, /viewBox="0 0 33 33"|viewBox="0 0 37 37"/);
    assert.match(svg, /M4 4h7v1h-7z/);
  });
});
