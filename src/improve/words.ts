import type { Entry } from '#platform/words';
import { refusals as portalRefusals } from './portal/words.ts';

/** Sentences for what `improve` refuses. */
export const refusals: Readonly<Record<string, Entry>> = {
  ...portalRefusals,
  'improve.measure-unknown': {
    ja: 'その施策は見つかりませんでした。',
    easy: 'その 取組（とりくみ）は ありません。',
    en: 'That measure was not found.',
  },
  'improve.section-unknown': {
    ja: 'その項目は計画にありません。',
    easy: 'その 項目（こうもく）は ありません。',
    en: 'The plan has no such section.',
  },
  'improve.ministry-unknown': {
    ja: 'その府省庁の施策は見つかりませんでした。',
    easy: 'その 省庁（しょうちょう）の 取組は ありません。',
    en: 'No measure of that ministry was found.',
  },
  'improve.year-unknown': {
    ja: '{year}年度の計画はまだ取り込まれていません。',
    easy: '{year}年度の 計画（けいかく）は ありません。',
    en: 'There is no plan for FY{year} here yet.',
  },
  'improve.indicator-unknown': {
    ja: 'その指標は見つかりませんでした。',
    easy: 'その 数字（すうじ）は ありません。',
    en: 'That indicator was not found.',
  },
  'improve.link-unknown': { ja: 'そのつながりは見つかりませんでした。', en: 'That link was not found.' },
  'improve.link-same-year': {
    ja: '前の年度の施策の番号を入れてください（例：2019-1.1-1-01）。',
    en: 'Give the number of a measure of an earlier year, for example 2019-1.1-1-01.',
  },
  'improve.flag-unknown': { ja: 'その印は見つかりませんでした。', en: 'That flag was not found.' },
  'improve.part-missing': {
    ja: 'この操作は「{part}」の担当だけができます。',
    en: 'Only somebody with the part “{part}” may do this.',
  },
  'improve.own-work': {
    ja: '自分が書いたものを自分で承認することはできません。ほかの担当に頼んでください。',
    en: 'Nobody may approve what they wrote themselves. Please ask somebody else.',
  },
  'improve.not-submitted': {
    ja: 'まだ提出されていません。書いた人が「提出」を押すと承認できます。',
    en: 'It has not been submitted yet. It can be approved once its writer has pressed Submit.',
  },
  'improve.already-approved': {
    ja: '承認済みです。直すと、もう一度承認が必要になります。',
    en: 'It is approved already. Changing it asks for approval again.',
  },
  'improve.wrong-order': {
    ja: '先に担当府省庁の承認が必要です。',
    en: 'The ministry has to approve first.',
  },
  'improve.changed-meanwhile': {
    ja: '見ている間に、ほかの人が書き換えました。開き直して、もう一度確かめてください。',
    en: 'Somebody changed it while you were reading. Please open it again and check.',
  },
  'improve.evaluation-missing': {
    ja: '評価を書いてから提出してください。',
    en: 'Write the evaluation before you submit it.',
  },
  'improve.state-needs-reason': {
    ja: '「{state}」にするときは理由を書いてください。',
    en: 'Give a reason for “{state}”.',
  },
  'improve.absorbed-needs-measure': {
    ja: '統合先の施策の番号を入れてください（例：2020-1.1-1-01）。',
    en: 'Give the number of the measure that takes it over, for example 2020-1.1-1-01.',
  },
  'improve.next-plan-missing': {
    ja: '続ける施策には、次の年度の計画を書いてください。',
    en: 'A measure that goes on needs the plan for the next year.',
  },
  'improve.value-period': {
    ja: '期間の終わりは、始まりより後の日にしてください。',
    en: 'The period must end after it begins.',
  },
  'improve.value-fed-by-facts': {
    ja: 'この指標はほかの部屋の事実から数えています。手では入れられません。',
    en: 'This indicator is counted from facts; it takes no values by hand.',
  },
  'improve.value-typed-percent': {
    ja: '割合は計算します。該当した数と全体の数を整数で入れてください。',
    en: 'Percentages are computed. Give the count and the whole as integers.',
  },
  'improve.counter-unknown': { ja: 'その数え方はありません。', en: 'There is no such way to count.' },
  'improve.plan-twice': {
    ja: '同じ施策（{id}）が二度出てきます。一年分の報告書を一つだけ選んでください。',
    easy: '同じ ものが 二つ あります（{id}）。ファイルを 一つ だけ えらんでください。',
    en: 'The measure {id} stands there twice. Please choose one report of one year.',
  },
  'improve.plan-unreadable': {
    ja: 'このファイルから施策を読み取れませんでした。年次計画の本文（テキスト）か確かめてください。',
    en: 'No measures could be read from this file. Is it the text of a yearly plan?',
  },
  'improve.plan-too-large': {
    ja: 'ファイルが大きすぎます（{megabytes}MBまで）。',
    en: 'The file is too large (at most {megabytes} MB).',
  },
  'improve.import-unknown': { ja: 'その取り込みは見つかりませんでした。', en: 'That import was not found.' },
  'improve.import-settled': {
    ja: 'この取り込みはすでに終わっています。',
    en: 'This import has been settled already.',
  },
  'improve.next-year-open': {
    ja: '{year}年度の計画はもう開かれています。',
    en: 'The plan for FY{year} is open already.',
  },
  'improve.next-year-empty': {
    ja: '承認された次年度計画がまだありません。',
    en: 'No plan for the next year has been approved yet.',
  },
  'improve.report-unknown': {
    ja: 'その報告書は見つかりませんでした。',
    easy: 'その 報告書（ほうこくしょ）は ありません。',
    en: 'That report was not found.',
  },
};
