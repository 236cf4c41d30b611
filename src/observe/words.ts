import type { Entry } from '#platform/words';

/** Sentences for what `observe` refuses. */
export const refusals: Readonly<Record<string, Entry>> = {
  'observe.feed-unknown': { ja: '情報源「{feed}」は登録されていません。', en: 'There is no feed “{feed}”.' },
  'observe.feed-not-active': { ja: '情報源「{feed}」は止められています。', en: 'The feed “{feed}” is paused or ended.' },
  'observe.report-too-large': { ja: '報告が大きすぎます（{megabytes} MBまで）。', en: 'The report is too large (at most {megabytes} MB).' },
  'observe.report-damaged': { ja: '圧縮された報告「{name}」が壊れています。', en: 'The compressed report “{name}” is damaged.' },
  'observe.report-empty': { ja: '報告の中身がありません。', en: 'The report is empty.' },
  'observe.token-wrong': { ja: '情報源の鍵（トークン）が正しくありません。', en: 'The feed’s token is wrong.' },
  'observe.batch-unknown': { ja: 'その報告は見つかりませんでした。', en: 'That report was not found.' },
};
