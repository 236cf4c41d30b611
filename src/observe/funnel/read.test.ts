import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { LogReader } from './read.ts';

describe('observe: lines of a body’s sensors', () => {
  it('reads the forms sensors write', () => {
    const reader = new LogReader(new Date('2026-11-20T00:00:00Z'));
    const ssh = reader.read(
      '<38>Nov 19 12:00:01 gate sshd[4711]: Failed password for root from 192.0.2.4 port 50222 ssh2',
    );
    assert.deepEqual(
      [ssh?.form, ssh?.source, ssh?.at.toISOString(), ssh?.signature],
      ['syslog', '192.0.2.4', '2026-11-19T03:00:01.000Z', 'sshd: Failed password for root from * port # ssh2'],
    );
    const cef = reader.read(
      'CEF:0|A|B|1|7|pipe \\| here|Very-High|src=192.0.2.5 msg=two words dst=203.0.113.1 rt=1763521200000',
    );
    assert.deepEqual(
      [cef?.signature, cef?.severity, cef?.target, cef?.at.toISOString()],
      ['pipe | here', 9, '203.0.113.1', '2025-11-19T03:00:00.000Z'],
    );
    const leef = reader.read('LEEF:2.0|A|B|1|42|^|src=192.0.2.6^dst=203.0.113.2^sev=8');
    assert.deepEqual([leef?.source, leef?.severity, leef?.signature], ['192.0.2.6', 8, '42']);
    assert.equal(reader.read('Time,Hostname,Local IP,Detection name,Severity,Action'), null);
    const edr = reader.read('2026-11-19T03:00:00Z,pc-1,203.0.113.9,"Trojan, generic",High,quarantined');
    assert.deepEqual(
      [edr?.form, edr?.signature, edr?.severity, edr?.action, edr?.target],
      ['csv', 'Trojan, generic', 7, 'quarantined', '203.0.113.9'],
    );
    const table = new LogReader(new Date('2026-11-20T00:00:00Z'));
    assert.equal(table.read('\ufeff検知日時,端末名,IPアドレス,検知名,重要度,処置'), null);
    const japanese = table.read('2026/11/19 12:00:00,庁内-1,203.0.113.9,トロイの木馬,高,隔離');
    assert.deepEqual(
      [japanese?.at.toISOString(), japanese?.signature, japanese?.severity, japanese?.target, japanese?.action],
      ['2026-11-19T03:00:00.000Z', 'トロイの木馬', 7, '203.0.113.9', '隔離'],
    );
  });

  it('puts severities into their range and times into the hub’s', () => {
    const cef = (name: string, severity = '8', port = '443', rt = '2026-11-19 12:00:00') =>
      `CEF:0|V|P|1||${name}|${severity}|src=198.51.100.70 dst=198.51.100.9 dpt=${port} rt=${rt}`;
    const reader = new LogReader(new Date('2026-11-20T00:00:00Z'));
    const read = (text: string) => reader.read(text);
    assert.deepEqual(
      ['7.5', '98', '-98'].map((severity) => read(cef('x', severity))?.severity),
      [8, 10, 0],
    );
    assert.deepEqual(
      ['2026-11-19T12:00:00.5', 'Nov 19 2026 12:00:00', '2026-11-19T12:00:00Z', '2027-11-19T12:00:00Z'].map((rt) =>
        read(cef('x', '8', '1', rt))?.at.toISOString(),
      ),
      ['2026-11-19T03:00:00.500Z', '2026-11-19T03:00:00.000Z', '2026-11-19T12:00:00.000Z', '2026-11-20T00:00:00.000Z'],
      'a time without a zone is the hub’s; a clock that is a year ahead is not believed',
    );
  });
});
