/**
 * How many times faster than IntelMQ: `INTELMQ=<checkout> [INTELMQ_SCHEMA=<schema.json>] [PYTHON=python3] ./kyojo bench loop/peer [rows] [times] [rounds]`.
 * The peer parses `rows` rows of a Shadowserver report in one process, as a library (no queue between its steps: its best case); we take in
 * the same rows `times` times over, end to end to findings. Turn by turn. Without a checkout only our side runs, and it says so.
 */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, createReadStream, createWriteStream, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { freshRegistry, receiveReport, storeBatch } from '#observe';
import { applyBatch } from '#tell';
import { benchHub, fillRegister, machine, quantile } from './hub.ts';
import { load, processesOf, processorSeconds } from './start.ts';

const rows = Number(process.argv[2] ?? 50_000);
const times = Number(process.argv[3] ?? 20);
const rounds = Number(process.argv[4] ?? 3);
const { INTELMQ: checkout = '', INTELMQ_SCHEMA: schema = '', PYTHON: python = 'python3' } = process.env;

/** Ours: imports the peer's package and times its steps one after the other over all events. */
const DRIVER = `
import base64, contextlib, importlib, json, os, sys, time
sys.path.insert(0, os.environ['INTELMQ'])
out = os.dup(1)
sys.stdout = sys.stderr = open(os.devnull, 'w')
library = importlib.import_module('intelmq.lib.bot')
said = {}
def timed(name, bot, messages):
    wall, used = time.perf_counter(), time.process_time()
    state = bot.process_message(*messages)
    said[name] = {'events': len(state['output']), 'wall': time.perf_counter() - wall, 'used': time.process_time() - used}
    return state['output']
def bot(kind, **more):
    return importlib.import_module('intelmq.bots.' + kind).BOT(kind.split('.')[1], settings=library.BotLibSettings | more)
with open(os.environ['REPORT'], 'rb') as file:
    report = {'__type': 'Report', 'raw': base64.b64encode(file.read()).decode(), 'extra.file_name': os.path.basename(os.environ['REPORT'])}
events = timed('parser', bot('parsers.shadowserver.parser', test_mode=os.environ['TEST_MODE'] == '1'), [report])
events = timed('taxonomy', bot('experts.taxonomy.expert'), events)
if os.environ['REDIS_PORT']:
    events = timed('deduplicator', bot('experts.deduplicator.expert', filter_keys='raw,time.observation', filter_type='blacklist', redis_cache_port=int(os.environ['REDIS_PORT'])), events)
os.write(out, json.dumps(said).encode())
`;

type Steps = Readonly<Record<string, { readonly events: number; readonly wall: number; readonly used: number }>>;

const open = await benchHub({ KYOJO_MAX_UPLOAD_MB: '1000000' });
const { house, folder } = open;
const redisPort = 20_000 + (process.pid % 20_000);
const hasRedis = checkout !== '' && spawnSync('redis-server', ['--version']).status === 0;
const redis = hasRedis
  ? spawn('redis-server', ['--port', String(redisPort), '--bind', '127.0.0.1', '--save', '', '--dir', folder], {
      stdio: 'ignore',
    })
  : undefined;
