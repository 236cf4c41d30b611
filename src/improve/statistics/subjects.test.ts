import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { figures } from './load.ts';
import { SUBJECTS } from './subjects.ts';

describe('improve: a reader finds a table by its subject', () => {
  it('has every table in exactly one subject', () => {
    const placed = SUBJECTS.flatMap((subject) => subject.figures);
    assert.deepEqual(
      placed.toSorted(),
      figures()
        .map(({ id }) => id)
        .toSorted(),
    );
  });
});
