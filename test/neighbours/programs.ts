import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

/**
 * Why a test that needs these programs must be skipped: they are not installed, or only `root` may start them and we are not (Postfix,
 * Dovecot and nsd change their user). `false` when all is there. `KYOJO_CI=1`: a missing program is a failure, not a skip.
 */
export function missing(paths: readonly string[], by: 'root' | 'anybody'): string | false {
  const absent = paths.filter((path) => !existsSync(path));
  const mayStart = by === 'anybody' || process.getuid?.() === 0;
  const reason = absent.length > 0 ? `not installed: ${absent.join(', ')}` : mayStart ? false : 'needs root';
  if (reason && process.env.KYOJO_CI === '1') throw new Error(`a neighbour of the tests is missing: ${reason}`);
  if (reason) console.log(`SKIPPED, because ${reason}`);
  return reason;
}

/** A TCP and UDP port that is free now. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Waits until `holds` gives something; fails with `what` after `seconds`. */
export async function until<T>(what: string, holds: () => T | Promise<T>, seconds = 20): Promise<NonNullable<T>> {
  for (const end = Date.now() + seconds * 1000; ; await wait(50)) {
    const value = await holds();
    if (value) return value as NonNullable<T>;
    if (Date.now() > end) throw new Error(`waited ${seconds} s in vain: ${what}`);
  }
}

/** Whether somebody listens on a port of loopback. */
export function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => resolve(socket.destroy() !== undefined));
    socket.once('error', () => resolve(false));
  });
}

/** A folder of its own for a program, readable by the users it becomes. */
export function folderFor(name: string): {
  readonly path: string;
  write(file: string, text: string): string;
  remove(): void;
} {
  const path = mkdtempSync(join(tmpdir(), `kyojo-${name}-`));
  chmodSync(path, 0o755);
  return {
    path,
    write(file, text) {
      writeFileSync(join(path, file), text);
      return join(path, file);
    },
    remove: () => rmSync(path, { recursive: true, force: true }),
  };
}

/** A program that stays in the foreground; `stop` ends it and waits for that. */
export function run(
  command: string,
  args: readonly string[],
): { readonly child: ChildProcess; output(): string; stop(): Promise<void> } {
  let output = '';
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const ended = once(child, 'exit');
  return {
    child,
    output: () => output,
    async stop() {
      if (child.exitCode === null) child.kill('SIGTERM');
      await Promise.race([ended, wait(5000)]);
      if (child.exitCode === null) child.kill('SIGKILL');
    },
  };
}

/** A mail server of its own: mailboxes of `mailboxes`, everything for `relay.domain` handed to `relay.port`. */
export async function startPostfix(
  mailboxes: readonly string[],
  relay: { readonly domain: string; readonly port: number },
) {
  const folder = folderFor('postfix');
  const port = await freePort();
  const { path } = folder;
  for (const name of ['queue', 'data', 'mail']) mkdirSync(join(path, name));
  spawnSync('chown', ['postfix', join(path, 'data')]);
  spawnSync('chown', ['65534:65534', join(path, 'mail')]);
  const domains = [...new Set(mailboxes.map((address) => address.split('@')[1]))];
  folder.write('boxes', mailboxes.map((address) => `${address} ${address}/\n`).join(''));
  folder.write('transport', `${relay.domain} smtp:[127.0.0.1]:${relay.port}\n`);
  folder.write(
    'main.cf',
    `compatibility_level = 3.6
queue_directory = ${path}/queue
data_directory = ${path}/data
daemon_directory = /usr/lib/postfix/sbin
command_directory = /usr/sbin
mail_owner = postfix
setgid_group = postdrop
maillog_file = ${path}/mail.log
maillog_file_prefixes = ${path}
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = mx.${domains[0]}
mydestination =
mynetworks = 127.0.0.0/8
local_recipient_maps =
alias_maps =
virtual_mailbox_domains = ${domains.join(', ')}
virtual_mailbox_base = ${path}/mail
virtual_mailbox_maps = texthash:${path}/boxes
virtual_uid_maps = static:65534
virtual_gid_maps = static:65534
transport_maps = texthash:${path}/transport
smtpd_relay_restrictions = permit_mynetworks, reject
# Taken first and bounced later, as a mail server behind another one does.
smtpd_reject_unlisted_recipient = no
disable_dns_lookups = yes
`,
  );
  const services = [
    'cleanup unix n - n - 0 cleanup',
    'qmgr unix n - n 1 1 qmgr',
    'rewrite unix - - n - - trivial-rewrite',
    'bounce unix - - n - 0 bounce',
    'defer unix - - n - 0 bounce',
    'trace unix - - n - 0 bounce',
    'proxymap unix - - n - - proxymap',
    'smtp unix - - n - - smtp',
    'relay unix - - n - - smtp',
    'error unix - - n - - error',
    'retry unix - - n - - error',
    'virtual unix - n n - - virtual',
    'anvil unix - - n - 1 anvil',
    'flush unix n - n 1000? 0 flush',
    'postlog unix-dgram n - n - 1 postlogd',
  ];
  folder.write('master.cf', `127.0.0.1:${port} inet n - n - - smtpd\n${services.join('\n')}\n`);
  const control = (...args: readonly string[]) =>
    spawnSync('/usr/sbin/postfix', ['-c', path, ...args], { encoding: 'utf8' });
  const started = control('start');
  const log = () => (existsSync(join(path, 'mail.log')) ? readFileSync(join(path, 'mail.log'), 'utf8') : '');
  await until(`Postfix listens: ${started.stderr}`, () => isListening(port)).catch((error: Error) => {
    throw new Error(`${error.message}\n${log()}`);
  });
  return {
    port,
    log,
    mailFolder: (address: string) => join(path, 'mail', address),
    mailRoot: join(path, 'mail'),
    async stop() {
      control('stop');
      await until('Postfix ends', async () => !(await isListening(port)));
      folder.remove();
    },
  };
}

