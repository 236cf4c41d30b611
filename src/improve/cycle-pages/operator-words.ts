/** Words that only operators read: no easy Japanese. */
export const operatorWords = {
  confirm: { ja: '正しい', en: 'It is right' },
  refuse: { ja: 'つながらない', en: 'It is wrong' },
  linkAdd: { ja: 'つながりを手で付ける', en: 'Add a link by hand' },
  linkOther: { ja: '相手の施策の番号', en: 'Number of the other measure' },
  linkNote: { ja: '根拠（だれが、なにを見て）', en: 'Why (who, having read what)' },
  add: { ja: '付ける', en: 'Add' },
  verdict: { ja: '人の判断', en: 'Verdict' },
  right: { ja: '印のとおり', en: 'Rightly flagged' },
  wrong: { ja: '印は誤り', en: 'Wrongly flagged' },
  undo: { ja: '取り消す', en: 'Undo' },
  runCycle: { ja: '評価と次の計画を書く', en: 'Evaluate and plan' },
  act: { ja: '操作', en: 'Act' },
} as const;
