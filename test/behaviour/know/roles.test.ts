import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { checkRow, takeOrganisations } from '#know';
import { arrive, servedHouse } from '../../lib/served.ts';

const served = await servedHouse();

describe('know: the register of roles over HTTP', () => {
  it('a role is given, shown, followed by another, ended; gaps go away and come back', async () => {
    await served.house.db.as({ kind: 'worker' }, (q) =>
      takeOrganisations(
        served.house,
        q,
        [checkRow(2, { externalId: 'r', name: '役割商店' }, () => true).organisation],
        'test',
      ),
    );
    const id =
      (await served.sql<{ id: string }>("SELECT id FROM know.organisation WHERE external_id = 'r'"))[0]?.id ?? '';
    const member = await arrive(served, { email: 'r@r.example', name: '役', organisation: id });
    const path = `/organisations/${id}/roles`;
    assert.match((await member.get(`${path}?lang=ja`)).text, /情報セキュリティ責任者：だれも決まっていません/);
    for (const over of [{ role: 'x' }, { personName: '' }, { email: 'no' }, { fromOn: '' }, { untilOn: '2020-01-01' }])
      assert.equal(
        (await member.post(path, { role: 'security-officer', personName: '甲', fromOn: '2026-01-01', ...over })).status,
        200,
        JSON.stringify(over),
      );
    assert.match(
      (await member.post(path, { role: 'security-officer', personName: '甲', fromOn: '2026-01-01', phone: '1' }))
        .location,
      /done=saved/,
    );
    assert.match(
      (
        await member.post(path, {
          role: 'security-officer',
          personName: '乙',
          fromOn: '2026-11-15',
          email: 'otsu@r.example',
        })
      ).location,
      /done=saved/,
    );
    const page = (await member.get(path)).text;
    assert.doesNotMatch(page, /情報セキュリティ責任者：だれも/);
    assert.match(page, /乙/);
    const held = await served.sql<{ person_name: string; until_on: string | null }>(
      'SELECT person_name, until_on::text FROM know.role_holding WHERE organisation_id = $1 ORDER BY from_on',
      [id],
    );
    assert.deepEqual(held, [
      { person_name: '甲', until_on: '2026-11-14' },
      { person_name: '乙', until_on: null },
    ]);
    const [now] = await served.sql<{ id: string }>("SELECT id FROM know.role_holding WHERE person_name = '乙'");
    assert.match((await member.post(`${path}/${now?.id}/end`)).location, /done=ended/);
    assert.match((await member.get(path)).text, /ありません|いません/);
    const facts = await served.sql<{ kind: string }>(
      "SELECT kind FROM platform.fact WHERE kind LIKE 'role.%' ORDER BY id",
    );
    assert.deepEqual(
      facts.map(({ kind }) => kind),
      ['role.given', 'role.ended', 'role.given', 'role.ended'],
    );
  });
});
