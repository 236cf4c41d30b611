import { ConfigError } from '#platform/config';
import { Refusal } from '#platform/errors';
import { Mistyped } from './given.ts';

/** What a person can type after `./kyojo`: one line each, printed by `help`. */
const commands: Readonly<
  Record<string, { readonly says: string; readonly run: (args: readonly string[]) => Promise<number> }>
> = {
  up: {
    says: 'up [--demo]            serve the hub on its own stores; --demo loads the sample hub',
    run: async (args) => (await import('./up.ts')).up(args),
  },
  test: {
    says: 'test [FILES]           install what the tests need and run them',
    run: async (args) => (await import('./test.ts')).test(args),
  },
  check: {
    says: 'check                  types, lint, walls, words, links: everything that needs no store',
    run: async () => (await import('./check.ts')).check(),
  },
  import: {
    says: 'import FILE [--feed F] take a report in; `import plan|flows|darknet|survey …`: the yearly plan, flows, captures, rounds',
    run: async (args) => (await import('./import.ts')).importFile(args),
  },
  collect: {
    says: 'collect                receive flows on KYOJO_FLOW_PORT; `up` does so by itself when it is set',
    run: async () => (await import('./collect.ts')).collect(),
  },
  reveal: {
    says: 'reveal PREFIX ADDRESS  what stands behind hidden subscribers, for whoever holds KYOJO_FLOW_KEY',
    run: async (args) => (await import('./collect.ts')).reveal(args),
  },
  report: {
    says: 'report YEAR [--out=DIR]  the yearly report of the policy plan as HTML, Word and PDF',
    run: async (args) => (await import('./report.ts')).report(args),
  },
  corpora: {
    says: "corpora [--dir D] [--failures]  run other people's test cases",
    run: async (args) => (await import('./corpora.ts')).corpora(args),
  },
  bench: {
    says: 'bench [NAME]           measure beside a peer or the physical limit',
    run: async (args) => (await import('./bench.ts')).bench(args),
  },
  golden: {
    says: 'golden                 rewrite the goldens; review the difference',
    run: async () => (await import('./golden.ts')).golden(),
  },
  feeds: {
    says: 'feeds [schema FILE]    list feeds; load a published Shadowserver schema',
    run: async (args) => (await import('./feeds.ts')).feeds(args),
  },
  backup: {
    says: 'backup FILE            both stores into one archive',
    run: async (args) => (await import('./backup.ts')).backup(args),
  },
  restore: {
    says: 'restore FILE           an archive into an empty data folder',
    run: async (args) => (await import('./backup.ts')).restore(args),
  },
  trust: {
    says: 'trust rotate-key       another signing key; `trust keys`; `trust verify FILE --keys JWKS` offline',
    run: async (args) => (await import('./trust.ts')).trust(args),
  },
  doctor: {
    says: 'doctor                 say what is wrong with this installation',
    run: async () => (await import('./doctor.ts')).doctor(),
  },
  help: { says: 'help                   this page', run: async () => help() },
};

async function help(): Promise<number> {
  console.log(
    `Kyojo 共助: the hub of a mutual-aid community for cybersecurity\n\n${Object.values(commands)
      .map(({ says }) => `  ./kyojo ${says}`)
      .join('\n')}\n\nSettings: docs/run/settings.md`,
  );
  return 0;
}

const [typed = 'help', ...args] = process.argv.slice(2);
const name = ['--help', '-h'].includes(typed) ? 'help' : typed;
const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
if (!command) {
  console.error(`kyojo: there is no command "${name}". Try ./kyojo help`);
  process.exitCode = 2;
} else {
  try {
    process.exitCode = await command.run(args);
  } catch (error) {
    process.exitCode = error instanceof Mistyped ? 2 : 1;
    if (error instanceof ConfigError)
      console.error(`kyojo: the settings are not right\n  ${error.message.replaceAll('\n', '\n  ')}`);
    else if (error instanceof Refusal) console.error(`kyojo: ${await sentence(error)}`);
    // What the system refused (a full disk, a folder that is not there) it says itself; anything else is a bug and shows where.
    else if (error instanceof Mistyped || (error instanceof Error && 'syscall' in error))
      console.error(`kyojo: ${error.message}`);
    else console.error(error);
  }
}

/** A refusal in words on the command line (English: it is the operator's tool). */
async function sentence(refusal: Refusal): Promise<string> {
  const { refusals } = await import('./words.ts');
  const text = refusals[refusal.code]?.en ?? refusal.message;
  return text.replace(/\{([a-zA-Z]+)\}/g, (hole, fact: string) => String(refusal.facts[fact] ?? hole));
}
