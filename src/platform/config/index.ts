import { existsSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';

/** A whole number given as text. */
const count = (fallback: number, min: number, max: number) =>
  z.coerce.number().int().min(min).max(max).default(fallback);
const flag = (fallback: boolean) =>
  z
    .enum(['true', 'false', '1', '0', 'yes', 'no', ''])
    .default(fallback ? 'true' : 'false')
    .transform((value) => value === 'true' || value === '1' || value === 'yes');

/**
 * Every setting of the hub, with its good zero value. Read from the environment and, below it, from one YAML file
 * (`KYOJO_CONFIG`, default `kyojo.yaml` in the working folder) that uses the same names.
 */
export const Settings = z.object({
  KYOJO_DATA: z.string().min(1).default('var').describe('Folder that holds everything the hub keeps'),
  KYOJO_ROLE: z.enum(['all', 'web', 'worker']).default('all').describe('What this process does'),
  KYOJO_HOST: z.string().default('127.0.0.1').describe('Address the web server listens on'),
  KYOJO_PORT: count(8080, 0, 65535).describe('Port of the web server; 0 takes a free one'),
  KYOJO_TRUST_PROXY: flag(false).describe('A reverse proxy stands in front and sets X-Forwarded-For'),
  KYOJO_URL: z.url().optional().describe('Public address of the hub, as written into mails'),
  KYOJO_HUB_NAME: z.string().min(1).max(80).default('共助の輪').describe('Name of the hub as members see it'),
  KYOJO_SECRET: z
    .string()
    .min(32)
    .optional()
    .describe('Secret shared by all processes of one hub; made in the data folder when absent'),
  KYOJO_LOG: z
    .enum(['debug', 'info', 'warn', 'error', 'silent'])
    .default('info')
    .describe('Least level that is logged; at a terminal `up` begins at `warn`'),
  KYOJO_DEMO: flag(false).describe('Load the sample hub at first start'),
  DATABASE_URL: z
    .url({ protocol: /^postgres(ql)?$/ })
    .optional()
    .describe('PostgreSQL of your own (owner of the database); else the embedded one'),
  CLICKHOUSE_URL: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe('ClickHouse of your own; else the embedded engine'),
  CLICKHOUSE_CLUSTER: z
    .string()
    .regex(/^[A-Za-z_][A-Za-z0-9_]*$/)
    .optional()
    .describe('ClickHouse cluster name: replicated and distributed tables'),
  KYOJO_SMTP_URL: z
    .url({ protocol: /^smtps?$/ })
    .optional()
    .describe('Mail server; without one mails are kept as files in the data folder'),
  KYOJO_MAIL_FROM: z.string().default('kyojo@hub.example').describe('Sender of the mails'),
  KYOJO_HELP_MAIL: z.email().default('help@hub.example').describe('Who hears when a member asks for help'),
  KYOJO_SMTP_INTAKE_PORT: count(0, 0, 65535).describe('Port of the mail intake for reports; 0 = off'),
  KYOJO_IMAP_URL: z
    .url({ protocol: /^imaps?$/ })
    .optional()
    .describe('Mailbox whose attachments are reports'),
  KYOJO_WATCH: z.string().optional().describe('Folder whose files are taken in as reports'),
  KYOJO_FLOW_PORT: count(0, 0, 65535).describe('UDP port on which flows are received (NetFlow, IPFIX, sFlow); 0 = off'),
  KYOJO_FLOW_HOST: z.string().default('0.0.0.0').describe('Address on which flows are received'),
  KYOJO_FLOW_KEY: z
    .string()
    .optional()
    .describe(
      'File with the key (32 octets or more) that hides subscribers in flows; read by the receiver and by imports of files only',
    ),
  KYOJO_MAX_UPLOAD_MB: count(2048, 1, 1_000_000).describe('Largest report taken over HTTP'),
  KYOJO_WORKERS: count(2, 1, 64).describe('Jobs worked on at once per process'),
  KYOJO_OIDC_ISSUER: z.url().optional().describe('Identity provider (for example GビズID)'),
  KYOJO_OIDC_CLIENT: z.string().optional().describe('Client id at the identity provider'),
  KYOJO_OIDC_SECRET: z.string().optional().describe('Client secret at the identity provider'),
  KYOJO_WEBHOOK_ALLOW: z
    .string()
    .default('')
    .describe('Private addresses (comma-separated CIDR) that webhooks may reach; empty = none'),
  KYOJO_DNS: z.string().optional().describe('DNS servers for proofs, comma-separated; else the system ones'),
  KYOJO_METRICS_TOKEN: z
    .string()
    .min(16)
    .optional()
    .describe('Bearer token that may read /metrics from elsewhere than loopback'),
});

/** The settings after reading and checking. */
export type Config = z.output<typeof Settings>;

/** What is wrong with the settings, a sentence a line. Thrown by {@link readConfig}. */
export class ConfigError extends Error {}

/**
 * Reads settings from `env`, below them from the YAML file, below that `otherwise` (what this command would rather have) and the
 * defaults. Refuses (ConfigError, one line a fault) unknown names in the file, wrong values, and half an identity provider.
 */
export function readConfig(
  env: Readonly<Record<string, string | undefined>>,
  otherwise: Readonly<Partial<Record<keyof Config, string>>> = {},
): Config {
  const file = env.KYOJO_CONFIG ?? 'kyojo.yaml';
  const known = new Set(Object.keys(Settings.shape));
  const faults: string[] = [];
  let fromFile: Record<string, unknown> = {};
  if (existsSync(file)) {
    try {
      fromFile = z
        .record(z.string(), z.union([z.string(), z.number(), z.boolean()]).transform(String))
        .parse(parse(readFileSync(file, 'utf8')) ?? {});
    } catch (error) {
      faults.push(`${file}: ${(error as Error).message}`);
    }
  } else if (env.KYOJO_CONFIG) faults.push(`KYOJO_CONFIG names ${file}, which does not exist`);
  for (const name of Object.keys(fromFile)) if (!known.has(name)) faults.push(`${file}: unknown setting ${name}`);
  for (const name of Object.keys(env))
    if (name.startsWith('KYOJO_') && !known.has(name) && !['KYOJO_CONFIG', 'KYOJO_CI', 'KYOJO_CHROMIUM'].includes(name))
      faults.push(`environment: unknown setting ${name}`);
  const given = Object.fromEntries(
    [...known]
      .map((name) => [name, env[name] || (fromFile[name] ?? otherwise[name as keyof Config])])
      .filter(([, value]) => value !== undefined),
  );
  const parsed = Settings.safeParse(given);
  if (!parsed.success) {
    for (const issue of parsed.error.issues)
      faults.push(`${issue.path.join('.')}: ${issue.message} (given: ${describe(given, issue.path)})`);
  } else if (Boolean(parsed.data.KYOJO_OIDC_ISSUER) !== Boolean(parsed.data.KYOJO_OIDC_CLIENT)) {
    faults.push('KYOJO_OIDC_ISSUER and KYOJO_OIDC_CLIENT go together: set both or none');
  }
  if (faults.length > 0 || !parsed.success) throw new ConfigError(faults.join('\n'));
  return parsed.data;
}

function describe(given: Record<string, unknown>, path: readonly PropertyKey[]): string {
  const name = String(path[0] ?? '');
  // Settings that hold secrets are named, never shown.
  return /SECRET|TOKEN|URL/.test(name) ? 'not shown' : JSON.stringify(given[name]);
}
