/** Words of the risk list. */
import type { Entry } from '#platform/words';

/** Words of the risk list. */
export const words = {
  sheet: { ja: 'リスクの一覧', easy: 'あぶない ことの 一覧', en: 'Risks' },
  asset: { ja: '資産', easy: 'まもる もの', en: 'Asset' },
  story: { ja: '起こり得ること', easy: 'おきるかもしれない こと', en: 'What may happen' },
  value: { ja: '重要度', easy: '大事さ', en: 'Value' },
  threat: { ja: '脅威', easy: 'どれくらい 多いか', en: 'Threat' },
  vulnerability: { ja: '弱さ', easy: '弱さ', en: 'Openness' },
  likelihood: { ja: '起こりやすさ', easy: 'おきやすさ', en: 'Likelihood' },
  score: { ja: 'リスク値', easy: 'あぶなさ', en: 'Risk' },
  level: { ja: '大きさ', easy: '大きさ', en: 'Level' },
  treatment: { ja: '対応', easy: 'どう するか', en: 'Treatment' },
  measure: { ja: '行うこと', easy: 'する こと', en: 'Measure' },
  residual: { ja: '残るリスク', easy: 'のこる あぶなさ', en: 'Residual' },
  owner: { ja: '担当者', easy: '担当', en: 'Owner' },
  reviewOn: { ja: '見直す日', easy: '見なおす 日', en: 'Review on' },
  opportunities: { ja: 'よくなること', easy: 'よく なる こと', en: 'Opportunities' },
  benefit: { ja: '得られるもの', easy: 'よい ことの 大きさ', en: 'Benefit' },
  high: { ja: '大', easy: '大きい', en: 'High' },
  middle: { ja: '中', easy: '中くらい', en: 'Middle' },
  low: { ja: '小', easy: '小さい', en: 'Low' },
  undecided: { ja: '未定', easy: 'まだ 決めて いない', en: 'Undecided' },
  reduce: { ja: '低減する', easy: '小さく する', en: 'Reduce' },
  avoid: { ja: 'やめて避ける', easy: 'やめる', en: 'Avoid' },
  transfer: { ja: '移す（保険・委託）', easy: 'ほかに うつす（保険など）', en: 'Transfer' },
  accept: { ja: '受け入れる', easy: 'そのままに する', en: 'Accept' },
} as const satisfies Record<string, Entry>;
