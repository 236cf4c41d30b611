import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { checkRow, takeOrganisations } from '#know';
import { loadObserved } from '#observe';
import { servedHouse } from '../../lib/served.ts';

const served = await servedHouse();
const { house } = served;

describe('observe: the sample of a first look', () => {
  before(async () => {
    const cells = { externalId: 'm1', name: '例示商店', prefixes: '203.0.113.0/30', emails: 'sec@reiji.example' };
    await house.db.as({ kind: 'worker' }, (q) =>
      takeOrganisations(house, q, [checkRow(2, cells, () => true).organisation], 'test'),
    );
    const [body] = await served.sql<{ id: string }>("SELECT id FROM know.organisation WHERE external_id = 'm1'");
    await loadObserved(house, body?.id ?? '');
  });

  it('has a command server to judge, and accuses nobody who only lives there', async () => {
    const accused = await served.sql<{ accused: string; role: string }>(
      'SELECT DISTINCT accused, role FROM observe.candidate ORDER BY accused',
    );
    assert.deepEqual(accused, [
      { accused: '198.19.7.77', role: 'command-server' },
      { accused: '198.19.9.9', role: 'scanner' },
    ]);
  });

  it('has a darknet that is published, and events that wait', async () => {
    assert.match((await served.visitor().get('/darknet?lang=en')).text, /23\/TCP/);
    const [events] = await served.sql<{ n: number }>(
      "SELECT count(*)::int AS n FROM observe.event WHERE state = 'open'",
    );
    assert.ok((events?.n ?? 0) > 10);
  });
});
