import { once } from 'node:events';
import { serve } from '@hono/node-server';
import { takeShippedPlan } from '#improve';
import { addMember, organisationsOf } from '#know';
import { openIntakes } from '#observe';
import { ConfigError, readConfig } from '#platform/config';
import { openSignIn } from '#platform/sign-in';
import { openWeb } from '#platform/web';
import { takeBounce } from '#tell';
import { ensureSealKey } from '#trust';
import { collectBeside } from './collect.ts';
import { loadDemo } from './demo/load.ts';
import { openHouse } from './house.ts';
import { refusals } from './words.ts';

/** Serves the hub until it is told to stop (SIGINT, SIGTERM). `--demo` loads the sample hub first. */
export async function up(args: readonly string[]): Promise<number> {
  const began = performance.now();
  const say = (line: string) => console.log(`kyojo: ${line}`);
  const config = readConfig(
    { ...process.env, ...(args.includes('--demo') ? { KYOJO_DEMO: 'true' } : {}) },
    // Somebody at a terminal reads our sentences; the log of what went well is for machines.
    process.stderr.isTTY ? { KYOJO_LOG: 'warn' } : {},
  );
  const open = await openHouse(config, { say });
  const { house } = open;
  // What was opened is closed in the other order, however this ends: a store nobody holds would keep the process from ending.
  const opened: (() => Promise<unknown> | undefined)[] = [() => open.close()];
  try {
    await ensureSealKey(house);
    // A second Ctrl-C finds no listener any more and ends the process at once.
    const stop = new AbortController();
    const stopping = Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]).then(() => stop.abort());
    const serves = config.KYOJO_ROLE !== 'worker';
    const works = config.KYOJO_ROLE !== 'web';

    const signIn = await openSignIn(house, open.appUrl, {
      organisationsOf: (person) => organisationsOf(house, person),
      joined: (q, { personId, organisationId, role }) =>
        addMember(house, q, personId, organisationId, role === 'owner' ? 'owner' : 'member', `user:${personId}`),
    });
    opened.push(() => signIn.close());
    const web = openWeb(house, { signedIn: signIn.signedIn, mounts: signIn.mounts, refusals });
    const server = serves
      ? serve({ fetch: web.fetch, hostname: config.KYOJO_HOST, port: config.KYOJO_PORT })
      : undefined;
    if (server) {
      try {
        if (!server.listening) await once(server, 'listening'); // an 'error' event rejects it
      } catch (error) {
        const { code } = error as NodeJS.ErrnoException;
        if (code !== 'EADDRINUSE' && code !== 'EACCES') throw error;
        throw new ConfigError(
          `KYOJO_PORT: port ${config.KYOJO_PORT} on ${config.KYOJO_HOST} ${code === 'EACCES' ? 'may not be used by this user' : 'is used by another program'}. Try KYOJO_PORT=8081 ./kyojo up`,
        );
      }
      opened.push(() => stopServing(server));
      say(`serving ${house.url} (${Math.round(performance.now() - began)} ms)`);
      const first = await signIn.firstOperatorLink();
      if (first) say(`first operator: open this link once to make your account\n\n    ${first}\n`);
    }
    const intakes = works ? await openIntakes(house, (raw) => takeBounce(house, raw)) : undefined;
    opened.push(() => intakes?.close());
    // The sample runs under a clock of its own, so the queues are worked on only afterwards.
    if (config.KYOJO_DEMO && works) await loadDemo(house, signIn, say, stop.signal);
    if (works) await takeShippedPlan(house);
    if (works) await house.jobs.work(house);
    const receiving = works && config.KYOJO_FLOW_PORT > 0 ? collectBeside(config, house.log) : undefined;
    opened.push(() => receiving?.close());
    if (!stop.signal.aborted) say(`ready${serves ? `: ${house.url}` : ''}. Stop with Ctrl-C.`);
    await stopping;
    say('stopping…');
    return 0;
  } finally {
    for (const close of opened.reverse()) await close();
  }
}

/** Lets answers under way be finished, for ten seconds at most: a caller that never ends must not hold the hub. */
async function stopServing(server: ReturnType<typeof serve>): Promise<void> {
  const late = setTimeout(() => 'closeAllConnections' in server && server.closeAllConnections(), 10_000);
  await new Promise((resolve) => server.close(resolve));
  clearTimeout(late);
}
