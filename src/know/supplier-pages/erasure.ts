/** The file of an erasure certificate: handed up by the contractor through its link, fetched by both, sent back by the customer. */
import { z } from 'zod';
import { Refusal } from '#platform/errors';
import { html, type Markup, nothing } from '#platform/html';
import { button, chip, copyable, disclosure, facts, fileList, form, page, postButton, section } from '#platform/page';
import { type Call, id, redirect, route } from '#platform/web';
import { formatBytes, formatDate, type Language, say } from '#platform/words';
import { dayOf, dayText } from '../day/index.ts';
import { bodyUpTo } from '../declaration-check/open-json.ts';
import { actsFor } from '../role/acting.ts';
import {
  certificateDownload,
  type Demand,
  demandOf,
  demandUrl,
  handUp,
  MOST_BYTES,
  readCertificate,
  readDemand,
  sendBack,
} from '../supplier/certificate.ts';
import { certificateState, type Disposal, receiveCertificate } from '../supplier/disposal.ts';
import { refusals } from '../supplier/words.ts';
import { doneBanner } from './list.html.ts';
import { words } from './words.ts';

const params = z.object({ token: z.string().max(80) });
const own = z.object({ id, disposal: id });
const tones = { received: 'good', demanded: 'info', overdue: 'urgent' } as const;

/** Where the certificate of a disposal is, in a word. */
export function certificateChip(row: Disposal, today: string, language: Language): Markup {
  const state = certificateState(row, today);
  return chip({ text: say(words[`certificate.${state}`], language), tone: tones[state] });
}
/** What a browser wraps around the file. */
const WRAPPING = 20_000;

type At = Call<{ readonly token: string }, unknown, unknown>;
interface Sent {
  readonly values?: Readonly<Record<string, string>>;
  readonly errors?: readonly { readonly name: string; readonly text: string }[];
}

/** What both sides see of a disposal: what it is, where its certificate is, and the file with what the hub did not do with it. */
function disposalPart(c: Call<unknown, unknown, unknown>, demand: Demand, here: string): Markup {
  const { language } = c;
  const size = demand.fileSize === null ? '' : formatBytes(demand.fileSize, language);
  return html`${facts({
    language,
    facts: [
      { name: say(words.what, language), value: `${demand.what} × ${demand.count}` },
      { name: say(words.method, language), value: say(words[`method.${demand.method}`], language) },
      { name: say(words.byWhom, language), value: demand.byWhom },
      { name: say(words.handedOn, language), value: dayText(demand.handedOn, language) },
      { name: say(words.certificateDue, language), value: dayText(demand.dueOn, language) },
      {
        name: say(words.certificate, language),
        value: html`${certificateChip(demand, dayOf(c.now), language)}${demand.certificateOn ? ` ${dayText(demand.certificateOn, language)}` : ''}`,
      },
      ...(demand.certificateReference
        ? [{ name: say(words.reference, language), value: demand.certificateReference }]
        : []),
    ],
  })}${demand.fileName ? html`${fileList({ language, files: [{ href: `${here}/file`, name: demand.fileName, note: size }] })}<p class="note">${say(words.notScanned, language)}</p>` : nothing}`;
}

const fileField = (language: Language, more: { readonly error?: string | undefined; readonly required?: boolean }) =>
  form.file({
    language,
    name: 'file',
    label: say(words.certificate, language),
    hint: say(words.fileHint, language),
    accept: '.pdf,.png,.jpg,.jpeg',
    ...more,
  });

async function show(c: At, sent: Sent = {}): Promise<Markup> {
  const { language } = c;
  const demand = await c.asWorker((q) => demandOf(c.house, q, c.params.token));
  const { customer } = demand;
  const here = `/erasure/${c.params.token}`;
  const title = say(demand.certificateOn ? words.erasureThere : words.erasureTitle, language, { customer });
  return page({
    ...c.view,
    title,
    heading: title,
    lead: say(demand.certificateOn ? words.erasureAgain : words.erasureLead, language, { customer }),
    narrow: true,
    hidden: true,
    alerts: c.url.searchParams.has('done') ? doneBanner(language, say(words.erasureDone, language)) : nothing,
    main: html`${disposalPart(c, demand, here)}${demand.certificateOn ? nothing : handingForm(c, demand, here, sent)}`,
  });
}

function handingForm(c: At, demand: Demand, here: string, sent: Sent): Markup {
  const { language } = c;
  const field = (name: string, value = '') => ({
    language,
    name,
    value: sent.values?.[name] ?? value,
    error: sent.errors?.find((one) => one.name === name)?.text,
  });
  return form.form({
    language,
    action: here,
    files: true,
    errors: sent.errors ?? [],
    body: html`${fileField(language, { error: field('file').error, required: true })}
${form.date({ ...field('on', dayOf(c.now)), label: say(words.erasedOn, language), required: true })}
${form.text({ ...field('reference'), label: say(words.certificateNumber, language), maxlength: 300 })}
${form.text({ ...field('by', demand.byWhom), label: say(words.handedBy, language), required: true, maxlength: 200 })}
${button({ text: say(words.handUp, language) })}`,
  });
}

route({ method: 'GET', path: '/erasure/:token', permission: 'token', params, handle: (c) => show(c) });

/** What was typed beside the file. */
const Typed = z.object({
  on: z.iso.date().catch(''),
  reference: z.string().trim().max(300).catch(''),
  by: z.string().trim().max(200).catch(''),
});

