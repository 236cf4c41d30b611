/**
 * The certificate of a disposal as a file. The contractor hands it up by a signed link, without an account, or the customer adds it itself;
 * only those two ever get it. The hub looks at no more of it than what kind of file it is: it is never opened here, and leaves as a download.
 */
import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import { z } from 'zod';
import { found, Refusal } from '#platform/errors';
import { appendFact } from '#platform/facts';
import type { House } from '#platform/house';
import { job } from '#platform/jobs';
import { loadSql, type Queries } from '#platform/postgres';
import { say } from '#platform/words';
import { dayText, startOf } from '../day/index.ts';
import { addresseesOf } from '../register/reach.ts';
import type { Disposal } from './disposal.ts';
import { linkId, linkToken } from './link.ts';
import { holderOf } from './request.ts';
import { words } from './words.ts';

const sql = loadSql(import.meta.url);
const DAY = 86_400_000;
/** How long the link works after the day on which the certificate was wanted. */
const LINK_DAYS = 365;
/** Largest certificate: a scan of a few pages, or a photograph. */
export const MOST_BYTES = 5 * 1024 * 1024;

/** A file that may be kept. */
export interface CertificateFile {
  readonly name: string;
  readonly type: 'application/pdf' | 'image/png' | 'image/jpeg';
  readonly bytes: Uint8Array;
}

const beginnings = [
  ['application/pdf', '.pdf', [0x25, 0x50, 0x44, 0x46, 0x2d]],
  ['image/png', '.png', [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]],
  ['image/jpeg', '.jpg', [0xff, 0xd8, 0xff]],
] as const;

