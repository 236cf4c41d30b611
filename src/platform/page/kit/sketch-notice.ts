import { html, type Markup } from '#platform/html';
import { type Language, say } from '#platform/words';
import { section } from '../layout/headline.ts';
import { page } from '../layout/page.ts';
import { button, buttons } from '../text/button.ts';
import { chip } from '../text/chip.ts';
import { facts } from '../text/facts.ts';
import { helpBox } from '../text/notes.ts';
import { steps } from '../text/steps.ts';

/** A member's notice, made of the kit's components; names and figures are invented. */
export function noticeSketch(language: Language): Markup {
  const t = (ja: string, en: string, easy?: string) =>
    say({ ja, en, ...(easy === undefined ? {} : { easy }) } as { ja: string; en: string }, language);
  return page({
    language,
    path: '/kit/notice',
    hubName: t('〇〇地域セキュリティの会', 'Maru Regional Security Association'),
    nav: [],
    narrow: true,
    hidden: true,
    title: t('録画機についてのお知らせ', 'About your video recorder'),
    kicker: html`<span>${t('株式会社みほん製作所 様へのお知らせ', 'To Mihon Works, Ltd.')}</span>${chip({ text: t('急ぎ', 'Urgent', 'いそぎ'), tone: 'urgent' })}`,
    heading: t(
      '会社の録画機が、外からだれでも操作できる状態です',
      'Anyone outside can operate your company’s video recorder',
      '会社の 録画機（ろくがき）を、外の人が うごかすことが できます',
    ),
    lead: t(
      'インターネットから録画機（カメラの映像を残す機械）に、買ったときのままのパスワードで入れることが確かめられました。映像を見られたり、ほかの会社への攻撃に使われたりするおそれがあります。',
      'We confirmed that the recorder of your cameras can be entered from the internet with the password it was sold with. Strangers could watch the pictures, or use it to attack others.',
      'パスワードが 買った時の ままです。外の人が カメラの 映像（えいぞう）を 見るかもしれません。ほかの会社を こうげきするために 使うかもしれません。',
    ),
    main: html`${facts({
      language,
      facts: [
        {
          name: t('見つかった場所', 'Where', '見つけた ところ'),
          value: t('203.0.113.24 の 23番ポート（Telnet）', '203.0.113.24, port 23 (Telnet)'),
        },
        {
          name: t('最後に見た日時', 'Last seen', 'さいごに 見た 時'),
          value: t('2026年11月20日 21時14分', '20 November 2026, 21:14 JST', '2026年11月20日 午後9時14分'),
        },
        {
          name: t('初めて見た日', 'First seen', 'はじめて 見た 日'),
          value: t('2026年11月3日（これまでに6回）', '3 November 2026 (6 times so far)'),
        },
        {
          name: t('調べたところ', 'Source', 'しらべた 人'),
          value: t('国内の機器調査（確かさ：高い）', 'National device survey; confidence: high'),
        },
      ],
    })}${section({
      heading: t('今すること（目安20分）', 'What to do now (about 20 minutes)', '今 すること（20分ぐらい）'),
      body: steps({
        language,
        steps: [
          {
            title: t(
              '録画機の電源を切り、10秒待って入れ直す',
              'Switch the recorder off, wait ten seconds, switch it on',
              '録画機の スイッチを 切って、10秒 まって、入れます',
            ),
            detail: t(
              '悪いプログラムは電源を切ると消えることが多いです。',
              'Most malicious programs vanish with the power.',
              '悪い プログラムは、スイッチを 切ると 消えることが 多いです。',
            ),
            done: true,
          },
          {
            title: t(
              'パスワードを、12文字以上の新しいものに変える',
              'Change the password to a new one of at least 12 characters',
              'パスワードを 新しく します（12文字より 長く）',
            ),
            detail: t(
              '説明書の「管理者設定」を見てください。機械の裏に書かれたものは使いません。',
              'See “Administrator” in the manual. Do not use the one printed on the back.',
              '説明書（せつめいしょ）の「管理者設定」を 見てください。',
            ),
          },
          {
            title: t('ソフトウェアを最新にする', 'Update the software', 'ソフトウェアを 新しく します'),
            detail: t(
              '「システム」→「更新」を押します。更新がないときは次へ進みます。',
              'Press “System”, then “Update”. If there is none, go on.',
            ),
          },
          {
            title: t(
              '外から見る必要がなければ、ルーターの「ポート開放」を消す',
              'If nobody needs to watch from outside, remove “port forwarding” from the router',
              '外から 見ないときは、ルーターの「ポート開放」を 消します',
            ),
            detail: t(
              'わからないときは、工事をした会社にこの画面を見せてください。',
              'If unsure, show this page to the company that installed it.',
            ),
          },
        ],
      }),
    })}<div class="section">${buttons([
      button({ text: t('直しました', 'I fixed it', 'なおしました') }),
      button({
        text: t('助けてほしい（電話・訪問の相談）', 'I need help (phone or visit)', 'たすけてほしい（電話など）'),
        kind: 'sub',
        href: '#',
      }),
    ])}${buttons([
      button({
        text: t('うちの機械ではない', 'Not my device', 'わたしたちの きかいでは ありません'),
        kind: 'plain',
        href: '#',
      }),
      button({
        text: t('知ったうえでこのまま使う', 'I know, and keep it as it is', '知っています。このまま 使います'),
        kind: 'plain',
        href: '#',
      }),
    ])}</div>${helpBox({
      title: t(
        '直ったかどうかは、次の調査でこちらが確かめます。',
        'The next survey will show us whether it is fixed.',
        'なおったか どうか、わたしたちが たしかめます。',
      ),
      body: t(
        '返事がないときは、11月24日に別の方法（電話）でもう一度お知らせします。',
        'Without an answer we will tell you again by phone on 24 November.',
        'へんじが ないときは、11月24日に 電話を します。',
      ),
    })}`,
    foot: {
      note: t(
        'このお知らせは、登録された住所の持ち主だけに送っています。本物かどうかは、番号 K7F3-92QD を公式ページで入れると確かめられます。',
        'This notice went only to the registered holder. To check that it is genuine, enter K7F3-92QD on the official page.',
      ),
    },
  });
}
