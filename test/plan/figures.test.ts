import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { z } from 'zod';
import {
  breaksBetween,
  checkFigure,
  checkShape,
  type Fault,
  Figure,
  Incident,
  Indicator,
  mayShareChart,
  numberOf,
} from '../../src/improve/figures/index.ts';
import { inProject, readSource, YEARLY_REPORT } from './source.ts';

const folder = inProject('data/plan/figures');
const figures = readdirSync(folder)
  .sort()
  .map((name) => Figure.parse(JSON.parse(readFileSync(`${folder}/${name}`, 'utf8'))));
const figureOf = (id: string): Figure => {
  const found = figures.find((figure) => figure.id === id);
  assert.ok(found, id);
  return found;
};
const incidents = readFileSync(inProject('data/plan/incidents-2019.jsonl'), 'utf8')
  .trim()
  .split('\n')
  .map((line) => Incident.parse(JSON.parse(line)));
const indicators = z.array(Indicator).parse(JSON.parse(readFileSync(inProject('data/plan/indicators.json'), 'utf8')));
const report = readSource(YEARLY_REPORT)?.split(/\r?\n/) ?? null;

/** The digits of a span of lines without blanks, width variants and thousands commas. */
function printedIn(lines: readonly [number, number]): string {
  return (report ?? [])
    .slice(lines[0] - 1, lines[1])
    .join('')
    .normalize('NFKC')
    .replace(/[\s,]/g, '');
}

describe('improve: the number tables keep what was printed', () => {
  it('has a well-formed figure in every file', () => {
    assert.ok(figures.length >= 30);
    for (const figure of figures) assert.deepEqual(checkShape(figure), [], figure.id);
    assert.equal(new Set(figures.map((figure) => figure.id)).size, figures.length);
  });

  it('finds every printed value in the lines it cites', { skip: report === null }, (t) => {
    let looked = 0;
    for (const figure of figures) {
      for (const row of figure.rows) {
        const text = printedIn(row.lines);
        for (const [column, cell] of Object.entries(row.values)) {
          const value = numberOf(cell);
          if (value === null) continue;
          looked += 1;
          const printed = [String(Math.abs(value)), Math.abs(value).toFixed(2), Math.abs(value).toFixed(1)];
          assert.ok(
            printed.some((form) => text.includes(form)),
            `${figure.id} ${row.key} ${column}: ${value} is not in lines ${row.lines.join('-')}`,
          );
        }
      }
    }
    t.diagnostic(`${looked} values looked up in the published text`);
    assert.ok(looked > 500);
  });

  it('adds up: event types, quarters, cohorts, examinations, changes, shares', (t) => {
    const faults: Fault[] = [];
    let compared = 0;
    for (const figure of figures) {
      const checked = checkFigure(figure, figures);
      compared += checked.compared;
      faults.push(...checked.faults);
    }
    t.diagnostic(`${compared} comparisons, ${faults.length} numbers do not recompute`);
    for (const fault of faults) {
      t.diagnostic(
        `${fault.figure} ${fault.row} (lines ${fault.lines.join('-')}): printed ${fault.printed}, recomputed ${fault.computed}`,
      );
    }
    assert.ok(compared > 150);
    assert.deepEqual(
      faults.map((fault) => `${fault.figure} ${fault.row} ${fault.printed} ${fault.computed}`),
      [
        'universities 1-1 50 51',
        'universities 1-2 82 81',
        'universities 2-5 50 51',
        'universities 5-2 85 86',
        'universities 6-3 66 65',
        'universities 6-6 50 51',
      ],
    );
  });

  it('adds the eight event types to the reports in every year and quarter', () => {
    const events = figureOf('information-sharing-events');
    const forms = figureOf('information-sharing-forms');
    for (const { key } of events.columns) {
      const sum = events.rows.reduce((total, row) => total + (numberOf(row.values[key]) ?? 0), 0);
      assert.equal(sum, numberOf(forms.rows[0]?.values[key]), key);
    }
  });

  it('keeps what was suppressed, not compared or not published apart from zero', () => {
    const decrease = figureOf('police-ports-decrease').rows.find((row) => row.key === '0-tcp');
    assert.deepEqual(decrease?.values['2019'], { state: 'suppressed', value: null });
    assert.deepEqual(figureOf('police-techniques').rows[0]?.values.changePercent, {
      state: 'no-comparison',
      value: null,
    });
    assert.deepEqual(figureOf('universities').rows.filter((row) => numberOf(row.values.count) === null).length, 2);
    assert.equal(figureOf('universities').rows.length, 50);
    assert.equal(figureOf('compliance-bands').rows.length, 11);
    const insider = figureOf('information-sharing-causes').rows.find((row) => row.key === 'insider');
    assert.equal(insider?.values.FY2019, 0);
  });

  it('knows where a line must not be drawn across and what may not share a chart', () => {
    const exams = figureOf('exams');
    const column = (key: string) => {
      const found = exams.columns.find((one) => one.key === key);
      assert.ok(found);
      return found;
    };
    assert.equal(breaksBetween(exams, column('FY2015'), column('FY2016')).length, 1);
    assert.equal(breaksBetween(exams, column('FY2015'), column('FY2017')).length, 2);
    assert.equal(breaksBetween(exams, column('FY2018'), column('FY2019')).length, 0);
    assert.equal(mayShareChart(exams.columns), true);
    assert.equal(mayShareChart(figureOf('police-ports-top').columns), false);
  });
});

describe('improve: incidents and indicators keep what was printed', () => {
  it('has the 31 incidents with their printed types and eight responses', () => {
    const count = (type: Incident['type']): number => incidents.filter((one) => one.type === type).length;
    assert.deepEqual(
      [incidents.length, count('external-attack'), count('unintended-leak'), count('other')],
      [31, 11, 6, 14],
    );
    const answered = incidents.filter((one) => one.response !== null);
    assert.equal(answered.length, 8);
    assert.ok(answered.every((one) => one.reading.bodyKind === 'government'));
    assert.ok(incidents.every((one) => one.summary.includes(one.body)));
  });

  it('quotes incidents and indicators as they stand in the lines cited', { skip: report === null }, () => {
    for (const incident of incidents) {
      const text = printedIn(incident.lines);
      for (const part of [incident.summary, incident.response ?? '']) {
        assert.ok(text.includes(part.normalize('NFKC').replace(/[\s,]/g, '')), incident.id);
      }
    }
    for (const indicator of indicators) {
      assert.ok(
        printedIn(indicator.lines).includes(indicator.name.ja.normalize('NFKC').replace(/[\s,]/g, '')),
        indicator.key,
      );
      for (const value of indicator.values) {
        if (value.value !== null) assert.ok(printedIn(value.lines).includes(String(value.value)), indicator.key);
      }
    }
  });

  it('has 16 indicators and not one target', () => {
    assert.equal(indicators.length, 16);
    assert.ok(indicators.every((one) => one.target === null && one.baseline === null));
  });
});
