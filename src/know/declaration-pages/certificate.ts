/** What an organisation takes home of its declaration: the sheet for the wall, the sealed file, the logo. Only while it is in force. */
import { z } from 'zod';
import { Refusal } from '#platform/errors';
import { paperPdf } from '#platform/paper';
import { type Call, id, route } from '#platform/web';
import { seal } from '#trust';
import { type CertificateOf, certificatePaper, toSeal } from '../declaration/certificate.ts';
import { isGood, standingAt } from '../declaration/life.ts';
import { logoSvg } from '../declaration/logo.ts';
import { formatDeclarationNumber } from '../declaration/number.ts';
import { findLevel } from '../declaration/rules.ts';
import { currentDeclaration, declarantOf, type KeptDeclaration, rules } from '../declaration/store.ts';
import { SEAL_KIND } from '../declaration/verify.ts';
import { logoPage } from './page.html.ts';

const params = z.object({ id });

/** The declaration in force with what stands on its certificate; refuses when there is none. The 法人番号 stands on it only where the hub vouches for it. */
async function inForce(
  c: Call<unknown, unknown, unknown>,
  organisation: string,
): Promise<CertificateOf & { readonly kept: KeptDeclaration }> {
  const { declarant, current } = await c.as(async (q) => ({
    declarant: await declarantOf(q, organisation),
    current: await currentDeclaration(q, organisation),
  }));
  if (!current || !isGood(standingAt(current, rules, c.now))) throw new Refusal('know.declaration-unknown', {}, 404);
  return {
    kept: current,
    number: current.number,
    hub: c.house.config.KYOJO_HUB_NAME,
    organisation: declarant.name,
    corporateNumber: declarant.isProven ? declarant.corporateNumber : null,
    verifyUrl: `${c.house.url}/verify/${current.number}`,
    rules,
    declaration: current,
  };
}

const download = (body: string | Uint8Array<ArrayBuffer>, type: string, name: string) =>
  new Response(body, { headers: { 'content-type': type, 'content-disposition': `attachment; filename="${name}"` } });

route({
  method: 'GET',
  path: '/organisations/:id/declaration/certificate.pdf',
  permission: 'member',
  params,
  async handle(c) {
    const of = await inForce(c, c.params.id);
    const pdf = paperPdf(certificatePaper({ ...of, number: formatDeclarationNumber(of.number) }, c.language, c.now));
    return download(pdf as Uint8Array<ArrayBuffer>, 'application/pdf', `declaration-${of.number}.pdf`);
  },
});

route({
  method: 'GET',
  path: '/organisations/:id/declaration/certificate.jws',
  permission: 'member',
  params,
  async handle(c) {
    const of = await inForce(c, c.params.id);
    return download(
      `${await seal(c.house, SEAL_KIND, toSeal(of))}\n`,
      'application/jose',
      `declaration-${of.number}.jws`,
    );
  },
});

const logoOf = (kept: KeptDeclaration) =>
  logoSvg({ stars: kept.stars, number: kept.number, title: findLevel(rules, kept.level) ? rules.title.ja : '' });

route({
  method: 'GET',
  path: '/organisations/:id/declaration/logo',
  permission: 'member',
  params,
  async handle(c) {
    const { kept } = await inForce(c, c.params.id);
    return logoPage({
      page: c.view,
      base: `/organisations/${c.params.id}/declaration`,
      declaration: kept,
      svg: logoOf(kept),
    });
  },
});

route({
  method: 'GET',
  path: '/organisations/:id/declaration/logo.svg',
  permission: 'member',
  params,
  async handle(c) {
    const { kept } = await inForce(c, c.params.id);
    return download(logoOf(kept), 'image/svg+xml', `declaration-${kept.number}.svg`);
  },
});