/** An IMAP server over the mailboxes Postfix writes. */
export async function startDovecot(mailRoot: string) {
  const folder = folderFor('dovecot');
  const port = await freePort();
  const { path } = folder;
  const config = folder.write(
    'dovecot.conf',
    `base_dir = ${path}/run
state_dir = ${path}/state
log_path = ${path}/log
protocols = imap
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
first_valid_uid = 1000
mail_location = maildir:${mailRoot}/%u
passdb {
  driver = static
  args = password=only-for-this-test
}
userdb {
  driver = static
  args = uid=65534 gid=65534 home=${mailRoot}/%u allow_all_users=yes
}
service imap-login {
  inet_listener imap {
    port = ${port}
  }
  inet_listener imaps {
    port = 0
  }
}
`,
  );
  const dovecot = run('/usr/sbin/dovecot', ['-F', '-c', config]);
  await until('Dovecot listens', () => isListening(port)).catch((error: Error) => {
    throw new Error(
      `${error.message}\n${dovecot.output()}${existsSync(join(path, 'log')) ? readFileSync(join(path, 'log'), 'utf8') : ''}`,
    );
  });
  return {
    port,
    url: (user: string) => `imap://${encodeURIComponent(user)}:only-for-this-test@127.0.0.1:${port}/INBOX`,
    async stop() {
      await dovecot.stop();
      folder.remove();
    },
  };
}

/** A name server for one zone; `records` replaces what it says. */
export async function startNsd(zone: string) {
  const folder = folderFor('nsd');
  const port = await freePort();
  const { path } = folder;
  const config = folder.write(
    'nsd.conf',
    `server:
  ip-address: 127.0.0.1@${port}
  do-ip6: no
  username: ""
  chroot: ""
  zonesdir: "${path}"
  pidfile: "${path}/nsd.pid"
  xfrdfile: "${path}/xfrd.state"
  zonelistfile: "${path}/zone.list"
  database: ""
  server-count: 1
remote-control:
  control-enable: no
zone:
  name: "${zone}"
  zonefile: "zone"
`,
  );
  let nsd: ReturnType<typeof run> | undefined;
  return {
    port,
    async records(lines: readonly string[]) {
      await nsd?.stop();
      folder.write(
        'zone',
        `$ORIGIN ${zone}.\n$TTL 1\n@ IN SOA ns.${zone}. host.${zone}. 1 3600 600 86400 1\n@ IN NS ns.${zone}.\nns IN A 127.0.0.1\n${lines.join('\n')}\n`,
      );
      nsd = run('/usr/sbin/nsd', ['-d', '-c', config]);
      await until('nsd listens', () => isListening(port)).catch((error: Error) => {
        throw new Error(`${error.message}\n${nsd?.output()}`);
      });
    },
    async stop() {
      await nsd?.stop();
      folder.remove();
    },
  };
}