/** Takes what was sent for a certificate: PDF, PNG or JPEG by what it begins with, whatever its name says. Refuses anything else, and what is too large. */
export function readCertificate(bytes: Uint8Array, name: string): CertificateFile {
  if (bytes.length > MOST_BYTES) throw new Refusal('know.certificate-large', { megabytes: MOST_BYTES / 2 ** 20 }, 413);
  const kind = beginnings.find(([, , head]) => head.every((byte, at) => bytes[at] === byte));
  if (!kind) throw new Refusal('know.certificate-kind', {}, 415);
  const [type, ending] = kind;
  // A name is shown and saved elsewhere: no path, no control or direction signs, and the ending of what it is.
  const stem = basename(name.normalize('NFC').replaceAll('\\', '/'))
    .replace(/\.[^.]*$/, '')
    .replace(/[\p{C}"*/:<>?|]/gu, '')
    .trim();
  return { name: `${[...stem].slice(0, 100).join('') || 'certificate'}${ending}`, type, bytes };
}

/** What a contractor is asked for, as its link shows it. */
export interface Demand extends Disposal {
  readonly organisationId: string;
  readonly customer: string;
  readonly email: string;
  readonly corporateNumber: string | null;
  readonly mailedAt: Date | null;
}

/** What a link asks for. As the hub itself: the link is all there is to check. Refuses every wrong or old one in the same words. */
export async function demandOf(house: House, q: Queries, token: string): Promise<Demand> {
  const id = linkId(house, 'disposal', token);
  const demand = found(id ? await q.one<Demand>(sql('demanded'), { id }) : undefined, 'know.disposal-unknown');
  const end = startOf(demand.dueOn).getTime() + LINK_DAYS * DAY;
  if (house.clock().getTime() > end) throw new Refusal('know.disposal-unknown', {}, 404);
  return demand;
}

/** A disposal with what its own page says of it, as far as the reader may see it. */
export async function readDemand(q: Queries, organisation: string, id: string): Promise<Demand> {
  const demand = await q.one<Demand>(sql('demanded'), { id });
  return found(demand?.organisationId === organisation ? demand : undefined, 'know.disposal-unknown');
}

/** The address at which the contractor hands the certificate up. */
export function demandUrl(house: House, disposal: string): string {
  return `${house.url}/erasure/${linkToken(house, 'disposal', disposal)}`;
}

/** Keeps a certificate's file, and notes with it that the certificate came. As the hub itself. Refuses a second file, and a day before the handing over. */
export async function handUp(
  house: House,
  q: Queries,
  handed: {
    readonly disposal: string;
    readonly organisation: string;
    readonly on: string;
    readonly reference: string;
    readonly file: CertificateFile;
    readonly by: string;
    readonly actor: string;
  },
): Promise<void> {
  const { disposal: id, organisation, on, reference, file, by, actor } = handed;
  const now = house.clock();
  const held = await q.one<{ organisationId: string; what: string; handedOn: string }>(sql('hold'), { id });
  if (held?.organisationId !== organisation) throw new Refusal('know.disposal-unknown', {}, 404);
  if (on < held.handedOn) throw new Refusal('know.role-dates-wrong');
  const sha256 = createHash('sha256').update(file.bytes).digest('hex');
  const kept = await q.one(sql('keep'), {
    organisation,
    disposal: id,
    name: file.name,
    type: file.type,
    size: file.bytes.length,
    sha256,
    body: Buffer.from(file.bytes).toString('base64'),
    by,
    now,
  });
  if (!kept) throw new Refusal('know.certificate-there', {}, 409);
  await q.run(sql('received'), { id, on, reference, now });
  const subject = `disposal:${id}`;
  const data = { what: held.what, reference, file: file.name, sha256, by };
  await appendFact(house, q, { kind: 'disposal.certified', subject, organisationId: organisation, actor, data });
}

/** The customer sends a certificate back: its file is gone, and it is waited for again. As the hub itself. */
export async function sendBack(
  house: House,
  q: Queries,
  asked: { readonly organisation: string; readonly disposal: string; readonly actor: string },
): Promise<void> {
  const { organisation, disposal: id, actor } = asked;
  const opened = await q.one<{ what: string }>(sql('open_again'), { id, organisation, now: house.clock() });
  const { what } = found(opened, 'know.disposal-unknown');
  await q.run(sql('drop'), { id });
  const subject = `disposal:${id}`;
  await appendFact(house, q, {
    kind: 'disposal.returned',
    subject,
    organisationId: organisation,
    actor,
    data: { what },
  });
}

/** The kept file, as a download that no browser runs or shows inside the hub. Refuses where there is none for this reader. */
export async function certificateDownload(q: Queries, organisation: string, disposal: string): Promise<Response> {
  const file = found(
    await q.one<{ name: string; type: string; body: string }>(sql('file'), { organisation, disposal }),
    'know.disposal-unknown',
  );
  return new Response(Buffer.from(file.body, 'base64'), {
    headers: {
      'content-type': file.type,
      'content-disposition': `attachment; filename="certificate"; filename*=UTF-8''${encodeURIComponent(file.name)}`,
      'content-security-policy': "default-src 'none'; sandbox",
    },
  });
}

/** Asks the contractor for the certificate: by its mail address, or, where its number is a member's, by that member's first contact. */
export const demandCertificate = job({
  name: 'know.demand-certificate',
  schema: z.object({ id: z.string() }),
  async handle(house, { id }) {
    const read = await house.db.as({ kind: 'worker' }, async (q) => {
      const demand = await q.one<Demand>(sql('demanded'), { id });
      const member = demand && demand.email === '' ? await holderOf(q, demand.corporateNumber) : undefined;
      return { demand, to: member ? (await addresseesOf(q, [member])).get(member) : undefined };
    });
    const { demand, to } = read;
    const contact = to?.contacts.find(({ email, bounced }) => email !== null && !bounced);
    const address = demand?.email || contact?.email;
    if (!demand || demand.mailedAt || demand.certificateOn !== null || !address) return;
    const language = contact?.language ?? 'ja';
    const { customer, what, count } = demand;
    const day = (text: string) => dayText(text, language);
    await house.mail.send({
      to: address,
      language,
      subject: say(words.demandSubject, language, { customer, hub: house.config.KYOJO_HUB_NAME }),
      text: say(words.demandText, language, {
        customer,
        hub: house.config.KYOJO_HUB_NAME,
        what: `${what} × ${count}`,
        handed: day(demand.handedOn),
        date: day(demand.dueOn),
        url: demandUrl(house, id),
      }),
      messageId: `certificate-demand-${id}`,
    });
    await house.db.as({ kind: 'worker' }, (q) => q.run(sql('mailed'), { id, now: house.clock() }));
  },
});
