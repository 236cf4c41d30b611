/** Answering: page by page, with a way back, a rest and a paper; then the end. */
import { z } from 'zod';
import { Refusal } from '#platform/errors';
import { redirect, route } from '#platform/web';
import { carryOver } from '../assessment/compare.ts';
import { findNewest, findVersion } from '../assessment-shelf/index.ts';
import { firstOpen, type Leaf, leavesOf, readAnswers } from './leaves.ts';
import { allowTry, keyPattern } from './link.ts';
import { type Seat, seatByLink, seatRoute } from './seat.ts';
import { claimPage, leafPage, overviewPage, printPage } from './sheet.html.ts';
import { beginAnonymous, beginOwn, claimSitting, dropSitting, finishSitting, keepAnswers, LINK_DAYS } from './store.ts';

/** Of whatever form: a page that is not there leads to the overview, and only of one's own sitting. */
const leafKey = z.string().max(80);
type At = { readonly seat: string; readonly leaf: string };

/** The cookie by which answers wait for somebody who must register an organisation first. Holds the key and nothing else. */
export const CLAIM_COOKIE = 'kyojo_claim';
const claimCookie = (key: string, seconds: number) =>
  `${CLAIM_COOKIE}=${key}; Path=/; Max-Age=${seconds}; SameSite=Lax; HttpOnly`;

seatRoute({
  method: 'GET',
  path: '',
  query: z.object({ new: z.string().optional(), claimed: z.string().optional() }),
  async handle(c, seat) {
    if (seat.sitting.finishedAt) return redirect(`${seat.base}/result${c.query.claimed ? '?claimed=1' : ''}`);
    return overviewPage({ page: c.view, seat, url: c.house.url });
  },
});

/** The leaf of an address; one whose questions have gone since leads to the overview. */
function leafAt(seat: Seat, key: string): { readonly leaves: readonly Leaf[]; readonly leaf: Leaf | undefined } {
  const leaves = leavesOf(seat.sheet, seat.sitting.profile, seat.sitting.answers);
  return { leaves, leaf: leaves.find((one) => one.key === key) };
}

seatRoute<At>({
  method: 'GET',
  path: '/q/:leaf',
  params: { leaf: leafKey },
  query: z.object({ missing: z.string().optional() }),
  async handle(c, seat) {
    const { leaves, leaf } = leafAt(seat, c.params.leaf);
    if (seat.sitting.finishedAt || !leaf) return redirect(seat.base);
    return leafPage({
      page: c.view,
      seat,
      url: c.house.url,
      leaf,
      isFirst: leaf === leaves[0],
      isLast: leaf === leaves.at(-1),
      missing: c.url.searchParams.has('missing'),
    });
  },
});

seatRoute<At, unknown, Record<string, unknown>>({
  method: 'POST',
  path: '/q/:leaf',
  params: { leaf: leafKey },
  form: z.record(z.string(), z.unknown()),
  async handle(c, seat) {
    const { leaf } = leafAt(seat, c.params.leaf);
    if (!leaf) return redirect(seat.base);
    const given = readAnswers(seat.sheet, leaf.questions, c.form);
    if (!(await seat.as((q) => keepAnswers(c.house, q, seat.sitting, given))))
      throw new Refusal('know.assessment-finished', {}, 409);
    if (c.form.go === 'pause') return redirect(seat.base);
    // An answer may have brought a question up or taken one away: where to go is asked anew.
    const answers = { ...seat.sitting.answers, ...given };
    const leaves = leavesOf(seat.sheet, seat.sitting.profile, answers);
    const at = leaves.findIndex(({ key }) => key === leaf.key);
    if (c.form.go === 'back') return redirect(`${seat.base}/q/${leaves[Math.max(0, at - 1)]?.key ?? leaf.key}`);
    const grown = (leaves[at]?.questions ?? []).filter(({ id }) => !leaf.questions.some((one) => one.id === id));
    if (grown.length > 0) return redirect(`${seat.base}/q/${leaf.key}`);
    const next = leaves[at + 1];
    if (next) return redirect(`${seat.base}/q/${next.key}`);
    const open = firstOpen(leaves, answers);
    return redirect(open ? `${seat.base}/q/${open.key}?missing=1` : seat.base);
  },
});

seatRoute({
  method: 'GET',
  path: '/print',
  handle: async (c, seat) => printPage({ page: c.view, seat, url: c.house.url, now: c.now }),
});

seatRoute({
  method: 'POST',
  path: '/finish',
  async handle(c, seat) {
    await seat.as((q) => finishSitting(c.house, q, seat.shelf, seat.sheet, seat.sitting, seat.actor));
    return redirect(`${seat.base}/result`);
  },
});

seatRoute({
  method: 'POST',
  path: '/drop',
  async handle(c, seat) {
    await seat.as((q) => dropSitting(c.house, q, seat.sitting, seat.actor));
    return redirect(seat.isLink ? '/start' : '/assessments');
  },
});

/** Begins again on the newest version, with the answers that still mean the same already filled in. */
seatRoute({
  method: 'POST',
  path: '/again',
  async handle(c, seat) {
    const { sitting, shelf } = seat;
    const sheet = findNewest(shelf, sitting.questionnaire) ?? seat.sheet;
    const from = {
      questionnaire: findVersion(shelf, sitting.questionnaire, sitting.version) ?? seat.sheet,
      profile: sitting.profile,
      answers: sitting.answers,
    };
    const begin = { sheet, profile: sitting.profile, about: sitting.about, answers: carryOver(from, sheet) };
    const { organisationId } = sitting;
    if (organisationId)
      return redirect(
        `/assessments/${await seat.as((q) => beginOwn(c.house, q, shelf, begin, organisationId, seat.actor))}`,
      );
    await allowTry(c.house, 'begin', c.address);
    return redirect(`/a/${await seat.as((q) => beginAnonymous(c.house, q, shelf, begin))}`);
  },
});

route({
  method: 'GET',
  path: '/a/:seat/claim',
  permission: 'token',
  params: z.object({ seat: z.string().regex(keyPattern) }),
  async handle(c) {
    const seat = await seatByLink(c);
    const made = claimPage({
      page: c.view,
      seat,
      url: c.house.url,
      organisations: c.person?.organisations ?? [],
      isSignedIn: c.person !== undefined,
    });
    return new Response(String(made), {
      headers: {
        'content-type': 'text/html; charset=utf-8',
        'set-cookie': claimCookie(c.params.seat, LINK_DAYS * 86_400),
      },
    });
  },
});

route({
  method: 'POST',
  path: '/a/:seat/claim',
  permission: 'token',
  params: z.object({ seat: z.string().regex(keyPattern) }),
  form: z.object({ organisation: z.string().max(60) }),
  async handle(c) {
    if (!c.person) return redirect(`/sign-in?next=${encodeURIComponent(`/a/${c.params.seat}/claim`)}`);
    const seat = await seatByLink(c);
    const own = c.person.organisations.find(({ id }) => id === c.form.organisation);
    if (!own) throw new Refusal('know.organisation-unknown', {}, 404);
    const done = await c.asWorker((q) => claimSitting(c.house, q, seat.sitting, own.id, c.actor));
    if (!done) throw new Refusal('know.assessment-link-gone', {}, 404);
    return redirect(`/assessments/${seat.sitting.id}?claimed=1`, { 'set-cookie': claimCookie('', 0) });
  },
});
