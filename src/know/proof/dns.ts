import { Resolver } from 'node:dns/promises';
import type { House } from '#platform/house';

/** The text a domain must show under `_kyojo.<domain>` (or at the domain itself). */
export function proofText(token: string): string {
  return `kyojo-proof=${token}`;
}

/**
 * Whether the domain shows the token in a TXT record. Asks the servers of `KYOJO_DNS` (host or host:port, comma-separated), else the
 * system's. A name that does not exist or servers that do not answer are "no", never an error.
 */
export async function hasProof(house: Pick<House, 'config'>, domain: string, token: string): Promise<boolean> {
  const resolver = new Resolver({ timeout: 3000, tries: 2 });
  if (house.config.KYOJO_DNS) resolver.setServers(house.config.KYOJO_DNS.split(',').map((server) => server.trim()));
  const wanted = proofText(token);
  for (const name of [`_kyojo.${domain}`, domain]) {
    const records = await resolver.resolveTxt(name).catch(() => [] as string[][]);
    if (records.some((chunks) => chunks.join('') === wanted)) return true;
  }
  return false;
}

/** Role addresses of a domain that only those who run it can read (RFC 2142; the same list certificate authorities use). */
export function roleAddresses(domain: string): string[] {
  return ['postmaster', 'hostmaster', 'webmaster', 'admin', 'security', 'abuse'].map((role) => `${role}@${domain}`);
}
