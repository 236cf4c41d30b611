import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { confirmContact } from '#know';
import { feedNames } from '#observe';
import { found, Refusal } from '#platform/errors';
import { appendFact } from '#platform/facts';
import type { House } from '#platform/house';
import { loadSql, type Queries } from '#platform/postgres';
import { type Call, id, redirect, route } from '#platform/web';
import { say } from '#platform/words';
import { callAnswers, isCallAnswer, recordCall } from '../call/record.ts';
import { recordAnswer } from '../finding/answer.ts';
import { answers } from '../finding/life.ts';
import { draftOf, findNotice, type Notice } from '../notice/draft.ts';
import { isOurs, noticePath } from '../notice/link.ts';
import { mailWords } from './confirm-words.ts';
import { mailForHelp } from './help-mail.ts';
import { genuinePage, noticePage } from './page.html.ts';

const sql = loadSql(import.meta.url);
const Path = z.object({ id, signature: z.string().max(64) });
const Form = z.object({ answer: z.enum([...answers, ...callAnswers]), note: z.string().max(2000).optional() });
const Query = z.object({
  done: z.enum([...answers, ...callAnswers]).optional(),
  confirm: z.enum(['sent', 'confirmed']).optional(),
});

/** The notice the link belongs to; a wrong signature and an unknown notice are the same to the outside. */
async function openLink(
  c: Pick<Call<z.output<typeof Path>, unknown, unknown>, 'house' | 'params'>,
  q: Queries,
): Promise<Notice> {
  if (!isOurs(c.house, c.params.id, c.params.signature)) throw new Refusal('tell.notice-unknown', {}, 404);
  return found(await findNotice(q, c.params.id), 'tell.notice-unknown');
}

route({
  method: 'GET',
  path: '/n/:id/:signature',
  permission: 'token',
  params: Path,
  query: Query,
  async handle(c) {
    return c.asWorker(async (q) => {
      const notice = await openLink(c, q);
      if ((await q.run(sql('mark_opened'), { notice: notice.id, now: c.now })) > 0)
        await appendFact(c.house, q, {
          kind: 'notice.opened',
          subject: `notice:${notice.id}`,
          organisationId: notice.organisationId,
          actor: `notice-link:${notice.id}`,
        });
      const { draft, organisation, findings } = await draftOf(c.house, q, notice);
      const next = await q.one<{ at: Date | null }>(sql('next_step'), { notice: notice.id });
      const groups = draft.groups.map((group) => ({
        playbook: group.playbook,
        findings: findings.filter((finding) => finding.kind === group.playbook.kind || draft.groups.length === 1),
      }));
      // The page opens in the reader's language when they have chosen one, else in the notice's.
      const language =
        c.url.searchParams.has('lang') || c.request.headers.get('cookie')?.includes('kyojo_language=')
          ? c.language
          : notice.language;
      return noticePage({
        page: { ...c.view, language, nav: [] },
        notice,
        organisation: organisation.name,
        groups,
        feeds: await feedNames(
          q,
          findings.map(({ feedId }) => feedId),
        ),
        mayShow: draft.mayShow && notice.way !== 'partner',
        action: noticePath(c.house, notice.id),
        nextStepAt: next?.at ?? null,
        done: c.query.done,
        hub: c.house.config.KYOJO_HUB_NAME,
        helpMail: c.house.config.KYOJO_HELP_MAIL,
        confirm: c.query.confirm ?? (draft.mayShow ? undefined : 'ask'),
      });
    });
  },
});

route({
  method: 'POST',
  path: '/n/:id/:signature',
  permission: 'token',
  params: Path,
  form: Form,
  async handle(c) {
    return c.asWorker(async (q) => {
      const notice = await openLink(c, q);
      const { answer } = c.form;
      const actor = `notice-link:${notice.id}`;
      const done = `${noticePath(c.house, notice.id)}?done=${answer}` as const;
      // Whoever is to call a member says how that went and answers nothing for it, and the other way round.
      if (isCallAnswer(answer) !== (notice.way === 'partner')) throw new Refusal('tell.notice-unknown', {}, 404);
      if (isCallAnswer(answer)) {
        await recordCall(c.house, q, [notice], { answer, actor, now: c.now });
        return redirect(done);
      }
      const { findings } = await draftOf(c.house, q, notice);
      const { changed } = await recordAnswer(c.house, q, {
        findingIds: findings.map((finding) => finding.id),
        answer,
        actor,
        now: c.now,
        noticeId: notice.id,
        ...(c.form.note ? { note: c.form.note } : {}),
      });
      if (answer === 'help') await mailForHelp(c.house, q, changed, c.now);
      return redirect(done);
    });
  },
});

/** Confirmation of a contact: a second link, to the address the first one was sent to, good for a week. */
route({
  method: 'POST',
  path: '/n/:id/:signature/confirm',
  permission: 'token',
  params: Path,
  async handle(c) {
    const notice = await c.asWorker((q) => openLink(c, q));
    if (notice.contactId && notice.sendTo !== '') {
      const until = Math.floor(c.now.getTime() / 1000) + 7 * 86_400;
      await c.house.mail.send({
        to: notice.sendTo,
        subject: say(mailWords.confirmSubject, notice.language, { hub: c.house.config.KYOJO_HUB_NAME }),
        text: say(mailWords.confirmText, notice.language, {
          link: `${c.house.url}${noticePath(c.house, notice.id)}/confirm?until=${until}&key=${confirmKey(c.house, notice, until)}`,
        }),
      });
    }
    return redirect(`${noticePath(c.house, notice.id)}?confirm=sent` as `/${string}`);
  },
});

route({
  method: 'GET',
  path: '/n/:id/:signature/confirm',
  permission: 'token',
  params: Path,
  query: z.object({ until: z.coerce.number().int(), key: z.string().max(64) }),
  async handle(c) {
    return c.asWorker(async (q) => {
      const notice = await openLink(c, q);
      const key = Buffer.from(confirmKey(c.house, notice, c.query.until));
      const given = Buffer.from(c.query.key);
      if (c.query.until * 1000 < c.now.getTime() || key.length !== given.length || !timingSafeEqual(key, given))
        throw new Refusal('tell.notice-unknown', {}, 404);
      if (notice.contactId)
        await confirmContact(c.house, q, notice.contactId, notice.organisationId, `notice-link:${notice.id}`);
      return redirect(`${noticePath(c.house, notice.id)}?confirm=confirmed` as `/${string}`);
    });
  },
});

function confirmKey(house: House, notice: Notice, until: number): string {
  return createHmac('sha256', house.folder.secret())
    .update(`confirm ${notice.id} ${notice.contactId} ${notice.sendTo} ${until}`)
    .digest('base64url')
    .slice(0, 27);
}

route({
  method: 'GET',
  path: '/genuine',
  permission: 'public',
  query: z.object({ code: z.string().max(40).optional() }),
  async handle(c) {
    const code = (c.query.code ?? '')
      .normalize('NFKC')
      .toUpperCase()
      .replace(/[^A-Z0-9]/g, '');
    const shown = code.length > 4 ? `${code.slice(0, 4)}-${code.slice(4)}` : code;
    const row =
      code === '' ? undefined : await c.asWorker((q) => q.one<{ createdAt: Date }>(sql('by_code'), { code: shown }));
    return genuinePage({
      page: c.view,
      code: shown,
      sentAt: code === '' ? undefined : (row?.createdAt ?? null),
      helpMail: c.house.config.KYOJO_HELP_MAIL,
    });
  },
});
