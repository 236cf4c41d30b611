import type { Entry } from '#platform/words';

/** Sentences for what `tell` refuses. */
export const refusals: Readonly<Record<string, Entry>> = {
  'tell.finding-unknown': {
    ja: 'その記録は見つかりませんでした。',
    easy: 'その 記録（きろく）は ありません。',
    en: 'That finding was not found.',
  },
  'tell.notice-unknown': {
    ja: 'このお知らせは見つかりませんでした。リンクが途中で切れていないか確かめてください。',
    easy: 'お知らせが 見つかりません。リンクを 見なおしてください。',
    en: 'This notice was not found. Please check that the link is complete.',
  },
  'tell.playbook-broken': {
    ja: '手順書に直すところが{count}か所あります：{faults}',
    en: '{count} {count|fault|faults} in the playbooks: {faults}',
  },
  'tell.no-address': { ja: '送り先がありません。', en: 'There is no address to send to.' },
  'tell.token-wrong': { ja: '鍵（トークン）が正しくありません。', en: 'The token is wrong.' },
  'tell.webhook-target': {
    ja: 'この宛先（URL）には送れません。公開されているhttpsのアドレスを入れてください。',
    easy: 'この URLには 送れません。https://で はじまる 公開の URLを 入れてください。',
    en: 'We cannot send to this address. Please give a public https address.',
  },
  'tell.webhook-gone': { ja: '受け取り先が「もう使わない」と答えました。', en: 'The endpoint says it is gone.' },
  'tell.trial-urgent': {
    ja: '急ぎの種類では、わざと遅らせたり比べたりしません。',
    en: 'Urgent kinds are never compared or delayed.',
  },
  'tell.trial-running': {
    ja: 'この種類の比較はすでに動いています。',
    en: 'A comparison of this kind is already running.',
  },
  'tell.trial-unknown': { ja: 'その比較は見つかりませんでした。', en: 'That comparison was not found.' },
};
