import type { Entry } from '#platform/words';
import { words as shared } from './words.ts';

/** What the page says on which operators add a wave, besides what everybody reads. */
export const words = {
  ...shared,
  add: { ja: '調査の回を足す', en: 'Add a wave' },
  addLead: {
    ja: '件数だけを入れます。割合を入れた表は受け付けません。',
    en: 'Counts only. A table with percentages is refused.',
  },
  key: { ja: '調査の番号（英小文字・数字）', en: 'Id of the survey (letters, digits)' },
  name: { ja: '調査の名前', en: 'Name of the survey' },
  waveKey: { ja: '回の番号（例：2027-03）', en: 'Id of the wave, such as 2027-03' },
  referenceOn: { ja: '基準日', en: 'Reference date' },
  askedNumber: { ja: '対象の数', en: 'How many were asked' },
  respondents: { ja: '回答の数', en: 'How many answered' },
  table: { ja: '回答の表（CSV）', en: 'Table of answers (CSV)' },
  tableHint: {
    ja: '1行目は見出し：問,区分,設問,形式,選択肢番号,選択肢,件数,扱い,以上,以下,未満。件数は整数、非表示はx、公表なしは空。',
    en: 'First line: question,part,wording,kind,answer,label,number,role,from,to,below. Whole numbers; x for suppressed, empty for not published.',
  },
  take: { ja: '取り込む', en: 'Take in' },
} as const satisfies Record<string, Entry>;
