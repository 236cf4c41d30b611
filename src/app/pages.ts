import { timingSafeEqual } from 'node:crypto';
import { Refusal } from '#platform/errors';
import { html } from '#platform/html';
import { button, buttons, page, section, taskList } from '#platform/page';
import { metrics, metricsRegistry, navGroup, redirect, route } from '#platform/web';
import { say } from '#platform/words';

const words = {
  lead: {
    ja: 'ネットワークで見つかった危険を、持ち主に、わかる言葉で知らせ、直るまで見届けます。',
    easy: 'ネットワークの あぶないところを 見つけて、持っている 人に やさしい 言葉で 知らせます。直るまで いっしょに 見ます。',
    en: 'We tell the owners of what is unsafe on the network, in plain words, and stay with it until it is fixed.',
  },
  signIn: { ja: 'サインイン', easy: 'サインイン', en: 'Sign in' },
  join: { ja: '組織を登録する', easy: '組織（そしき）を 登録する', en: 'Register your organisation' },
  ways: { ja: '今日は、どうされましたか', easy: '今日は どうしましたか', en: 'What brings you here?' },
  genuine: { ja: 'お知らせが届いた', easy: 'お知らせが 来た', en: 'A notice reached me' },
  genuineNote: {
    ja: '本物かどうかを、番号で確かめられます。',
    easy: '本物か どうか、番号で しらべます。',
    en: 'Check by its number whether it is genuine.',
  },
  start: {
    ja: '何から始めればよいか、わからない',
    easy: '何から すれば いいか わからない',
    en: 'I do not know where to begin',
  },
  startNote: {
    ja: '5つの質問から、自社に合う診断を始めます。登録はいりません。約10分です。',
    easy: '5つの 質問に 答えます。登録は いりません。10分くらいです。',
    en: 'Five questions lead to the right self-check. No account needed, about ten minutes.',
  },
  map: {
    ja: '学ぶ場や、相談できるところをさがす',
    easy: '学ぶ ところ、聞く ところを さがす',
    en: 'I look for training, material or somebody to ask',
  },
  mapNote: {
    ja: '国や民間の取組を、対象と方法の地図から選べます。',
    easy: 'だれの ための、どんな 活動か、表で えらべます。',
    en: 'Public and private initiatives on one map, by audience and method.',
  },
  verify: {
    ja: '取引先や応募者の「宣言」を確かめる',
    easy: 'ほかの 会社の「宣言」を しらべる',
    en: 'I want to check an organisation’s declaration',
  },
  verifyNote: {
    ja: '法人番号で一件ずつ、または一覧でまとめて調べられます。',
    easy: '会社の 番号（法人番号）で しらべます。',
    en: 'By corporate number, one at a time or a whole list.',
  },
  plan: {
    ja: '国の計画と、その結果を見る',
    easy: '国の 計画（けいかく）と 結果（けっか）を 見る',
    en: 'I want to see the national plan and what came of it',
  },
  planNote: {
    ja: '施策ごとに、計画・結果・評価と、数字の出どころをたどれます。',
    easy: '計画が できたか、数字で 見ます。',
    en: 'Each measure with plan, result, evaluation and the source of every number.',
  },
} as const;

/** What brings strangers here, the most urgent first. */
const ways = [
  ['genuine', '/genuine'],
  ['start', '/start'],
  ['map', '/map'],
  ['verify', '/verify'],
  ['plan', '/plan'],
] as const;

// The first row of the navigation: the rooms, in the words of those who work there.
navGroup({ id: 'tell', order: 10, label: { ja: '知らせる', easy: '知らせる', en: 'Tell' } });
navGroup({ id: 'ours', order: 20, label: { ja: '自社の守り', easy: '会社を 守る', en: 'Our protection' } });
navGroup({ id: 'observe', order: 30, label: { ja: '観測', easy: '見つける', en: 'Observe' } });
navGroup({ id: 'know', order: 40, label: { ja: '組織と宣言', easy: '組織（そしき）', en: 'Organisations' } });
navGroup({ id: 'improve', order: 50, label: { ja: '政策と取組', easy: '国の 計画（けいかく）', en: 'Policy' } });
navGroup({ id: 'hub', order: 90, label: { ja: '設定', easy: '設定（せってい）', en: 'Settings' } });

/** The first page: what this is, for those who come without an account; the day's work for those who have one. */
route({
  method: 'GET',
  path: '/',
  permission: 'public',
  async handle(c) {
    if (c.person?.isOperator) return redirect('/board');
    if (c.person) return redirect('/home');
    const { language } = c;
    return page({
      ...c.view,
      title: c.view.hubName,
      narrow: true,
      heading: c.view.hubName,
      lead: say(words.lead, language),
      main: html`${buttons([button({ text: say(words.join, language), href: '/join' }), button({ text: say(words.signIn, language), href: '/sign-in', kind: 'sub' })])}${section(
        {
          heading: say(words.ways, language),
          body: taskList({
            tasks: ways.map(([key, href]) => ({
              text: say(words[key], language),
              href,
              note: say(words[`${key}Note`], language),
            })),
          }),
        },
      )}`,
    });
  },
});

/** Liveness: the process answers. */
route({ method: 'GET', path: '/healthz', permission: 'public', handle: async () => new Response('ok\n') });

/** Readiness: both stores answer. */
route({
  method: 'GET',
  path: '/readyz',
  permission: 'public',
  async handle(c) {
    const [postgres, columns] = await Promise.all([
      c.house.db.pool.query('SELECT 1').then(
        () => true,
        () => false,
      ),
      c.house.columns.ping().catch(() => false),
    ]);
    return Response.json({ postgres, columns }, { status: postgres && columns ? 200 : 503 });
  },
});

/** Prometheus metrics, for loopback and for whoever has the token. */
route({
  method: 'GET',
  path: '/metrics',
  permission: 'token',
  async handle(c) {
    const token = c.house.config.KYOJO_METRICS_TOKEN;
    const given = Buffer.from(c.request.headers.get('authorization')?.replace(/^Bearer /, '') ?? '');
    const wanted = Buffer.from(token ?? '');
    const isOurs = token !== undefined && given.length === wanted.length && timingSafeEqual(given, wanted);
    // Everybody comes from loopback when a proxy stands in front and nobody has set KYOJO_TRUST_PROXY.
    const isHere =
      ['127.0.0.1', '::1', '::ffff:127.0.0.1'].includes(c.address) &&
      !['forwarded', 'x-forwarded-for', 'via'].some((name) => c.request.headers.has(name));
    if (!isOurs && !isHere) throw new Refusal('web.not-found', {}, 404);
    for (const [job, count] of await c.house.jobs.counts()) {
      metrics.jobsWaiting.set({ job }, count.waiting);
      metrics.jobsFailed.set({ job }, count.failed);
    }
    return new Response(await metricsRegistry.metrics(), { headers: { 'content-type': metricsRegistry.contentType } });
  },
});
