import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { choosePlaybook, fits, type Seen } from './choose.ts';
import { loadPlaybooks } from './load.ts';
import { clashes, orderRules } from './rules.ts';

const shipped = await loadPlaybooks();

describe('tell: an observation gets the playbook that says most about it', () => {
  const table: [title: string, seen: Seen, kind: string][] = [
    [
      'the report says what it is',
      { identifier: 'open-telnet', type: 'vulnerable-system', taxonomy: 'vulnerable' },
      'open-telnet',
    ],
    ['however the feed writes it', { identifier: 'Open-Telnet' }, 'open-telnet'],
    [
      'a service without an identifier',
      { type: 'potentially-unwanted-accessible', application: 'rdp', port: 3389 },
      'open-rdp',
    ],
    ['but not a scan for that service', { type: 'scanner', application: 'rdp' }, 'scan-source'],
    ['the malware tells more than the type', { type: 'infected-system', malware: 'Mirai' }, 'iot-malware-infection'],
    [
      'a brute force by such a device too',
      { type: 'brute-force', identifier: 'telnet', malware: 'mirai' },
      'iot-malware-infection',
    ],
    [
      'but not the server that hands it out',
      { type: 'malware-distribution', malware: 'mirai' },
      'malware-distribution-url',
    ],
    [
      'nor the server that commands it',
      { type: 'ddos', identifier: 'honeypot-ddos', malware: 'mirai' },
      'command-server-hosted',
    ],
    [
      'an infection of another sort',
      { type: 'infected-system', identifier: 'b68-zeroaccess', malware: 'zeroaccess' },
      'malware-infection',
    ],
    [
      'a vulnerable server that a feed calls infected',
      { type: 'infected-system', identifier: 'vulnerable-exchange-server' },
      'vulnerable-exchange',
    ],
    [
      'a special report about known malware',
      { identifier: 'special', type: 'vulnerable-system', malware: 'cyclops-blink' },
      'compromised-network-device',
    ],
    ['a special report about anything else', { identifier: 'special', type: 'vulnerable-system' }, 'special-report'],
    ['a kind the mapping has named', { kind: 'darknet-traffic', type: 'other' }, 'darknet-traffic'],
    [
      'the victim and not the source of a flood',
      { type: 'ddos', identifier: 'amplification-ddos-victim' },
      'ddos-target',
    ],
  ];
  for (const [title, seen, kind] of table)
    it(title, () => assert.deepEqual(choosePlaybook(shipped, seen), { kind, fallback: false }));
});

describe('tell: a kind without a playbook falls back to its class and is named for the editors', () => {
  const table: [title: string, seen: Seen, kind: string, missing: string][] = [
    ['by its type', { type: 'sabotage' }, 'rsit-availability', 'sabotage'],
    ['by its taxonomy', { taxonomy: 'fraud', type: 'brand-new' }, 'rsit-fraud', 'fraud/brand-new'],
    [
      'with the identifier it had',
      { type: 'vulnerable-system', identifier: 'open-new' },
      'rsit-vulnerable',
      'vulnerable-system/open-new',
    ],
    [
      'by its class and not by what else would fit',
      { kind: 'brand-new', type: 'phishing', taxonomy: 'fraud' },
      'rsit-fraud',
      'brand-new',
    ],
    ['and what nobody classified', {}, 'rsit-other', 'unclassified'],
    ['or left empty', { type: '', identifier: '' }, 'rsit-other', 'unclassified'],
  ];
  for (const [title, seen, kind, missing] of table)
    it(title, () => assert.deepEqual(choosePlaybook(shipped, seen), { kind, fallback: true, missing }));
});

describe('tell: the order of rules', () => {
  const rules = orderRules([
    { kind: 'rsit-fraud', match: [{ taxonomy: ['fraud'] }] },
    { kind: 'by-type', match: [{ type: ['x'] }, { type: ['x'], port: [23] }] },
    { kind: 'by-identifier', match: [{ identifier: ['a', 'b'] }] },
    { kind: 'by-malware', match: [{ malware: ['m'] }] },
  ]);

  it('is by weight, classes after kinds, and ends with a line that fits everything', () => {
    assert.deepEqual(
      rules.map((rule) => rule.kind),
      ['by-malware', 'by-identifier', 'by-type', 'by-type', 'rsit-fraud', 'rsit-other'],
    );
    assert.deepEqual(rules[2]?.when, { type: ['x'], port: [23] });
    assert.ok(fits(rules.at(-1) ?? assert.fail(), {}));
  });

  it('asks for all fields of a rule and any value of a field', () => {
    const rule = rules[2] ?? assert.fail();
    assert.ok(fits(rule, { type: 'X', port: 23 }));
    assert.ok(!fits(rule, { type: 'x', port: 24 }));
    assert.ok(!fits(rule, { type: 'x' }));
  });

  it('is no accident: two kinds that ask for the same are found', () => {
    const twice = orderRules([
      { kind: 'one', match: [{ identifier: ['a', 'b'], type: ['t'] }] },
      { kind: 'two', match: [{ identifier: ['b'], type: ['t', 'u'] }, { identifier: ['b'] }] },
      { kind: 'rsit-other', match: [{ type: ['t'] }] },
    ]);
    assert.deepEqual(clashes(twice), ['one and two both want identifier + type = b + t']);
    assert.deepEqual(clashes(shipped.rules), []);
  });
});