route({
  method: 'POST',
  path: '/erasure/:token',
  permission: 'token',
  params,
  // The form parser lets strangers send one megabyte; whoever has a link may send a scan.
  streams: true,
  async handle(c) {
    const { language } = c;
    const demand = await c.asWorker((q) => demandOf(c.house, q, c.params.token));
    const type = c.request.headers.get('content-type') ?? '';
    const body = await bodyUpTo(c.request, MOST_BYTES + WRAPPING);
    const sent = await new Response(Buffer.from(body), { headers: { 'content-type': type } }).formData().catch(() => {
      throw new Refusal('web.body-wrong', {}, 400);
    });
    const typed = Typed.parse(Object.fromEntries(sent));
    const file = sent.get('file');
    const today = dayOf(c.now);
    const errors = [
      ...(file instanceof File && file.size > 0 ? [] : [{ name: 'file', text: say(words['fault.file'], language) }]),
      ...(typed.on >= demand.handedOn && typed.on <= today
        ? []
        : [{ name: 'on', text: say(words['fault.erasedOn'], language) }]),
      ...(typed.by === '' ? [{ name: 'by', text: say(words['fault.answerer'], language) }] : []),
    ];
    if (errors.length > 0 || !(file instanceof File)) return show(c, { values: typed, errors });
    try {
      const kept = readCertificate(new Uint8Array(await file.arrayBuffer()), file.name);
      const { id: disposal, organisationId: organisation } = demand;
      const actor = `disposal-link:${disposal}`;
      await c.asWorker((q) => handUp(c.house, q, { disposal, organisation, ...typed, file: kept, actor }));
    } catch (error) {
      if (!(error instanceof Refusal) || error.code !== 'know.certificate-kind') throw error;
      return show(c, { values: typed, errors: [{ name: 'file', text: say(refusals[error.code], language) }] });
    }
    return redirect(`/erasure/${c.params.token}?done=1`);
  },
});

route({
  method: 'GET',
  path: '/erasure/:token/file',
  permission: 'token',
  params,
  handle: (c) =>
    c.asWorker(async (q) => {
      const demand = await demandOf(c.house, q, c.params.token);
      return certificateDownload(q, demand.organisationId, demand.id);
    }),
});

route({
  method: 'GET',
  path: '/organisations/:id/disposals/:disposal/file',
  permission: 'member',
  params: own,
  async handle(c) {
    actsFor(c, c.params.id);
    return c.as((q) => certificateDownload(q, c.params.id, c.params.disposal));
  },
});

route({
  method: 'POST',
  path: '/organisations/:id/disposals/:disposal/return',
  permission: 'member',
  params: own,
  async handle(c) {
    const { id: organisation, disposal } = c.params;
    actsFor(c, organisation);
    await c.asWorker((q) => sendBack(c.house, q, { organisation, disposal, actor: c.actor }));
    return redirect(`/organisations/${organisation}/disposals?done=saved`);
  },
});

route({
  method: 'GET',
  path: '/organisations/:id/disposals/:disposal',
  permission: 'member',
  params: own,
  async handle(c) {
    const { language } = c;
    const { id: organisation, disposal } = c.params;
    const demand = await c.as((q) => readDemand(q, organisation, disposal));
    const list = `/organisations/${organisation}/disposals`;
    const here = `${list}/${disposal}`;
    const isOwn = c.person?.organisations.some((one) => one.id === organisation) ?? false;
    const act = demand.certificateOn ? returning(here, language) : receiving(c, demand, here);
    return page({
      ...c.view,
      title: demand.what,
      heading: demand.what,
      kicker: demand.customer,
      narrow: true,
      breadcrumb: [{ href: list, label: say(words.disposals, language) }],
      main: html`${disposalPart(c, demand, here)}${isOwn ? act : nothing}`,
    });
  },
});

const returning = (here: string, language: Language) =>
  disclosure({
    summary: say(words.wrongCertificate, language),
    body: html`<p>${say(words.sendBackSays, language)}</p>${postButton({ action: `${here}/return`, text: say(words.sendBack, language), kind: 'danger' })}`,
  });

function receiving(c: Call<unknown, unknown, unknown>, demand: Demand, here: string): Markup {
  const { language } = c;
  return html`${section({
    heading: say(words.handUpLinkLabel, language),
    body: html`<p>${demand.mailedAt ? say(words.handUpMailed, language, { date: formatDate(demand.mailedAt, language) }) : say(words.handUpLink, language)}</p>${copyable({ language, text: demandUrl(c.house, demand.id), label: say(words.handUpLinkLabel, language) })}`,
  })}${section({
    heading: say(words.received, language),
    body: form.form({
      language,
      action: `${here}/received`,
      files: true,
      body: html`${fileField(language, {})}${form.date({ language, name: 'on', label: say(words.receivedOn, language), value: dayOf(c.now) })}${form.text({ language, name: 'reference', label: say(words.reference, language), maxlength: 300 })}${button({ text: say(words.save, language) })}`,
    }),
  })}`;
}

route({
  method: 'POST',
  path: '/organisations/:id/disposals/:disposal/received',
  permission: 'member',
  params: z.object({ id, disposal: id }),
  form: z.object({
    on: z.iso.date(),
    reference: z.string().trim().max(300).default(''),
    file: z.instanceof(File).optional(),
  }),
  async handle(c) {
    const { id: organisation, disposal } = c.params;
    const { on, reference, file } = c.form;
    const { actor } = c;
    actsFor(c, organisation);
    if (file && file.size > 0) {
      const kept = readCertificate(new Uint8Array(await file.arrayBuffer()), file.name);
      const by = c.person?.name ?? '';
      await c.asWorker((q) => handUp(c.house, q, { disposal, organisation, on, reference, file: kept, by, actor }));
    } else await c.as((q) => receiveCertificate(c.house, q, { organisation, id: disposal, on, reference, actor }));
    return redirect(`/organisations/${c.params.id}/disposals?done=saved`);
  },
});
