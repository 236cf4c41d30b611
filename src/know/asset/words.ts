/** Sentences for what the list of assets refuses. */
import type { Entry } from '#platform/words';

/** Sentences for what the list of assets refuses. */
export const refusals = {
  'know.asset-unknown': {
    ja: 'その資産は一覧にありません。',
    easy: 'それは リストに ありません。',
    en: 'That asset is not on the list.',
  },
  'know.asset-there': {
    ja: '「{name}」は、すでに一覧にあります。',
    easy: '「{name}」は もう リストに あります。',
    en: '“{name}” is on the list already.',
  },
  'know.asset-too-many': {
    ja: '一覧に載せられるのは{max}件までです。',
    easy: 'リストは {max}までです。',
    en: 'A list holds at most {max} assets.',
  },
  'know.asset-import-unknown': {
    ja: 'その取り込みは見つかりませんでした。もう一度ファイルを選んでください。',
    easy: 'ファイルを もう一度 えらんで ください。',
    en: 'That import was not found. Please choose the file again.',
  },
  'know.asset-import-done': {
    ja: 'この取り込みは、もう終わっています。',
    easy: 'この ファイルは もう 終わりました。',
    en: 'This import has been finished already.',
  },
  'know.asset-suggestion-unknown': {
    ja: 'その確認は見つからないか、もう答えが出ています。',
    easy: 'その 質問は もう 終わりました。',
    en: 'That question is not there, or has been answered.',
  },
} as const satisfies Record<string, Entry>;
