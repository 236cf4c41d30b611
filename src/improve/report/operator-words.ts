/** Words that only operators read: no easy Japanese. */
export const operatorWords = {
  make: { ja: '報告書を作る', en: 'Make the report' },
  running: {
    ja: '作っています。このページは2秒ごとに新しくなります。閉じても続きます。',
    en: 'Being made. This page renews itself every two seconds; it goes on if you close it.',
  },
  waiting: { ja: '順番を待っています。', en: 'Waiting for its turn.' },
  failed: { ja: '作れませんでした', en: 'It could not be made' },
  failedBody: { ja: '理由：{reason}', en: 'Reason: {reason}' },
  again: { ja: 'もう一度作る', en: 'Try again' },
  percent: { ja: '{percent}%', en: '{percent} %' },
  'step.gather': { ja: '数を集める', en: 'gathering' },
  'step.compose': { ja: '章を組み立てる', en: 'composing' },
  'step.html': { ja: 'HTML', en: 'HTML' },
  'step.docx': { ja: 'Word', en: 'Word' },
  'step.pdf': { ja: 'PDF', en: 'PDF' },
} as const;
