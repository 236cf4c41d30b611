/** The register of roles: who holds what, what is missing, giving a role and ending it. */
import { z } from 'zod';
import { type Call, id, navItem, redirect, route } from '#platform/web';
import { say } from '#platform/words';
import { dayOf } from '../day/index.ts';
import { actsFor, toOwn } from './acting.ts';
import { registerPage } from './page.html.ts';
import { gapsOf, roles } from './roles.ts';
import { allHoldings, appoint, endHolding, registerOwner } from './store.ts';
import { words } from './words.ts';

navItem({ href: '/roles', label: words.nav, for: 'member', order: 38, group: 'ours' });

route({ method: 'GET', path: '/roles', permission: 'signed-in', handle: async (c) => toOwn(c, 'roles') });

async function show(
  c: Call<unknown, unknown, unknown>,
  organisation: string,
  sent: {
    readonly values?: Readonly<Record<string, string>>;
    readonly errors?: readonly { readonly name: string; readonly text: string }[];
  } = {},
) {
  const read = await c.as(async (q) => ({
    owner: await registerOwner(q, organisation),
    holdings: await allHoldings(q, organisation),
  }));
  const day = dayOf(c.now);
  const done = c.url.searchParams.get('done');
  return registerPage({
    page: c.view,
    organisation: read.owner,
    holdings: read.holdings,
    gaps: gapsOf(read.holdings, read.owner.staffCount, day),
    day,
    values: sent.values ?? {},
    errors: sent.errors ?? [],
    done: done === 'saved' || done === 'ended' ? done : undefined,
    mayAct: c.person?.organisations.some((one) => one.id === organisation) ?? false,
  });
}

const params = z.object({ id });

route({
  method: 'GET',
  path: '/organisations/:id/roles',
  permission: 'member',
  params,
  handle: (c) => show(c, c.params.id),
});

route({
  method: 'POST',
  path: '/organisations/:id/roles',
  permission: 'member',
  params,
  form: z.object({
    role: z.string().max(40).default(''),
    isDeputy: z.string().max(5).default(''),
    personName: z.string().trim().max(100).default(''),
    title: z.string().trim().max(100).default(''),
    email: z.string().trim().max(254).default(''),
    phone: z.string().trim().max(40).default(''),
    fromOn: z.string().max(10).default(''),
    untilOn: z.string().max(10).default(''),
  }),
  async handle(c) {
    actsFor(c, c.params.id);
    const { form } = c;
    const isDay = (text: string) => z.iso.date().safeParse(text).success;
    const errors = [
      ...(roles.some((role) => role.id === form.role)
        ? []
        : [{ name: 'role', text: say(words['fault.role'], c.language) }]),
      ...(form.personName === '' ? [{ name: 'personName', text: say(words['fault.name'], c.language) }] : []),
      ...(form.email !== '' && !/^[^@\s]+@[^@\s]+$/.test(form.email)
        ? [{ name: 'email', text: say(words['fault.email'], c.language) }]
        : []),
      ...(isDay(form.fromOn) ? [] : [{ name: 'fromOn', text: say(words['fault.from'], c.language) }]),
      ...(form.untilOn !== '' && (!isDay(form.untilOn) || form.untilOn < form.fromOn)
        ? [{ name: 'untilOn', text: say(words['fault.until'], c.language) }]
        : []),
    ];
    if (errors.length > 0) return show(c, c.params.id, { values: form, errors });
    await c.as((q) =>
      appoint(
        c.house,
        q,
        c.params.id,
        { ...form, isDeputy: form.isDeputy === 'yes', untilOn: form.untilOn || null, note: '' },
        c.actor,
      ),
    );
    return redirect(`/organisations/${c.params.id}/roles?done=saved`);
  },
});

route({
  method: 'POST',
  path: '/organisations/:id/roles/:holding/end',
  permission: 'member',
  params: z.object({ id, holding: id }),
  async handle(c) {
    actsFor(c, c.params.id);
    await c.as((q) =>
      endHolding(c.house, q, {
        organisation: c.params.id,
        id: c.params.holding,
        untilOn: dayOf(c.now),
        actor: c.actor,
      }),
    );
    return redirect(`/organisations/${c.params.id}/roles?done=ended`);
  },
});
