import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { plainTitle } from '#platform/sheet';
import { readOrganisations } from './import.ts';
import { columnNames } from './rows.ts';

describe('know: a file of organisations is read as its author meant it', () => {
  it('no heading means two columns', () => {
    const meaning = new Map<string, string>();
    for (const [field, titles] of Object.entries(columnNames))
      for (const title of titles) {
        const plain = plainTitle(title);
        assert.ok((meaning.get(plain) ?? field) === field, `${title} means ${field} and ${meaning.get(plain)}`);
        meaning.set(plain, field);
      }
    assert.ok(meaning.size > 60);
  });

  it('every heading we know is found, in a table of its own', () => {
    for (const [field, titles] of Object.entries(columnNames))
      for (const title of titles) {
        if (field === 'name') {
          const { rows } = readOrganisations(Buffer.from(`${title},備考\nみほん製作所,x\n`), 'a.csv');
          assert.equal(rows[0]?.name, 'みほん製作所', title);
        } else {
          const { unknown } = readOrganisations(Buffer.from(`組織名,${title}\nみほん製作所,\n`), 'a.csv');
          assert.deepEqual(unknown, [], title);
        }
      }
  });
});
