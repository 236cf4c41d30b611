import { createHash, randomBytes } from 'node:crypto';
import { z } from 'zod';
import { namesOf, nextSteps } from '#know';
import { Refusal } from '#platform/errors';
import { appendFact } from '#platform/facts';
import { html, raw } from '#platform/html';
import { loadSql } from '#platform/postgres';
import { type Call, id, navItem, redirect, route } from '#platform/web';
import { type Entry, say } from '#platform/words';
import { publicAddressOf } from '../channel/webhook.ts';
import type { FindingState, Severity } from '../finding/life.ts';
import { standardManner } from '../ladder/decide.ts';
import { playbooks } from '../notice/draft.ts';
import { noticeLink, noticePath } from '../notice/link.ts';
import { wordsOf } from '../playbook/index.ts';
import { refusals } from '../words.ts';
import { homePage, type InboxRow, settingsPage } from './page.html.ts';
import { words } from './words.ts';

const sql = loadSql(import.meta.url);

navItem({ href: '/home', label: words.home, for: 'member', order: 10 });
navItem({ href: '/settings', label: words.settings, for: 'member', order: 900, group: 'hub' });

route({
  method: 'GET',
  path: '/home',
  permission: 'signed-in',
  async handle(c) {
    const books = await playbooks();
    const organisations = c.person?.organisations.map((one) => one.id) ?? [];
    return c.as(async (q) =>
      homePage({
        page: c.view,
        isMember: organisations.length > 0,
        unfixed: await q.rows<{
          id: string;
          kind: string;
          asset: string;
          severity: Severity;
          state: FindingState;
          lastSeenAt: Date;
          via: 'owner' | 'provider';
        }>(sql('unfixed'), { organisations }),
        next: organisations[0] ? await nextSteps(q, organisations[0], c.language) : [],
        inbox: await q.rows<InboxRow>(sql('inbox'), { organisations }),
        trend: await q.rows<{ day: string; openCount: number }>(sql('trend'), { organisations, until: c.now }),
        titleOf: (kind) => wordsOf(books.of(kind), c.language).title,
        linkOf: (notice) => noticePath(c.house, notice),
      }),
    );
  },
});

/** The organisation whose settings are asked for; only one's own. */
function mine(c: Call<{ organisation: string }, unknown, unknown>): { id: string; name: string } {
  const found = c.person?.organisations.find((one) => one.id === c.params.organisation);
  if (!found) throw new Refusal('web.not-found', {}, 404);
  return found;
}

const Organisation = z.object({ organisation: id });

async function showSettings(
  c: Call<{ organisation: string }, unknown, unknown>,
  more: { readonly webhookSecret?: string; readonly webhookError?: string; readonly feedUrl?: string } = {},
) {
  const organisation = mine(c);
  return c.as(async (q) => {
    const chosen = await q.rows<{ severity: Severity; manner: 'now' | 'digest' | 'none' }>(sql('preferences'), {
      organisation: organisation.id,
    });
    const manners = Object.fromEntries(
      ([1, 2, 3, 4, 5] as const).map((severity) => [
        severity,
        chosen.find((one) => one.severity === severity)?.manner ?? standardManner(severity),
      ]),
    );
    return settingsPage({
      page: c.view,
      organisations: c.person?.organisations ?? [],
      organisation,
      manners,
      webhook: await q.one(sql('webhook'), { organisation: organisation.id }),
      webhookSecret: more.webhookSecret,
      webhookError: more.webhookError,
      feedUrl: more.feedUrl,
      hasFeed: (await q.one(sql('subscription'), { organisation: organisation.id })) !== undefined,
      isSaved: c.url.searchParams.has('saved'),
    });
  });
}

route({
  method: 'GET',
  path: '/settings',
  permission: 'signed-in',
  async handle(c) {
    const first = c.person?.organisations[0];
    return redirect(first ? `/settings/${first.id}` : '/organisation/register');
  },
});

route({
  method: 'GET',
  path: '/settings/:organisation',
  permission: 'member',
  params: Organisation,
  handle: (c) => showSettings(c),
});

