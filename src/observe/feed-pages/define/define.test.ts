import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { builtInFeeds } from '../../feed/catalogue.ts';
import { Draft, draftOf, faultsOf, idOf, mappingOf } from './draft.ts';
import { guessShape, propose, sampleColumns } from './propose.ts';

const csv = 'Detected At,IP Address,Port,Country,Colour\n2026-11-20 01:02:03,192.0.2.1,23,JP,red\n';

describe('observe: a feed is proposed from a sample', () => {
  const shapes: readonly [name: string, text: string, format: string, delimiter: string, header: boolean][] = [
    ['commas', csv, 'csv', ',', true],
    ['semicolons', 'ip;time\n192.0.2.1;2026-11-20\n', 'csv', ';', true],
    ['tabs without names', '192.0.2.1\t2026-11-20 00:00:00\n192.0.2.2\t2026-11-20 00:00:01\n', 'csv', '\t', false],
    ['a list of addresses', '192.0.2.1\n192.0.2.2\n', 'csv', ',', false],
    ['JSON lines', '{"ip": "192.0.2.1"}\n{"ip": "192.0.2.2"}\n', 'jsonl', ',', true],
    ['a JSON list', '[\n {"ip": "192.0.2.1"}]', 'json', ',', true],
    ['comments above', '# made today, by us\nip|time\n192.0.2.1|2026-11-20\n', 'csv', '|', true],
  ];
  for (const [name, text, format, delimiter, header] of shapes)
    it(`tells ${name}`, () => assert.deepEqual(guessShape(text), { format, delimiter, header }));

  it('proposes fields by the names people use, in English and Japanese', () => {
    assert.deepEqual(propose(sampleColumns(csv, guessShape(csv))), [
      'time.source',
      'source.ip',
      'source.port',
      'source.geolocation.cc',
      '',
    ]);
    const ja = '検知日時,IPアドレス,ポート番号,備考\n2026-11-20 01:02:03,192.0.2.1,23,あ\n';
    assert.deepEqual(propose(sampleColumns(ja, guessShape(ja))), [
      'time.source',
      'source.ip',
      'source.port',
      'event_description.text',
    ]);
  });

  it('proposes fields by what the values look like where the name says nothing, and each field once', () => {
    const text = '2026-11-20 01:02:03,192.0.2.1,192.0.2.2,https://example.jp/x\n';
    assert.deepEqual(propose(sampleColumns(text, guessShape(text))), ['time.source', 'source.ip', '', 'source.url']);
    const json = '{"event": {"src": {"addr": "2001:db8::1"}}, "type": "phishing"}\n';
    assert.deepEqual(
      sampleColumns(json, guessShape(json)).map(({ name }) => name),
      ['event.src.addr', 'type'],
    );
    assert.deepEqual(propose(sampleColumns(json, guessShape(json))), ['source.ip', 'classification.type']);
  });

  it('makes nothing of nothing, whatever the text', () => {
    for (const text of ['', '\n\n', '{', '[', '"', '# only a comment', '\u0000', '{"a":', '[1, 2]', ',,,'])
      assert.ok(
        propose(sampleColumns(text, guessShape(text))).every((field) => field === ''),
        text,
      );
  });
});

describe('observe: what an operator entered becomes a mapping, and back', () => {
  const draft = Draft.parse({
    name: '県の観測',
    id: 'ken',
    zone: 'Asia/Tokyo',
    type: 'infected-system',
    identifier: 'mirai',
    hours: '24',
    severity: 'high',
    lenient: 'yes',
    column: ['when', 'ip', 'port', 'colour', 'secret'],
    field: ['time.source', 'source.ip', 'source.port', '', '-'],
  });

  it('says what is wrong, field by field', () => {
    assert.deepEqual(faultsOf(draft, []), []);
    const bad = {
      ...draft,
      name: '',
      id: 'new',
      type: '',
      hours: '0',
      kind: 'no-kind',
      identifier: 'a b',
      field: ['time.source', '', '', '', ''],
    };
    assert.deepEqual(
      faultsOf(bad, ['open-telnet']).map(({ fault }) => fault),
      ['nameMissing', 'idWrong', 'typeMissing', 'identifierWrong', 'kindWrong', 'hoursWrong', 'assetMissing'],
    );
    assert.deepEqual(
      faultsOf({ ...draft, column: [], field: [] }, []).map(({ fault }) => fault),
      ['columnsMissing'],
    );
  });

  it('keeps firm what a row cannot do without, and lenient the rest', () => {
    const mapping = mappingOf(draft);
    assert.deepEqual(mapping.fields['time.source']?.[0]?.as, [{ zone: 'Asia/Tokyo' }]);
    assert.equal(mapping.fields['source.ip']?.[0]?.lenient, false);
    assert.equal(mapping.fields['source.port']?.[0]?.lenient, true);
    assert.deepEqual(mapping.ignore, ['secret']);
    assert.deepEqual(mapping.set, { 'classification.type': 'infected-system', 'classification.identifier': 'mirai' });
  });

  it('reads its own mappings back, and refuses to edit those that say more than the form', () => {
    const back = draftOf(mappingOf(draft), { name: draft.name, expectedHours: 24 });
    assert.ok(back);
    assert.deepEqual(mappingOf(back), mappingOf(draft));
    assert.equal(draftOf(builtInFeeds().get('shadowserver') as never, { name: 'x', expectedHours: null }), null);
    const bare = mappingOf(Draft.parse({ ...draft, header: 'no' }));
    assert.deepEqual(draftOf(bare, { name: draft.name, expectedHours: 24 })?.column, draft.column);
  });

  it('makes ids of names', () => {
    assert.equal(idOf('  Honeypot Ｎｅｔ (2026) '), 'honeypot-net-2026');
    assert.equal(idOf('県の観測'), '');
  });
});
