import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Gap, gapsOf, type Holding, roles } from './roles.ts';

const day = '2026-11-20';
const held = (role: string, over: Partial<Holding> = {}): Holding => ({
  id: role,
  role,
  isDeputy: false,
  personName: 'x',
  title: '',
  email: 'x@x.example',
  phone: '',
  fromOn: '2026-01-01',
  untilOn: null,
  note: '',
  ...over,
});
const everybody = roles.flatMap(({ id }) => [held(id), held(id, { isDeputy: true })]);
const without = (role: string) => everybody.filter((one) => one.role !== role);

describe('know: a register of roles shows its gaps', () => {
  const table: [
    title: string,
    holdings: readonly Holding[],
    people: number | null,
    gaps: readonly [string, Gap['kind']][],
  ][] = [
    ['none when everybody is there', everybody, 300, []],
    [
      'one person alone needs three roles and no deputy',
      [held('executive'), held('security-officer'), held('incident-contact')],
      1,
      [],
    ],
    ['a role that only large ones need is no gap of a small one', without('audit'), 5, []],
    ['but it is one of a large one', without('audit'), 101, [['audit', 'empty']]],
    ['somebody who left is nobody', [...without('pr'), held('pr', { untilOn: '2026-11-19' })], 300, [['pr', 'empty']]],
    [
      'the last day still counts, and its end is told',
      [...everybody.filter((one) => one.role !== 'legal'), held('legal', { untilOn: day })],
      300,
      [['legal', 'ends-soon']],
    ],
    [
      'an end with somebody after it is none',
      [...without('legal'), held('legal', { untilOn: '2026-11-30' }), held('legal', { fromOn: '2026-12-01' })],
      300,
      [],
    ],
    [
      'somebody who begins tomorrow is not there yet',
      [...without('legal'), held('legal', { fromOn: '2026-11-21' })],
      300,
      [['legal', 'empty']],
    ],
    [
      'a deputy is missed where one is needed',
      everybody.filter((one) => one.role !== 'pr' || !one.isDeputy),
      300,
      [['pr', 'no-deputy']],
    ],
    [
      'a deputy alone is no holder',
      everybody.filter((one) => one.role !== 'pr' || one.isDeputy),
      300,
      [['pr', 'empty']],
    ],
    [
      'who cannot be reached is no contact',
      everybody.map((one) => (one.role === 'incident-contact' ? { ...one, email: '' } : one)),
      300,
      [['incident-contact', 'unreachable']],
    ],
    [
      'a size nobody knows asks for the least',
      [held('executive'), held('security-officer'), held('incident-contact')],
      null,
      [],
    ],
  ];
  for (const [title, holdings, people, gaps] of table)
    it(title, () =>
      assert.deepEqual(
        gapsOf(holdings, people, day).map(({ role, kind }) => [role.id, kind]),
        gaps,
      ),
    );
});
