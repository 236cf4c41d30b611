import { html, type Markup, type Part } from '#platform/html';
import { type Language, say } from '#platform/words';
import { funnel, interval } from '../chart/figures.ts';
import { section } from '../layout/headline.ts';
import { page } from '../layout/page.ts';
import { table } from '../table/table.ts';
import { taskList } from '../text/button.ts';
import { chip } from '../text/chip.ts';
import { restsOn } from '../text/notes.ts';

/** The loop board, made of the kit's components; names and figures are invented. */
export function boardSketch(language: Language): Markup {
  const t = (ja: string, en: string) => say({ ja, en } as { ja: string; en: string }, language);
  const difference = (low: number, mid: number, high: number) => interval({ language, low, mid, high, reach: 40 });
  const recorder = t('録画機の初期パスワード', 'Recorder with its first password');
  const rows: {
    kind: string;
    channel: string;
    wording: string;
    count: string;
    fixed: string;
    median: string;
    uplift: Part;
  }[] = [
    {
      kind: recorder,
      channel: t('プロバイダーの画面', 'Provider’s page'),
      wording: t('4手順', 'Four steps'),
      count: '412',
      fixed: '91%',
      median: t('1.8日', '1.8 d'),
      uplift: difference(18, 24, 30),
    },
    {
      kind: recorder,
      channel: t('メール', 'Mail'),
      wording: t('4手順', 'Four steps'),
      count: '1,204',
      fixed: '69%',
      median: t('8.4日', '8.4 d'),
      uplift: difference(-2, 2, 6),
    },
    {
      kind: recorder,
      channel: t('手紙＋電話', 'Letter and phone'),
      wording: t('やさしい日本語', 'Plain Japanese'),
      count: '388',
      fixed: '83%',
      median: t('4.0日', '4.0 d'),
      uplift: difference(10, 16, 22),
    },
    {
      kind: t('公開されたデータベース', 'Exposed database'),
      channel: t('メール', 'Mail'),
      wording: t('技術者向け', 'For engineers'),
      count: '97',
      fixed: '78%',
      median: t('2.1日', '2.1 d'),
      uplift: chip({ text: t('急ぎのため比べない', 'urgent: not compared'), tone: 'quiet', icon: 'pause' }),
    },
    {
      kind: t('オープンリゾルバー', 'Open resolver'),
      channel: t('プロバイダー一覧', 'Provider list'),
      wording: '',
      count: '2,018',
      fixed: '41%',
      median: t('19日', '19 d'),
      uplift: difference(-1, 3, 7),
    },
  ];
  return page({
    language,
    path: '/kit/board',
    hubName: t('共助', 'Kyojo'),
    hubPart: t('運営', 'Operations'),
    nav: [
      { href: '/today', label: t('今日', 'Today') },
      { href: '/findings', label: t('見つかったこと', 'Findings'), mark: '57' },
      { href: '/organisations', label: t('組織', 'Organisations') },
      { href: '/feeds', label: t('情報源', 'Feeds') },
      { href: '/board', label: t('輪の成績', 'Loop board') },
    ],
    current: '/board',
    languages: ['ja', 'en'],
    reader: { name: t('見本 花子', 'Hanako Mihon'), role: 'operator' },
    hidden: true,
    title: t('輪の成績', 'Loop board'),
    heading: t('知らせて、直るまで', 'From telling to fixing'),
    lead: html`<span class="row"><span>${t('2026年10月1日〜11月20日', '1 October to 20 November 2026')}</span><span>${t('種類：すべて', 'Kind: all')}</span><span>${t('経路：すべて', 'Channel: all')}</span><a href="#">${t('しぼり込む', 'Filter')}</a></span>`,
    main: html`<div class="section">${funnel({
      language,
      label: t('知らせて、直るまで', 'From telling to fixing'),
      stages: [
        { label: t('知らせた', 'Told'), value: 5443 },
        { label: t('届いた', 'Delivered'), value: 5102 },
        { label: t('読んだ・確認した', 'Read'), value: 3377 },
        { label: t('直したと返事', 'Said fixed'), value: 1960 },
        {
          label: t('直ったと確かめた', 'Verified fixed'),
          value: 3021,
          note: t('中央値 6.2日', 'median 6.2 d'),
          goal: true,
        },
      ],
    })}${restsOn({ language, text: t('知らせた 5,443件。調査で見えなくなって14日たったものを「直った」と数え、静かになった情報源のものは数えません。', '5,443 notices. Fixed: unseen by the survey for 14 days; feeds that fell silent do not count.') })}</div><div class="two">${section(
      {
        heading: t('経路と文面ごとの結果', 'By channel and wording'),
        note: t(
          '「差」は、知らせを7日遅らせた組との差（ポイント、95%区間）。急ぎの種類では比べません。',
          'Uplift: points over the arm told seven days later, with 95% interval. Urgent kinds are never compared.',
        ),
        body: table({
          language,
          caption: t('経路と文面ごとの結果', 'Results by channel and wording'),
          hideCaption: true,
          columns: [
            { key: 'kind', label: t('種類', 'Kind'), header: true },
            { key: 'channel', label: t('経路', 'Channel') },
            { key: 'wording', label: t('文面', 'Wording') },
            { key: 'count', label: t('件数', 'Told'), numeric: true, sort: { href: '?sort=count' } },
            { key: 'fixed', label: t('直った', 'Fixed'), numeric: true, sort: { href: '?sort=fixed', now: 'down' } },
            { key: 'median', label: t('中央値', 'Median'), numeric: true },
            { key: 'uplift', label: t('差', 'Uplift'), numeric: true },
          ],
          rows,
        }),
      },
    )}<aside><h2>${t('次に動くもの', 'To do next')}</h2>${taskList({
      tasks: [
        {
          text: t('返事なし 7日：312件', 'No answer for 7 days: 312'),
          href: '#',
          note: t('電話の番。担当：相談窓口（明日 10時から）', 'Next by phone: help desk, tomorrow from 10:00'),
        },
        {
          text: t('届かない：341件', 'Not delivered: 341'),
          href: '#',
          note: t('連絡先が古い組織 118。確認を頼む', '118 organisations with old contacts: ask them'),
        },
        {
          text: t('また見つかった：57件', 'Seen again: 57'),
          href: '#',
          note: t('「直した」の返事のあと。うち 41件は同じ型番', 'After “fixed”; 41 are the same model'),
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
    })}</aside></div>`,
  });
}
