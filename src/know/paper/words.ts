/** What every paper says about itself. */
import type { Entry } from '#platform/words';

/** Words of the frame of a paper. */
export const words = {
  version: { ja: '版', easy: '版（何番目か）', en: 'Version' },
  versionNumber: { ja: '第{code}版', en: 'Version {code}' },
  inForce: { ja: '施行日', easy: '始まる 日', en: 'In force from' },
  approver: { ja: '承認者', easy: '決めた 人', en: 'Approved by' },
  nextReview: { ja: '次回見直し', easy: 'つぎに 見なおす 日', en: 'Next review' },
  article: { ja: '第{code}条', en: 'Article {code}' },
  gapsTitle: { ja: '付表　これから実施すること', easy: 'これから する こと', en: 'Annex: still to be done' },
  gapsIntro: {
    ja: '自社診断の答えから、この文書に関わるもののうち、まだ実施していないことです。期日までに行い、終わったら消します。',
    easy: '質問の 答えを 見て、まだ して いない ことです。その 日までに しましょう。',
    en: 'From the answers to the self-check: what belongs to this paper and is not done yet. Do it by its date and strike it out.',
  },
  gapsAsk: { ja: '確かめたこと', easy: '質問', en: 'What was asked' },
  gapsAdvice: { ja: '行うこと', easy: 'する こと', en: 'What to do' },
  gapsDue: { ja: '期日', easy: 'いつまで', en: 'By' },
  historyTitle: { ja: '改定の記録', easy: 'かえた 記録', en: 'History of changes' },
  erase: { ja: '消去', easy: '消す', en: 'Erased' },
  destroy: { ja: '破壊', easy: 'こわす', en: 'Destroyed' },
  historyNote: { ja: '変わったこと', easy: 'かわった こと', en: 'What changed' },
} as const satisfies Record<string, Entry>;
