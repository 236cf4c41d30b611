import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Refusal } from '#platform/errors';
import { writeXlsx } from '#platform/sheet';
import { readAssets } from '../../src/know/asset-sheet/import.ts';
import { readOrganisations } from '../../src/know/register/import.ts';
import { checkRow, columnNames, readAsNumber, readDomain, readPrefix } from '../../src/know/register/rows.ts';
import { builtInFeeds } from '../../src/observe/feed/catalogue.ts';
import { loadShadowserverSchema } from '../../src/observe/feed/published/shadowserver-schema.ts';
import { chance } from '../lib/chance.ts';
import { damage, soup } from '../lib/damage.ts';

/** Runs `work`; a refusal is an answer, anything else is not. Gives whether it was taken. */
function takes(work: () => unknown): boolean {
  try {
    work();
    return true;
  } catch (error) {
    if (error instanceof Refusal) return false;
    throw error;
  }
}

const members =
  '管理番号,組織名,IPアドレス,メール,AS番号,ドメイン\nm1,みほん商店,203.0.113.0/24,a@mihon.example,64500,mihon.example\nm2,例示工業,"198.51.100.7;2001:db8::/48",b@reiji.example,AS64501,reiji.example\n';
const assets =
  '種類,名称,担当,機密性,完全性,可用性,IPアドレス\n情報,顧客名簿,総務,3,2,1,\n機器,玄関のルーター,情報システム,1,2,3,203.0.113.5\n';
const nmap =
  '<?xml version="1.0"?><!DOCTYPE nmaprun><nmaprun scanner="nmap"><host><status state="up"/><address addr="192.0.2.7" addrtype="ipv4"/><hostnames><hostname name="a.example"/></hostnames><ports><port protocol="tcp" portid="23"><state state="open"/><service name="telnet"/></port></ports></host></nmaprun>';
const schema = JSON.stringify({
  scan_new: {
    file_name: 'scan_new',
    constant_fields: { 'classification.type': 'vulnerable-system' },
    required_fields: [
      ['time.source', 'timestamp', 'add_UTC_to_timestamp'],
      ['source.ip', 'ip', 'validate_ip'],
    ],
    optional_fields: [
      ['extra.', 'tag'],
      ['source.port', 'port', 'convert_int'],
    ],
  },
});

describe('fuzz: no file a person brings can hurt the hub', () => {
  const sheet = (text: string) =>
    writeXlsx([
      {
        name: '一覧',
        columns: (text.split('\n')[0] ?? '').split(',').map((title) => ({ title })),
        rows: text
          .trim()
          .split('\n')
          .slice(1)
          .map((line) => line.split(',')),
      },
    ]);
  const files: readonly (readonly [string, string | Uint8Array, (bytes: Uint8Array) => unknown])[] = [
    ['the register as CSV', members, (bytes) => readOrganisations(bytes, 'members.csv')],
    ['the register as XLSX', sheet(members), (bytes) => readOrganisations(bytes, 'members.xlsx')],
    ['assets as CSV', assets, (bytes) => readAssets(bytes, { name: 'assets.csv' })],
    ['assets as XLSX', sheet(assets), (bytes) => readAssets(bytes, { name: 'assets.xlsx' })],
    ['devices from nmap', nmap, (bytes) => readAssets(bytes, { name: 'scan.xml' })],
  ];
  for (const [at, [name, good, read]] of files.entries())
    it(`${name}: any bytes are read or refused in words`, () => {
      const dice = chance(200 + at);
      assert.ok(
        takes(() => read(Buffer.from(good))),
        'the whole file is good',
      );
      let taken = 0;
      for (let round = 0; round < 400; round++) if (takes(() => read(damage(good, dice)))) taken++;
      assert.ok(taken > 0, 'the fuzz gets past the door');
    });

  it('a row of the register: any cells give an organisation and its faults', () => {
    const dice = chance(210);
    const cells = ['203.0.113.0/24', 'AS64500', 'a@b.example', '、', ';', ' ', 'xn--', 'みほん', '/', '-', '東京都'];
    for (let round = 0; round < 3000; round++) {
      const row = Object.fromEntries(Object.keys(columnNames).map((name) => [name, soup(cells, dice, 5)]));
      const { organisation, faults } = checkRow(round, row, () => dice.happens(0.5));
      for (const { kind, value } of organisation.registrations) {
        // What was taken is in the form in which it is matched, and reading it again changes nothing.
        const read = { prefix: readPrefix, 'as-number': readAsNumber, domain: readDomain }[kind as 'prefix'];
        if (read) assert.equal(read(value), value, kind);
      }
      assert.ok(faults.every(({ value }) => value.length <= 200));
    }
  });

  it('a published report schema: any JSON is taken or refused', () => {
    const family = builtInFeeds().get('shadowserver');
    assert.ok(family);
    const dice = chance(220);
    const isShape = (error: unknown) =>
      error instanceof SyntaxError || (error as Error).constructor.name === 'ZodError';
    let taken = 0;
    for (let round = 0; round < 500; round++) {
      try {
        loadShadowserverSchema(JSON.parse(damage(schema, dice, 2).toString()), family);
        taken++;
      } catch (error) {
        assert.ok(isShape(error), String((error as Error).stack));
      }
    }
    assert.ok(taken > 20, `${taken} taken`);
  });
});