const manner = z.enum(['now', 'digest', 'none']);
route({
  method: 'POST',
  path: '/settings/:organisation',
  permission: 'member',
  params: Organisation,
  form: z.object({ severity1: manner, severity2: manner, severity3: manner, severity4: manner, severity5: manner }),
  async handle(c) {
    const organisation = mine(c);
    await c.as(async (q) => {
      for (const severity of [1, 2, 3, 4, 5] as const)
        await q.run(sql('save_preference'), {
          organisation: organisation.id,
          severity,
          manner: c.form[`severity${severity}`],
        });
      await appendFact(c.house, q, {
        kind: 'preference.changed',
        subject: `organisation:${organisation.id}`,
        organisationId: organisation.id,
        actor: c.actor,
        data: c.form,
      });
    });
    return redirect(`/settings/${organisation.id}?saved=1`);
  },
});

route({
  method: 'POST',
  path: '/settings/:organisation/webhook',
  permission: 'member',
  params: Organisation,
  form: z.object({ url: z.string().trim().max(500) }),
  async handle(c) {
    const organisation = mine(c);
    try {
      await publicAddressOf(
        c.form.url,
        c.house.config.KYOJO_WEBHOOK_ALLOW.split(',')
          .map((one) => one.trim())
          .filter(Boolean),
      );
    } catch {
      // Also a name that cannot be looked up: nobody could be reached there.
      return showSettings(c, { webhookError: say(refusals['tell.webhook-target'] as Entry, c.language) });
    }
    const secret = randomBytes(32).toString('base64');
    await c.as(async (q) => {
      await q.run(sql('save_webhook'), { organisation: organisation.id, url: c.form.url, secret, now: c.now });
      await appendFact(c.house, q, {
        kind: 'webhook.set',
        subject: `organisation:${organisation.id}`,
        organisationId: organisation.id,
        actor: c.actor,
      });
    });
    return showSettings(c, { webhookSecret: secret });
  },
});

route({
  method: 'POST',
  path: '/settings/:organisation/webhook/drop',
  permission: 'member',
  params: Organisation,
  async handle(c) {
    const organisation = mine(c);
    await c.as((q) => q.run(sql('drop_webhook'), { organisation: organisation.id }));
    return redirect(`/settings/${organisation.id}?saved=1`);
  },
});

route({
  method: 'POST',
  path: '/settings/:organisation/feed',
  permission: 'member',
  params: Organisation,
  async handle(c) {
    const organisation = mine(c);
    const token = randomBytes(24).toString('base64url');
    await c.as(async (q) => {
      await q.run(sql('save_subscription'), {
        organisation: organisation.id,
        hash: createHash('sha256').update(token).digest('hex'),
        now: c.now,
      });
      await appendFact(c.house, q, {
        kind: 'subscription.made',
        subject: `organisation:${organisation.id}`,
        organisationId: organisation.id,
        actor: c.actor,
      });
    });
    return showSettings(c, { feedUrl: `${c.house.url}/feeds/atom/${token}` });
  },
});

/** An organisation's notices as an Atom feed (RFC 4287): headlines and links, no places. */
route({
  method: 'GET',
  path: '/feeds/atom/:token',
  permission: 'token',
  params: z.object({ token: z.string().max(64) }),
  async handle(c) {
    const books = await playbooks();
    return c.asWorker(async (q) => {
      const owner = await q.one<{ organisationId: string }>(sql('by_token'), {
        hash: createHash('sha256').update(c.params.token).digest('hex'),
      });
      if (!owner) throw new Refusal('web.not-found', {}, 404);
      const name = (await namesOf(q, [owner.organisationId])).get(owner.organisationId) ?? '';
      const inbox = await q.rows<InboxRow>(sql('inbox'), { organisations: [owner.organisationId] });
      const title = (row: InboxRow) =>
        row.kind
          ? wordsOf(books.of(row.kind), c.language).title
          : say(words.count, c.language, { count: row.findingCount });
      const updated = inbox[0]?.createdAt ?? c.now;
      const feed = html`${raw('<?xml version="1.0" encoding="utf-8"?>')}
<feed xmlns="http://www.w3.org/2005/Atom"><id>urn:uuid:${owner.organisationId}</id><title>${name}｜${c.view.hubName}</title><updated>${updated.toISOString()}</updated><author><name>${c.view.hubName}</name></author>
${inbox.map((row) => html`<entry><id>urn:uuid:${row.id}</id><title>${title(row)}</title><updated>${row.createdAt.toISOString()}</updated><link href="${noticeLink(c.house, row.id)}"/><summary>${say(words.count, c.language, { count: row.findingCount })}</summary></entry>`)}</feed>`;
      return new Response(String(feed), { headers: { 'content-type': 'application/atom+xml; charset=utf-8' } });
    });
  },
});
