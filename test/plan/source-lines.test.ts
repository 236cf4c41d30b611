import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { sourceLines } from '../../src/improve/statistics/load.ts';
import { readSource, YEARLY_REPORT } from './source.ts';

const report = readSource(YEARLY_REPORT);

describe('improve: a number leads to the line it was read from', () => {
  it('keeps the cited lines as they stand in the document', { skip: report === null }, () => {
    const lines = (report ?? '').split(/\r?\n/);
    const kept = sourceLines();
    assert.ok(kept.size > 1000);
    for (const [line, text] of kept) assert.equal(text, lines[line - 1], String(line));
  });
});
