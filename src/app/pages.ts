import { timingSafeEqual } from 'node:crypto';
import { Refusal } from '#platform/errors';
import { html } from '#platform/html';
import { button, buttons, page } from '#platform/page';
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
  genuine: {
    ja: '届いたお知らせが本物か確かめる',
    easy: 'お知らせが 本物か しらべる',
    en: 'Check that a notice is genuine',
  },
} as const;

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
      main: html`${buttons([button({ text: say(words.join, language), href: '/join' }), button({ text: say(words.signIn, language), href: '/sign-in', kind: 'sub' })])}<p><a href="/genuine">${say(words.genuine, language)}</a></p>`,
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
    const given = c.request.headers.get('authorization')?.replace(/^Bearer /, '') ?? '';
    const isOurs =
      token !== undefined && given.length === token.length && timingSafeEqual(Buffer.from(given), Buffer.from(token));
    if (!isOurs && !['127.0.0.1', '::1', '::ffff:127.0.0.1'].includes(c.address))
      throw new Refusal('web.not-found', {}, 404);
    for (const [job, count] of await c.house.jobs.counts()) {
      metrics.jobsWaiting.set({ job }, count.waiting);
      metrics.jobsFailed.set({ job }, count.failed);
    }
    return new Response(await metricsRegistry.metrics(), { headers: { 'content-type': metricsRegistry.contentType } });
  },
});
