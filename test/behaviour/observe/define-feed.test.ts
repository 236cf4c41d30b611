import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import iconv from 'iconv-lite';
import { statement } from '#platform/postgres';
import { testHouse, untilQuiet } from '../../lib/house.ts';
import { browserOf, says } from './operator.ts';

const worker = { kind: 'worker' } as const;
const open = await testHouse();
const browser = browserOf(open);

const sample = [
  '検知日時,IPアドレス,ポート,種別,備考',
  '2026-11-20 09:10:11,203.0.113.24,23,telnet,玄関の装置',
  '2026-11-20 09:10:12,203.0.113.256,23,telnet,',
  'きのう,203.0.113.25,23,telnet,',
  '2026-11-20 09:10:14,203.0.113.26,99999,telnet,',
  '',
].join('\n');

/** The form as it stands on a page, to be sent again with something changed. */
function formOf(page: string): URLSearchParams {
  const form = /<form id="define"[\s\S]*?<\/form>/.exec(page)?.[0] ?? '';
  const plain = (text: string) =>
    text.replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&lt;', '<').replaceAll('&amp;', '&');
  const fields = new URLSearchParams();
  for (const [tag, name = ''] of form.matchAll(/<(?:input|select|textarea)[^>]* name="([^"]+)"[^>]*>/g)) {
    if (tag.startsWith('<select')) {
      const rest = form.slice(form.indexOf(tag)).split('</select>')[0] ?? '';
      const id = / id="([^"]+)"/.exec(tag)?.[1];
      const own = id ? (new RegExp(`id="${id}"[\\s\\S]*?</select>`).exec(form)?.[0] ?? '') : rest;
      fields.append(name, plain(/<option value="([^"]*)" selected/.exec(own)?.[1] ?? ''));
    } else if (tag.startsWith('<textarea'))
      fields.append(name, plain(/name="sample"[^>]*>\n?([\s\S]*?)<\/textarea>/.exec(form)?.[1] ?? ''));
    else if (/type="(radio|checkbox)"/.test(tag)) {
      if (/ checked/.test(tag)) fields.append(name, / value="([^"]*)"/.exec(tag)?.[1] ?? 'yes');
    } else if (!/type="file"/.test(tag)) fields.append(name, plain(/ value="([^"]*)"/.exec(tag)?.[1] ?? ''));
  }
  return fields;
}

function change(fields: URLSearchParams, to: Readonly<Record<string, string>>): URLSearchParams {
  for (const [name, value] of Object.entries(to)) fields.set(name, value);
  return fields;
}

