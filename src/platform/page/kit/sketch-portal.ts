import { html, type Markup } from '#platform/html';
import { type Language, say } from '#platform/words';
import { page } from '../layout/page.ts';
import { type MatrixItem, matrix } from '../table/matrix.ts';
import { button, printButton } from '../text/button.ts';

/** The public map of initiatives, made of the kit's components; names and figures are invented. */
export function portalSketch(language: Language): Markup {
  const t = (ja: string, en: string) => say({ ja, en } as { ja: string; en: string }, language);
  const pub = (ja: string, en: string): MatrixItem => ({ text: t(ja, en), href: '#', kind: 'public' });
  const civil = (ja: string, en: string): MatrixItem => ({ text: t(ja, en), href: '#', kind: 'civil' });
  const gap = (ja: string, en: string) => ({ gap: t(ja, en) });
  return page({
    language,
    path: '/kit/portal',
    hubName: t('共助', 'Kyojo'),
    hubPart: t('取組の地図', 'Map of initiatives'),
    nav: [
      { href: '/map', label: t('地図', 'Map') },
      { href: '/events', label: t('催し', 'Events') },
      { href: '/lessons', label: t('教材', 'Material') },
      { href: '/statistics', label: t('統計', 'Statistics') },
      { href: '/year', label: t('政策の一年', 'The year') },
    ],
    current: '/map',
    signIn: '/sign-in',
    hidden: true,
    wide: true,
    title: t('取組の地図', 'Map of initiatives'),
    heading: t('だれに、どんな方法で届いているか', 'Who is reached by which means'),
    lead: t(
      '公と民の取組 214件。空いているところは、まだ届いていない人たちです。',
      '214 public and civil initiatives. The gaps are people nobody reaches yet.',
    ),
    actions: html`${button({ text: t('3つの質問で自分に合うものを探す', 'Find yours with three questions'), href: '#' })}<a href="#">${t('表をCSVで', 'Table as CSV')}</a>${printButton({ language })}`,
    main: matrix({
      language,
      caption: t('だれに、どんな方法で届いているか', 'Who is reached by which means'),
      corner: t('方法', 'Means'),
      kinds: {
        public: { mark: t('公', 'P'), label: t('公の取組', 'Public') },
        civil: { mark: t('民', 'C'), label: t('民の取組', 'Civil') },
      },
      columns: [
        { key: 'young', label: t('若い人', 'Young people') },
        { key: 'work', label: t('働く人', 'Workers') },
        { key: 'old', label: t('高齢の人', 'Older people') },
        { key: 'small', label: t('小さな会社', 'Small firms') },
        { key: 'medium', label: t('中小企業', 'Medium firms') },
        { key: 'school', label: t('学校', 'Schools') },
        { key: 'town', label: t('自治体', 'Towns') },
      ],
      rows: [
        {
          label: t('セミナー・催し', 'Seminars'),
          cells: {
            young: [pub('e-ネットキャラバン', 'Net caravan'), civil('CTF for ビギナーズ', 'CTF for beginners')],
            work: [pub('月間の催し 156件', '156 events of the month')],
            old: [pub('インターネット安全教室', 'Internet safety class')],
            small: [pub('講習能力養成セミナー', 'Train the trainers')],
            medium: [
              pub('講師派遣 51か所', 'Lecturers to 51 places'),
              civil('経営トップセミナー', 'Seminar for directors'),
            ],
            school: [pub('指導者セミナー', 'Seminar for teachers')],
            town: [pub('防御演習 47都道府県', 'Defence drills in 47 prefectures')],
          },
        },
        {
          label: t('道具・教材', 'Tools'),
          cells: {
            young: [pub('トラブル事例集', 'Book of cases'), civil('教育ゲーム', 'Learning game')],
            work: [pub('ハンドブック', 'Handbook')],
            old: gap('届く教材がありません', 'No material reaches them'),
            small: [pub('自社診断 25項目', 'Self-check, 25 questions')],
            medium: [pub('対策ガイドライン', 'Guideline'), civil('理解度チェック', 'Quiz')],
            school: [pub('教材 22種', '22 sets of material')],
            town: [civil('構築・運用キット', 'Operations kit')],
          },
        },
        {
          label: t('知らせ・窓口', 'Notices and desks'),
          cells: {
            young: gap('相談先が見つけにくい', 'Hard to find a desk'),
            work: [pub('安心相談窓口', 'Help desk'), pub('SNSでの注意喚起', 'Alerts on social media')],
            old: [pub('都道府県警の窓口', 'Police desks')],
            small: [pub('お助け隊', 'Help team')],
            medium: [pub('早期警戒情報', 'Early warnings'), pub('メールニュース', 'Mail news')],
            school: gap('窓口なし', 'No desk'),
            town: [pub('緊急通知 73件', '73 urgent notices')],
          },
        },
      ],
    }),
  });
}
