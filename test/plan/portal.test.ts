import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { AUDIENCES, Initiative, METHODS, Term } from '../../src/improve/plan/index.ts';
import { inProject, readSource, YEARLY_REPORT } from './source.ts';

const records = (path: string): readonly unknown[] =>
  readFileSync(inProject(path), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
const initiatives = records('data/portal/initiatives.jsonl').map((one) => Initiative.parse(one));
const documents = {
  '000': readSource('000_1363698784d964e4.txt')?.split(/\r?\n/) ?? null,
  '001': readSource('001_ee99146ef2d42118.txt')?.split(/\r?\n/) ?? null,
};
const absent = documents['000'] === null || documents['001'] === null;
const report = readSource(YEARLY_REPORT);

/** Text without blanks, width variants and marks, so that names wrapped in boxes can be found. */
function bare(text: string): string {
  return text.normalize('NFKC').replace(/[\s・、，,()/／]/g, '');
}

function quoted(document: '000' | '001', lines: readonly [number, number]): string {
  return bare((documents[document] ?? []).slice(lines[0] - 1, lines[1]).join(''));
}

describe('improve: a citizen finds what exists for them', () => {
  it('has every initiative of the map once, with its rows and columns', () => {
    assert.equal(initiatives.length, 70);
    assert.equal(new Set(initiatives.map((one) => one.id)).size, 70);
    assert.equal(initiatives.filter((one) => one.sources.some((source) => source.as === 'map')).length, 58);
    for (const audience of Object.keys(AUDIENCES)) {
      for (const method of Object.keys(METHODS)) {
        const there = initiatives.filter(
          (one) => one.audiences.some((key) => key === audience) && one.methods.some((key) => key === method),
        );
        assert.ok(there.length > 0, `nothing for ${audience} by ${method}`);
      }
    }
  });

  it('says of which audiences the documents speak and which are our reading', (t) => {
    const read = initiatives.filter((one) => one.audienceBasis === 'reading');
    t.diagnostic(
      `${initiatives.length - read.length} audiences stated in the documents, ${read.length} by our reading`,
    );
    assert.ok(read.length < initiatives.length / 2);
  });

  it('names only what stands in the lines it cites', { skip: absent }, () => {
    for (const one of initiatives) {
      const name = bare(one.name.ja.replace(/（.*?）/g, '')).slice(0, 6);
      const cited = one.sources.map((source) => quoted(source.document, source.lines)).join('');
      assert.ok(cited.includes(name), `${one.id}: ${name}`);
      if (one.what === null) continue;
      const digits = /(?<=\D)(17|19|2\d|3[0-5])(?=[。」]|ほか)/g;
      const text = one.sources
        .filter((source) => source.as === 'text')
        .map((source) => quoted(source.document, source.lines).replace(digits, ''))
        .join('');
      assert.ok(
        text.includes(bare(one.what).replace(digits, '')) || one.sources.filter((s) => s.as === 'text').length > 1,
        one.id,
      );
    }
  });

  it('leaves no box of the printed maps out', { skip: absent }, () => {
    const cited = { '000': new Set<number>(), '001': new Set<number>() };
    for (const { document, lines } of initiatives.flatMap((one) => one.sources)) {
      for (let line = lines[0]; line <= lines[1]; line += 1) cited[document].add(line);
    }
    const maps = [
      ['000', 127, 212],
      ['000', 232, 316],
      ['000', 815, 900],
      ['001', 377, 461],
      ['001', 482, 567],
    ] as const;
    for (const [document, from, to] of maps) {
      for (let line = from; line <= to; line += 1) {
        const text = documents[document]?.[line - 1]?.trim() ?? '';
        assert.ok(text === '' || cited[document].has(line), `${document}:${line} ${text}`);
      }
    }
  });
});

describe('improve: the words of the report are explained', () => {
  const terms = records('data/plan/glossary.jsonl').map((one) => Term.parse(one));

  it('has the terms of the report’s glossary with their expansions', () => {
    assert.equal(terms.length, 224);
    assert.equal(new Set(terms.map((term) => term.term)).size, 224);
    const of = (term: string): Term | undefined => terms.find((one) => one.term === term);
    assert.equal(
      of('CEPTOAR')?.expansion,
      'Capability for Engineering of Protection, Technical Operation, Analysis and Response',
    );
    for (const wrapped of [
      'サイバーインテリジェンス',
      '未踏IT人材発掘・育成事業',
      'ISO/IEC JTC 1 SC 27',
      'Apache Struts',
      'MyJVN',
    ]) {
      assert.ok(of(wrapped), wrapped);
    }
    for (const term of terms) assert.ok(term.term.length <= 40 && !/。/.test(term.term), term.term);
  });

  it('loses no character of the glossary', { skip: report === null }, () => {
    const whole = report ?? '';
    const from = whole.search(/用 +語 +解 +説/);
    const run = whole
      .slice(from, whole.indexOf('正誤表', from))
      .replace(/\s/g, '')
      .replace(/^用語解説/, '')
      .replaceAll('別添８用語解説', '');
    let at = 0;
    for (const term of terms) {
      for (const field of [term.term, term.definition].map((text) => text.replace(/\s/g, ''))) {
        const found = run.indexOf(field, at);
        assert.ok(found >= 0, `${term.term}: ${field.slice(0, 30)}`);
        assert.match(run.slice(at, found), /^[A-Zぁ-ん]?$/, `lost before ${term.term}`);
        at = found + field.length;
      }
    }
    assert.equal(run.slice(at), '');
  });
});
