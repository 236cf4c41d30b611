import type { Entry } from '#platform/words';

/** Why a seal is not accepted. */
export const refusals: Readonly<Record<string, Entry>> = {
  'trust.seal-unreadable': {
    ja: 'このファイルは、電子証のファイルとして読めません。',
    easy: 'この ファイルは 読めません。',
    en: 'This file cannot be read as a sealed file.',
  },
  'trust.seal-algorithm': {
    ja: 'この電子証は、このハブが使わない署名の方式（{algorithm}）で作られています。本物ではありません。',
    easy: 'この ファイルは 本物では ありません（{algorithm}）。',
    en: 'This seal uses a signature method ({algorithm}) that this hub never uses. It is not genuine.',
  },
  'trust.seal-other-kind': {
    ja: 'このファイルは別の種類の電子証です。',
    easy: 'ちがう 種類（しゅるい）の ファイルです。',
    en: 'This is a sealed file of another kind.',
  },
  'trust.seal-key-unknown': {
    ja: 'この電子証は、このハブの鍵で作られたものではありません。本物ではありません。',
    easy: 'この ファイルは ここで 作った ものでは ありません。',
    en: 'This seal was not made with a key of this hub. It is not genuine.',
  },
  'trust.seal-broken': {
    ja: '内容が書きかえられているか、署名が合いません。本物ではありません。',
    easy: '中が かえられて います。本物では ありません。',
    en: 'The content was altered or the signature does not fit. It is not genuine.',
  },
  'trust.seal-key-out-of-time': {
    ja: '署名の日付が、鍵を使っていた期間の外にあります。本物ではありません。',
    easy: '日付（ひづけ）が 正しく ありません。本物では ありません。',
    en: 'The seal’s date lies outside the time in which its key was used. It is not genuine.',
  },
  'trust.key-locked': {
    ja: '署名の鍵を開けられません。KYOJO_SECRETが変わっています。元に戻すか、./kyojo trust rotate-key で新しい鍵を作ってください。',
    easy: '鍵（かぎ）が 開きません。運営の 人に 言ってください。',
    en: 'The signing key cannot be opened: KYOJO_SECRET has changed. Put it back, or make a new key with ./kyojo trust rotate-key.',
  },
};