describe('observe: an operator defines a feed from a sample', () => {
  before(() => open.house.jobs.work(open.house));
  const about = {
    name: '県の観測',
    id: 'ken',
    zone: 'Asia/Tokyo',
    type: 'potentially-unwanted-accessible',
    identifier: 'open-telnet',
    handling: 'GREEN',
    severity: 'high',
    hours: '24',
  };
  let form: URLSearchParams;

  it('asks for a sample first, and reads one that is pasted: columns and their probable meaning', async () => {
    says(await browser.get('/feeds/new'), 'Define a new feed', 'Rows of a sample');
    says(await browser.post('/feeds/new', { act: 'read', sample: '' }), 'Please give a sample');
    const page = await browser.post('/feeds/new', { act: 'read', sample });
    says(page, '検知日時', '玄関の装置');
    form = formOf(page.text);
    assert.deepEqual(form.getAll('column'), ['検知日時', 'IPアドレス', 'ポート', '種別', '備考']);
    assert.deepEqual(form.getAll('field'), ['time.source', 'source.ip', 'source.port', '', 'event_description.text']);
  });

  it('reads a file in Shift_JIS as well', async () => {
    const page = await browser.upload('/feeds/new', 'sample.csv', iconv.encode(sample, 'shift_jis'));
    says(page, '検知日時', '玄関の装置');
    assert.equal(formOf(page.text).get('encoding'), 'shift_jis');
    says(page, 'Of 4 rows in the sample');
  });

  it('shows what is wrong by name, and keeps nothing', async () => {
    const page = await browser.post(
      '/feeds/new',
      change(new URLSearchParams(form), { act: 'save', name: '', id: 'x' }),
    );
    says(page, 'Please give a name', 'Please choose a class');
    assert.match(page.text, /href="#f-name"/);
    says(
      await browser.post(
        '/feeds/new',
        change(new URLSearchParams(form), { ...about, act: 'save', id: 'shadowserver' }),
      ),
      'This short name is taken',
    );
    assert.equal(
      await open.house.db.as(worker, (q) => q.one(statement('f', 'SELECT 1 AS one FROM observe.feed'))),
      undefined,
    );
  });

  it('previews the first rows as they would be stored, and the others with place and reason', async () => {
    form = change(new URLSearchParams(form), about);
    const page = await browser.post('/feeds/new', change(new URLSearchParams(form), { act: 'preview' }));
    says(
      page,
      'Of 4 rows in the sample 1 can be read and 3 cannot',
      '203.0.113.24',
      'open-telnet',
      'TLP:GREEN',
      'Not an IP address',
      '203.0.113.256',
      'Not a date and time',
      'Not a port number',
      '09:10',
    );
    says(
      await browser.post('/feeds/new', change(new URLSearchParams(form), { act: 'preview', lenient: 'yes' })),
      '2 can be read and 2 cannot',
    );
  });

  it('hostile names of columns and values stay what they are', async () => {
    const nasty = `ip,"x'); DROP TABLE observe.observation --",<script>alert(1)</script>\n192.0.2.1,"\\' OR 1=1","{a: ''}"\n`;
    const page = await browser.post('/feeds/new', { act: 'read', sample: nasty });
    assert.equal(page.text.includes('<script>alert'), false);
    const again = await browser.post(
      '/feeds/new',
      change(formOf(page.text), { ...about, id: 'nasty', act: 'preview' }),
    );
    says(again, 'Of 1 rows in the sample 1 can be read', '192.0.2.1');
  });

  it('saves it as version 1, and its reports are read by it from then on', async () => {
    const saved = await browser.post('/feeds/new', change(new URLSearchParams(form), { act: 'save', lenient: 'yes' }));
    assert.equal(saved.location, '/feeds/ken');
    says(
      await browser.get('/feeds/ken'),
      '県の観測',
      'our own, version 1',
      'TLP:GREEN',
      'within 24 h',
      'Edit the mapping',
      'Defined',
    );
    await browser.upload('/feeds/ken/reports', 'a.csv', sample);
    await untilQuiet(open);
    const rows = await open.house.columns.query(
      "SELECT replaceOne(toString(ip), '::ffff:', '') AS ip, kind, handling, toString(observed_at) AS at, extra['event_description.text'] AS text FROM observe.observation ORDER BY ip",
    );
    assert.deepEqual(rows, [
      {
        ip: '203.0.113.24',
        kind: 'open-telnet',
        handling: 'TLP:GREEN',
        at: '2026-11-20 00:10:11.000',
        text: '玄関の装置',
      },
      { ip: '203.0.113.26', kind: 'open-telnet', handling: 'TLP:GREEN', at: '2026-11-20 00:10:14.000', text: '' },
    ]);
    says(
      await browser.post('/feeds/new', change(new URLSearchParams(form), { act: 'save' })),
      'This short name is taken',
    );
  });

  it('edits it as a new version; rows that were laid aside can then be played again', async () => {
    const page = await browser.get('/feeds/ken/mapping');
    says(page, 'Edit the mapping of 県の観測', 'Version 1');
    const fields = formOf(page.text);
    assert.deepEqual(fields.getAll('column').sort(), ['IPアドレス', 'ポート', '備考', '検知日時'].sort());
    assert.equal(fields.get('lenient'), 'yes');
    // The time of some rows is no time: the operator lets that column be kept as it is.
    const next = change(fields, { act: 'save', severity: 'low' });
    const field = next.getAll('field');
    next.delete('field');
    for (const one of field) next.append('field', one === 'time.source' ? '' : one);
    assert.equal((await browser.post('/feeds/ken/mapping', next)).location, '/feeds/ken');
    says(await browser.get('/feeds/ken'), 'our own, version 2', 'Mapping changed');
    await browser.post('/quarantine/replay', { feed: 'ken' });
    await untilQuiet(open);
    const left = await open.house.db.as(worker, (q) =>
      q.rows<{ reason: string }>(statement('r', "SELECT reason FROM observe.quarantine WHERE state = 'waiting'")),
    );
    assert.deepEqual(
      left.map(({ reason }) => reason),
      ['no-ip-address: 203.0.113.256'],
    );
  });

  it('does not touch mappings that say more than its form', async () => {
    await browser.post('/feeds/switch-on', { feed: 'shadowserver' });
    assert.equal((await browser.get('/feeds/shadowserver/mapping')).status, 409);
    assert.equal((await browser.post('/feeds/shadowserver/mapping', { act: 'save' })).status, 409);
  });

  it('reads JSON lines', async () => {
    const json = '{"ts": "2026-11-20T00:00:00Z", "src": {"ip": "2001:db8::1"}, "url": "hxxp://a.example/x"}\nbroken\n';
    const page = await browser.post('/feeds/new', { act: 'read', sample: json });
    const fields = formOf(page.text);
    assert.deepEqual(fields.getAll('column'), ['ts', 'src.ip', 'url']);
    says(
      await browser.post(
        '/feeds/new',
        change(fields, { ...about, id: 'j', type: 'malware-distribution', identifier: '', act: 'preview' }),
      ),
      '1 can be read and 1 cannot',
      '2001:db8::1',
      'http://a.example/x',
      'This is no JSON',
    );
  });
});
