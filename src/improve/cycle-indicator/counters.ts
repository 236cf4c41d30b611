/** What may be counted from the facts of the other rooms, for indicators that feed themselves. */

import type { Entry } from '#platform/words';

/** One way to count facts. */
export interface Counter {
  readonly name: Entry;
  /** Kinds of facts that count. */
  readonly kinds: readonly string[];
  /** Each fact, each thing a fact is about once, or each organisation once. */
  readonly each: 'fact' | 'subject' | 'organisation';
  readonly unit: Entry;
  /** What such a count says at most: that somebody did something is no outcome. */
  readonly kind: 'outcome' | 'behaviour' | 'activity';
}

/** The closed list; a counter may name kinds that no room announces yet: it then counts nothing. */
export const COUNTERS = {
  told: {
    name: { ja: '知らせた通知', en: 'Notices handed over' },
    kinds: ['notice.sent', 'notice.posted'],
    each: 'subject',
    unit: { ja: '通', en: 'notices' },
    kind: 'activity',
  },
  opened: {
    name: { ja: '開かれた通知', en: 'Notices opened' },
    kinds: ['notice.opened'],
    each: 'subject',
    unit: { ja: '通', en: 'notices' },
    kind: 'behaviour',
  },
  claimed: {
    name: { ja: '直したと返事のあったもの', en: 'Findings claimed fixed' },
    kinds: ['finding.claimed-fixed'],
    each: 'subject',
    unit: { ja: '件', en: 'findings' },
    kind: 'behaviour',
  },
  fixed: {
    name: { ja: '直ったと確認できたもの', en: 'Findings verified fixed' },
    kinds: ['finding.verified-fixed'],
    each: 'subject',
    unit: { ja: '件', en: 'findings' },
    kind: 'outcome',
  },
  reopened: {
    name: { ja: 'また見つかったもの', en: 'Findings seen again after a fix' },
    kinds: ['finding.reopened'],
    each: 'subject',
    unit: { ja: '件', en: 'findings' },
    kind: 'outcome',
  },
  declared: {
    name: { ja: '宣言した組織', en: 'Organisations that declared' },
    kinds: ['declaration.made', 'declaration.renewed'],
    each: 'organisation',
    unit: { ja: '組織', en: 'organisations' },
    kind: 'behaviour',
  },
  assessed: {
    name: { ja: '自己診断をした組織', en: 'Organisations that assessed themselves' },
    kinds: ['assessment.finished'],
    each: 'organisation',
    unit: { ja: '組織', en: 'organisations' },
    kind: 'behaviour',
  },
  trained: {
    name: { ja: '修了した講座・演習', en: 'Lessons and drills finished' },
    kinds: ['lesson.finished', 'certificate.given', 'drill.held', 'drill.finished'],
    each: 'fact',
    unit: { ja: '件', en: 'completions' },
    kind: 'behaviour',
  },
  joined: {
    name: { ja: '加わった組織', en: 'Organisations that joined' },
    kinds: ['organisation.registered', 'organisation.imported'],
    each: 'subject',
    unit: { ja: '組織', en: 'organisations' },
    kind: 'activity',
  },
} as const satisfies Readonly<Record<string, Counter>>;

/** Key of a counter. */
export type CounterKey = keyof typeof COUNTERS;
/** All keys, for forms. */
export const COUNTER_KEYS = Object.keys(COUNTERS) as [CounterKey, ...CounterKey[]];

/** Indicators every hub has from its first day: what it tells, what is fixed, who declares, who is trained. */
export const HUB_INDICATORS: readonly CounterKey[] = ['told', 'fixed', 'declared', 'assessed', 'trained'];
