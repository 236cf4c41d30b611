import { html } from '#platform/html';
import { button, buttons, copyable, postButton, taskList } from '../text/button.ts';
import { chip, level } from '../text/chip.ts';
import { facts, fileList, timeline } from '../text/facts.ts';
import { banner, disclosure, empty, gloss, glossary, helpBox, restsOn } from '../text/notes.ts';
import { progress, steps } from '../text/steps.ts';
import { type Exhibit, exhibit } from './exhibit.ts';

/** Buttons, states, facts and messages. */
export const textExhibits: readonly Exhibit[] = [
  exhibit(button)({
    name: 'button',
    purpose: 'Something to press; with href a link that looks like it. One `main` on a screen.',
    call: "button({ text, kind: 'sub', href })",
    examples: (_, t) => ({
      main: { text: t('直しました', 'I fixed it', 'なおしました') },
      sub: { text: t('助けてほしい', 'I need help', 'たすけてほしい'), kind: 'sub', href: '#', icon: 'help' },
      plain: {
        text: t('うちの機械ではない', 'Not my device', 'わたしたちの きかいでは ありません'),
        kind: 'plain',
        href: '#',
      },
      danger: { text: t('この情報源を消す', 'Delete this feed'), kind: 'danger' },
      small: {
        text: t('直す', 'Edit'),
        kind: 'sub',
        small: true,
        href: '#',
        label: t('この行を直す', 'Edit this row'),
      },
    }),
  }),
  exhibit(({ parts }: { parts: readonly { text: string; kind?: 'main' | 'sub' | 'plain' }[] }) =>
    buttons(parts.map((part) => button(part))),
  )({
    name: 'buttons',
    purpose: 'Buttons in the order of importance; below each other on phones.',
    call: 'buttons([button(…), button(…)])',
    examples: (_, t) => ({
      three: {
        parts: [
          { text: t('保存する', 'Save') },
          { text: t('下書きにする', 'Keep as a draft'), kind: 'sub' },
          { text: t('やめる', 'Cancel'), kind: 'plain' },
        ],
      },
    }),
  }),
  exhibit(postButton)({
    name: 'postButton',
    purpose: 'A form of one button.',
    call: "postButton({ text, action: '/findings/1/undo', fields: { … } })",
    examples: (_, t) => ({ undo: { text: t('取り消す', 'Undo'), action: '#', kind: 'sub', fields: { id: '1' } } }),
  }),
  exhibit(chip)({
    name: 'chip',
    purpose: 'A state in one or two words: mark, words and colour say the same.',
    call: "chip({ text, tone: 'good' })",
    examples: (_, t) => ({
      urgent: { text: t('急ぎ', 'Urgent', 'いそぎ'), tone: 'urgent' },
      warn: { text: t('返事なし', 'No answer'), tone: 'warn', icon: 'clock' },
      good: { text: t('直ったと確かめた', 'Verified fixed'), tone: 'good' },
      info: { text: t('知らせた', 'Told'), tone: 'info', icon: 'mail' },
      quiet: { text: t('消えた', 'Expired'), tone: 'quiet' },
    }),
  }),
  exhibit(level)({
    name: 'level',
    purpose: 'A grade of five, told by bars as well as by words and colour.',
    call: 'level({ level: 4, text })',
    examples: (_, t) => ({
      5: { level: 5, text: t('緊急', 'Critical') },
      4: { level: 4, text: t('高', 'High') },
      3: { level: 3, text: t('中', 'Medium') },
      2: { level: 2, text: t('低', 'Low') },
      1: { level: 1, text: t('情報', 'Info') },
    }),
  }),
  exhibit(steps)({
    name: 'steps',
    purpose: 'What to do now, in order, at most five; a finished one says so in words.',
    call: 'steps({ language, steps: [{ title, detail, done }] })',
    examples: (language, t) => ({
      notice: {
        language,
        steps: [
          {
            title: t(
              '録画機の電源を切り、10秒待って入れ直す',
              'Switch the recorder off, wait ten seconds, switch it on',
              '録画機の スイッチを 切って、10秒 まって、入れます',
            ),
            done: true,
          },
          {
            title: t(
              'パスワードを、12文字以上の新しいものに変える',
              'Change the password to a new one of at least 12 characters',
              'パスワードを 新しく します（12文字より 長く）',
            ),
            detail: t('説明書の「管理者設定」を見てください。', 'See “Administrator” in the manual.'),
          },
          { title: t('ソフトウェアを最新にする', 'Update the software') },
        ],
      },
    }),
  }),
  exhibit(progress)({
    name: 'progress',
    purpose: 'The stages of a form of several pages.',
    call: 'progress({ language, stages, current: 1 })',
    examples: (language, t) => ({
      second: {
        language,
        stages: [
          t('ファイルを選ぶ', 'Choose a file'),
          t('列を合わせる', 'Match the columns'),
          t('確かめる', 'Check'),
          t('取り込む', 'Import'),
        ],
        current: 1,
      },
    }),
  }),
  exhibit(facts)({
    name: 'facts',
    purpose: 'Names and values of one thing; an absent value is a dash.',
    call: 'facts({ language, facts: [{ name, value }] })',
    examples: (language, t) => ({
      finding: {
        language,
        facts: [
          {
            name: t('見つかった場所', 'Where', '見つけた ところ'),
            value: t('203.0.113.24 の 23番ポート（Telnet）', '203.0.113.24, port 23 (Telnet)'),
          },
          {
            name: t('最後に見た日時', 'Last seen', 'さいごに 見た時'),
            value: t('2026年11月20日 21時14分', '20 November 2026, 21:14 JST'),
          },
          { name: t('確かさ', 'Confidence'), value: null },
          {
            name: t('持ち主', 'Owner'),
            value: t(
              '独立行政法人みほん県央地域広域医療情報連携推進機構付属総合リハビリテーションセンター',
              'The Incorporated Agency for Regional Medical Information Exchange of Central Mihon Prefecture',
            ),
            action: html`<a href="#">${t('変える', 'Change')}</a>`,
          },
        ],
      },
      none: { language, facts: [] },
    }),
  }),
  exhibit(timeline)({
    name: 'timeline',
    purpose: 'What happened to one thing: when, what, by whom.',
    call: 'timeline({ language, happenings: [{ at, text, actor, tone }] })',
    examples: (language, t) => ({
      finding: {
        language,
        happenings: [
          {
            at: new Date('2026-11-20T12:14:00Z'),
            text: t('また見つかりました', 'Seen again'),
            tone: 'warn',
            icon: 'again',
            actor: t('国内の機器調査', 'National device survey'),
          },
          {
            at: new Date('2026-11-18T01:02:00Z'),
            text: t('「直しました」の返事', 'Answered “I fixed it”'),
            tone: 'info',
            actor: t('総務　見本花子', 'Hanako Mihon, general affairs'),
            detail: t('電源を入れ直し、パスワードを変えた。', 'Restarted it and changed the password.'),
          },
          {
            at: new Date('2026-11-17T23:40:00Z'),
            text: t('メールでお知らせ', 'Told by mail'),
            icon: 'mail',
            actor: 'it@mihon.example',
          },
          { at: new Date('2026-11-17T23:31:00Z'), text: t('見つかりました', 'Found'), tone: 'urgent' },
        ],
      },
      none: { language, happenings: [] },
    }),
  }),
  exhibit(taskList)({
    name: 'taskList',
    purpose: 'What to do next, with where to begin; stands beside the figures.',
    call: 'taskList({ tasks: [{ text, href, note }] })',
    examples: (_, t) => ({
      next: {
        tasks: [
          {
            text: t('返事なし 7日：312件', 'No answer for 7 days: 312'),
            href: '#',
            note: t('電話の番。担当：相談窓口', 'Next by phone: help desk'),
          },
          {
            text: t('情報源が静か：1', 'A silent feed: 1'),
            href: '#',
            note: t(
              '調査B は 3日来ていません。直ったとは数えません',
              'Survey B: nothing for 3 days. Not counted as fixed',
            ),
          },
        ],
      },
      none: { tasks: [], empty: t('急ぎのものはありません', 'Nothing urgent') },
    }),
  }),
  exhibit(banner)({
    name: 'banner',
    purpose: 'What happened or what to watch for, and what to do about it. `live` only as the answer to an act.',
    call: "banner({ language, tone: 'good', title, body, live: true })",
    examples: (language, t) => ({
      good: {
        language,
        tone: 'good',
        title: t('お返事を受け取りました', 'We have your answer', 'へんじを もらいました'),
      },
      urgent: {
        language,
        tone: 'urgent',
        title: t('保存できませんでした', 'It was not saved'),
        body: html`<p>${t('もう一度押してください。番号 4f2a91c0', 'Please press again. Reference 4f2a91c0')}</p>`,
      },
      warn: {
        language,
        tone: 'warn',
        title: t('調査B が 3日来ていません', 'Nothing from survey B for 3 days'),
        body: html`<p>${t('この情報源の数は直ったとは数えません。', 'Its findings are not counted as fixed.')}</p>`,
      },
      info: {
        language,
        tone: 'info',
        title: t('数え方が変わりました', 'The counting changed'),
        actions: html`<a href="#">${t('くわしく', 'More')}</a>`,
      },
    }),
  }),
  exhibit(helpBox)({
    name: 'helpBox',
    purpose: 'What happens next, whom to ask.',
    call: 'helpBox({ title, body })',
    examples: (_, t) => ({
      next: {
        title: t(
          '直ったかどうかは、次の調査でこちらが確かめます。',
          'The next survey will show us whether it is fixed.',
        ),
        body: t(
          '返事がないときは、11月24日に別の方法（電話）でもう一度お知らせします。',
          'Without an answer we will tell you again by phone on 24 November.',
        ),
      },
    }),
  }),
  exhibit(empty)({
    name: 'empty',
    purpose: 'Where nothing is: why, and what to do so that something is.',
    call: 'empty({ title, body, action })',
    examples: (_, t) => ({
      first: {
        title: t('まだ情報源がありません', 'No feeds yet'),
        body: t('報告のファイルを一つ取り込むと、ここに並びます。', 'They appear here once you import a report.'),
        action: button({ text: t('情報源を加える', 'Add a feed'), href: '#' }),
      },
      calm: { title: t('見つかったことはありません', 'Nothing was found') },
    }),
  }),
  exhibit(restsOn)({
    name: 'restsOn',
    purpose: 'The sentence under a figure that says what it rests on.',
    call: 'restsOn({ language, text })',
    examples: (language, t) => ({
      board: {
        language,
        text: t(
          '2026年10月1日〜11月20日に知らせた 5,443件。調査で見えなくなって14日たったものを「直った」と数える。',
          '5,443 notices from 1 October to 20 November 2026. Fixed: unseen by the survey for 14 days.',
        ),
      },
    }),
  }),
  exhibit(disclosure)({
    name: 'disclosure',
    purpose: 'Something that few need, folded.',
    call: 'disclosure({ summary, body })',
    examples: (_, t) => ({
      closed: {
        summary: t('技術者の方へ', 'For engineers'),
        body: html`<p>${t('生の観測の一行です。', 'The raw observation.')}</p>`,
      },
      open: { summary: t('開いたもの', 'Open'), body: html`<p>${t('中身', 'Inside')}</p>`, open: true },
    }),
  }),
  exhibit((options: Parameters<typeof gloss>[0]) => html`<div>${gloss(options)}</div>`)({
    name: 'gloss',
    purpose: 'A hard word inside a sentence; a tap opens its meaning, printing shows it.',
    call: 'gloss({ word, meaning })',
    examples: (_, t) => ({
      port: { word: t('ポート', 'port'), meaning: t('機械の出入口の番号', 'the number of a door into a machine') },
    }),
  }),
  exhibit(glossary)({
    name: 'glossary',
    purpose: 'Words and their meanings.',
    call: 'glossary({ words: [{ word, meaning }] })',
    examples: (_, t) => ({
      two: {
        words: [
          {
            word: t('観測', 'Observation'),
            meaning: t('見たことの一行。書き換えない。', 'One line of what was seen; never edited.'),
          },
          {
            word: t('見つかったこと', 'Finding'),
            meaning: t(
              '一つの組織の一つの機械についてまとめたもの。',
              'What was seen about one asset of one organisation.',
            ),
          },
        ],
      },
    }),
  }),
  exhibit(fileList)({
    name: 'fileList',
    purpose: 'Files, each with its kind and size before anybody fetches it.',
    call: 'fileList({ language, files: [{ href, name, note }] })',
    examples: (language, t) => ({
      two: {
        language,
        files: [
          { href: '#', name: t('見つかったこと', 'Findings'), note: 'CSV 1.2 MB' },
          { href: '#', name: t('封筒用の手紙', 'Letters'), note: 'PDF 340 KB' },
        ],
      },
      none: { language, files: [] },
    }),
  }),
  exhibit(copyable)({
    name: 'copyable',
    purpose: 'Code, a token or an address, with a button that copies it where script runs.',
    call: 'copyable({ language, text, label })',
    examples: (language, t) => ({
      token: { language, text: 'kyj_4Tq8ZpW2n7', label: t('合い言葉', 'token') },
      block: {
        language,
        block: true,
        label: t('送り方', 'how to send'),
        text: 'curl -H "Authorization: Bearer $TOKEN" \\\n  --data-binary @report.csv \\\n  https://hub.example/api/feeds/survey-b',
      },
    }),
  }),
];
