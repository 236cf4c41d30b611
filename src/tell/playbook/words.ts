import type { Entry } from '#platform/words';

/** What the playbooks refuse, in words. */
export const words: Readonly<Record<string, Entry>> = {
  'tell.playbook-broken': {
    ja: '手順書に{count}か所の誤りがあります。\n{faults}',
    easy: '手順書（てじゅんしょ）に まちがいが {count}つ あります。\n{faults}',
    en: 'The playbooks have {count} fault(s).\n{faults}',
  },
};
