import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before } from 'node:test';
import { Session } from 'chdb';

/** A column engine in this process on an empty folder: opened before the tests of the `describe` that calls this, closed after them. */
export function testEngine(): Pick<Session, 'query'> {
  const folder = mkdtempSync(join(tmpdir(), 'kyojo-test-engine-'));
  let session: Session;
  before(() => {
    session = new Session(folder);
  });
  after(() => {
    session.cleanup();
    rmSync(folder, { recursive: true, force: true });
  });
  return { query: (...asked) => session.query(...asked) };
}