try {
  console.log(`${machine()}; ${load()}`);
  await fillRegister(open);
  await freshRegistry(house);
  const owned = await addresses(
    "SELECT splitByChar('/', key)[1] AS ip FROM observe.reach WHERE kind = 'prefix' AND position(key, ':') = 0 ORDER BY sipHash64(key) LIMIT 10000",
  );
  const routed = await addresses(
    "SELECT splitByChar('/', prefix)[1] AS ip FROM observe.route WHERE position(prefix, ':') = 0 ORDER BY sipHash64(prefix) LIMIT 10000",
  );
  const name = '2026-11-20-scan_telnet-bench.csv';
  const head =
    'timestamp,severity,ip,protocol,port,hostname,tag,asn,geo,region,city,naics,hostname_source,sector,banner\n';
  const lines = Array.from({ length: rows }, (_, i) => {
    const ip = (i % 2 === 0 ? owned : routed)[(i >> 1) % 10_000];
    const at = new Date(Date.UTC(2026, 10, 20) + ((i * 7919) % 86_400) * 1000)
      .toISOString()
      .slice(0, 19)
      .replace('T', ' ');
    return `${at},${['low', 'medium', 'high'][i % 3]},${ip},tcp,23,host-${i.toString(16)}.isp${i % 5003}.example,telnet,64496,JP,TOKYO-${i % 20},CITY ${i % 2000},517311,ptr,"Communications, Service Provider, and Hosting Service",login ${i % 97}:\n`;
  });
  const theirs = join(folder, name);
  writeFileSync(theirs, head + lines.join(''));
  console.log(
    `input: ${rows.toLocaleString('en')} rows of 15 columns, ${(statSync(theirs).size / 1e6).toFixed(1)} MB; for us ${times} times over, ${(rows * times).toLocaleString('en')} rows`,
  );
  if (checkout === '')
    console.log(
      'peer: absent. Set INTELMQ to a checkout of github.com/certtools/intelmq to compare; only our side runs.',
    );
  else if (!hasRedis) console.log('peer: no redis-server here, so its deduplicator is left out');

  const peer: Record<string, number[]> = {};
  const ours = { wall: [] as number[], used: [] as number[] };
  for (let round = 0; round < rounds; round++) {
    if (checkout !== '') {
      const steps = await askPeer(theirs);
      const all = Object.values(steps);
      for (const [step, { events, wall, used }] of Object.entries(steps)) note(step, events, wall, used);
      note(
        'all its steps, one process',
        rows,
        all.reduce((sum, step) => sum + step.wall, 0),
        all.reduce((sum, step) => sum + step.used, 0),
      );
    }
    // Each round begins at another row: the very same bytes would be known already, and not counted twice.
    const turned = [...lines.slice(round + 1), ...lines.slice(0, round + 1)].join('');
    const path = join(folder, `ours-${name}`);
    await pipeline(
      Readable.from([head, ...Array.from({ length: times }, () => turned)], { objectMode: true }),
      createWriteStream(path),
    );
    const [from, used] = [performance.now(), processor()];
    const { batchId } = await receiveReport(house, {
      feed: 'shadowserver',
      name,
      origin: 'file',
      body: createReadStream(path, { highWaterMark: 1 << 20 }),
    });
    await storeBatch.handle(house, { subject: `batch:${batchId}` });
    await applyBatch.handle(house, { subject: `batch:${batchId}` });
    ours.wall.push((rows * times) / ((performance.now() - from) / 1000));
    ours.used.push((rows * times) / (processor() - used));
    console.log(
      `  round ${round + 1}: ours, received to findings: ${rate(ours.wall.at(-1))} rows/s, ${rate(ours.used.at(-1))} per processor second; ${load()}`,
    );
  }
  const [stored] = await house.columns.query<{ count: number }>('SELECT count() AS count FROM observe.observation');
  if (Number(stored?.count) !== rows * times * rounds)
    throw new Error(`stored ${stored?.count}, expected ${rows * times * rounds}`);

  const middle = (values: readonly number[]) => quantile(values, 0.5);
  console.log(
    `ours, received to findings, both cores       ${rate(middle(ours.wall))} rows/s  (${rate(middle(ours.used))} per processor second)`,
  );
  for (const step of Object.keys(peer).filter((key) => !key.endsWith(' used'))) {
    const [wall, used] = [middle(peer[step] ?? []), middle(peer[`${step} used`] ?? [])];
    console.log(
      `peer, ${step.padEnd(38)} ${rate(wall)} events/s (${rate(used)} per processor second); ours is ${(middle(ours.wall) / wall).toFixed(0)} ×, per processor second ${(middle(ours.used) / used).toFixed(0)} × (goal ≥ 200 × its pipeline)`,
    );
  }

  function note(step: string, events: number, wall: number, used: number): void {
    for (const [key, value] of [
      [step, events / wall],
      [`${step} used`, events / used],
    ] as const)
      peer[key] = [...(peer[key] ?? []), value];
  }
} finally {
  redis?.kill('SIGTERM');
  await open.end();
}

function rate(value: number | undefined): string {
  return Math.round(value ?? 0)
    .toLocaleString('en')
    .padStart(9);
}

function processor(): number {
  return processorSeconds(processesOf(process.pid, folder));
}

async function addresses(query: string): Promise<string[]> {
  return (await house.columns.query<{ ip: string }>(query)).map(({ ip }) => ip);
}

/** One run of the peer in a process of its own, with a root folder of its own and an empty cache. */
async function askPeer(report: string): Promise<Steps> {
  const root = join(folder, 'peer');
  const state = join(root, 'var/lib/bots');
  mkdirSync(state, { recursive: true });
  if (schema !== '') copyFileSync(schema, join(state, 'shadowserver-schema.json'));
  if (hasRedis) await emptyRedis();
  const env = {
    ...process.env,
    INTELMQ_ROOT_DIR: root,
    REPORT: report,
    TEST_MODE: schema === '' ? '1' : '0',
    REDIS_PORT: hasRedis ? String(redisPort) : '',
  };
  const child = spawn(python, ['-c', DRIVER], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  child.stdout.on('data', (text) => {
    said += text;
  });
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0 || said === '') throw new Error(`the peer failed (${code}): are its Python packages installed?`);
  return JSON.parse(said) as Steps;
}

async function emptyRedis(): Promise<void> {
  for (let tries = 0; spawnSync('redis-cli', ['-p', String(redisPort), 'FLUSHALL']).status !== 0; tries++) {
    if (tries > 50) throw new Error('redis-server does not answer');
    await wait(100);
  }
}
