import { mkdirSync, rmSync, statfsSync, statSync, writeFileSync } from 'node:fs';
import { totalmem } from 'node:os';
import { join, resolve } from 'node:path';
import { createTransport } from 'nodemailer';
import type { Config } from '#platform/config';
import { addressOf } from '../house.ts';
import { fault, type Line, ok, reason, warn } from './line.ts';

const GIB = 1024 ** 3;

/** What the settings say that is allowed but likely not meant. */
export function* lookAtSettings(config: Config): Generator<Line> {
  yield ok('settings', 'can be read');
  const address = addressOf(config);
  const isLocal = /^https?:\/\/(localhost|127\.|\[::1\])/.test(address);
  if (isLocal)
    yield warn(
      'KYOJO_URL',
      `links in mails begin with ${address}: nobody else can open them`,
      'set KYOJO_URL to the address members reach the hub at',
    );
  else if (!address.startsWith('https:'))
    yield warn(
      'KYOJO_URL',
      'is not https: passkeys and safe cookies need it',
      'put a TLS proxy in front and set KYOJO_URL to its https address',
    );
  if (!config.KYOJO_SMTP_URL)
    yield warn(
      'KYOJO_SMTP_URL',
      'is not set: mails are only kept as files in the data folder',
      'set it to your mail server, as smtp://host:25 or smtps://user:password@host',
    );
  else if (config.KYOJO_MAIL_FROM.endsWith('@hub.example'))
    yield warn(
      'KYOJO_MAIL_FROM',
      'is still the example address',
      'set it to an address of your own domain, with SPF and DKIM for it',
    );
  if (config.KYOJO_HELP_MAIL.endsWith('@hub.example'))
    yield warn(
      'KYOJO_HELP_MAIL',
      'is still the example address: calls for help reach nobody',
      'set it to the mailbox of your help desk',
    );
  if (config.KYOJO_ROLE !== 'all' && !(config.DATABASE_URL && config.CLICKHOUSE_URL) && !config.KYOJO_SECRET)
    yield ok(
      'KYOJO_ROLE',
      `${config.KYOJO_ROLE}: with embedded stores all processes must run on this machine, on one data folder`,
    );
  if (config.KYOJO_ROLE !== 'all' && config.DATABASE_URL && !config.KYOJO_SECRET)
    yield warn(
      'KYOJO_SECRET',
      'is not set: processes on other machines would each make their own',
      'set the same KYOJO_SECRET everywhere (first start: copy it from the file `secret` in the data folder)',
    );
  if (config.CLICKHOUSE_CLUSTER && !config.CLICKHOUSE_URL)
    yield fault(
      'CLICKHOUSE_CLUSTER',
      'is set without CLICKHOUSE_URL',
      'set CLICKHOUSE_URL to a node of the cluster, or unset the cluster',
    );
}

/** The runtime and the disk. */
export function* lookAtMachine(data: string): Generator<Line> {
  const [major = 0] = process.versions.node.split('.').map(Number);
  yield major >= 24
    ? ok('Node.js', process.version)
    : fault('Node.js', `${process.version} is too old`, 'start Kyojo by ./kyojo, which brings Node 24');
  if (totalmem() < 1.8 * GIB)
    yield warn(
      'memory',
      `${(totalmem() / GIB).toFixed(1)} GiB`,
      'give the machine 2 GiB or more; 4 GiB where millions of observations come in a day',
    );
  const folder = resolve(data);
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const probe = join(folder, `.doctor-${process.pid}`);
    writeFileSync(probe, 'x');
    rmSync(probe);
    yield ok('data folder', folder);
  } catch (error) {
    yield fault(
      'data folder',
      `${folder} cannot be written: ${reason(error)}`,
      'make it belong to the user who runs Kyojo, or set KYOJO_DATA to another folder',
    );
    return;
  }
  if ((statSync(folder).mode & 0o077) !== 0)
    yield warn('data folder', 'others on this machine may look into it', `chmod 700 ${folder}`);
  const disk = statfsSync(folder);
  const [free, all] = [disk.bavail * disk.bsize, disk.blocks * disk.bsize];
  const says = `${(free / GIB).toFixed(1)} of ${(all / GIB).toFixed(0)} GiB free`;
  if (free < GIB) yield fault('disk', says, 'make room: both stores stop when the disk is full');
  else if (free < all * 0.1 && free < 20 * GIB) yield warn('disk', says, 'make room soon');
  else yield ok('disk', says);
}

/** Whether the mail server is there and takes us. */
export async function lookAtMail(config: Config): Promise<Line[]> {
  if (!config.KYOJO_SMTP_URL) return [];
  const transport = createTransport({
    url: config.KYOJO_SMTP_URL,
    connectionTimeout: 5000,
    greetingTimeout: 5000,
    socketTimeout: 5000,
  } as never);
  try {
    await transport.verify();
    return [ok('mail server', `${new URL(config.KYOJO_SMTP_URL).host} answers`)];
  } catch (error) {
    return [
      fault(
        'mail server',
        `${new URL(config.KYOJO_SMTP_URL).host}: ${reason(error)}`,
        'check KYOJO_SMTP_URL, the password and the firewall; notices wait and are sent when it is back',
      ),
    ];
  } finally {
    transport.close();
  }
}
