import type { Entry } from '#platform/words';
import { refusals as assessment } from './assessment-sitting/words.ts';
import { refusals as asset } from './asset/words.ts';
import { refusals as declaration } from './declaration/words.ts';
import { refusals as paper } from './paper-pages/words.ts';
import { refusals as risk } from './risk-pages/words.ts';
import { refusals as role } from './role/words.ts';
import { refusals as supplier } from './supplier/words.ts';
import { refusals as task } from './task/words.ts';

/** Sentences for what `know` refuses. */
export const refusals: Readonly<Record<string, Entry>> = {
  ...assessment,
  ...asset,
  ...declaration,
  ...paper,
  ...risk,
  ...task,
  ...role,
  ...supplier,
  'know.organisation-unknown': {
    ja: 'その組織は見つかりませんでした。',
    easy: 'その 組織（そしき）は ありません。',
    en: 'That organisation was not found.',
  },
  'know.not-owner': {
    ja: 'これは、この組織の管理者だけができます。管理者に頼んでください。',
    easy: '管理（かんり）する 人だけが できます。その 人に 言ってください。',
    en: 'Only an owner of this organisation can do that. Please ask one.',
  },
  'know.import-unknown': {
    ja: 'その取り込みは見つかりませんでした。もう一度ファイルを選んでください。',
    easy: 'ファイルを もう一度 えらんでください。',
    en: 'That import was not found. Please choose the file again.',
  },
  'know.import-faults': {
    ja: '直すところが{count}か所あるため、取り込めません。ファイルを直してもう一度選んでください。',
    easy: '直すところが {count}つ あります。ファイルを 直してください。',
    en: 'There {count|is|are} {count} {count|place|places} to correct. Nothing was taken over; please correct the file and choose it again.',
  },
  'know.sheet-unreadable': {
    ja: 'このファイルは表として読めませんでした（{reason}）。',
    easy: 'この ファイルは 読めません（{reason}）。',
    en: 'This file could not be read as a table ({reason}).',
  },
  'know.no-name-column': {
    ja: '組織名の列が見つかりません。1行目に「組織名」などの見出しを入れてください。',
    easy: '1行目に 「組織名」と 書いてください。',
    en: 'No column with the organisation’s name was found. Put headings such as “name” into the first row.',
  },
  'know.registration-wrong': {
    ja: '「{value}」は登録できる形ではありません。',
    easy: '「{value}」は 正しくありません。',
    en: '“{value}” is not something that can be registered.',
  },
  'know.registration-unknown': {
    ja: 'その登録は見つかりませんでした。',
    easy: 'その 登録（とうろく）は ありません。',
    en: 'That registration was not found.',
  },
  'know.proof-not-found': {
    ja: 'DNSにまだ確認用の文字が見つかりません。設定してから1時間ほどかかることがあります。',
    easy: 'まだ 見つかりません。1時間くらい 待ってから もう一度 押してください。',
    en: 'The confirmation text is not in the DNS yet. After you set it, it can take about an hour.',
  },
  'know.proof-used': {
    ja: 'この確認のリンクは、使用済みか期限切れです。もう一度送り直してください。',
    easy: 'この リンクは もう 使えません。もう一度 送ってください。',
    en: 'This confirmation link has been used or has expired. Please ask for a new one.',
  },
  'know.too-many-tries': {
    ja: '確認の回数が多すぎます。しばらく待ってからお試しください。',
    easy: '少し 待ってから もう一度 してください。',
    en: 'Too many tries. Please wait a while.',
  },
};
