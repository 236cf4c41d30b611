import { isIP } from 'node:net';
import { passkey } from '@better-auth/passkey';
import { betterAuth } from 'better-auth';
import { APIError } from 'better-auth/api';
import { genericOAuth, twoFactor } from 'better-auth/plugins';
import { Kysely, PostgresDialect } from 'kysely';
import type pg from 'pg';
import type { House } from '#platform/house';
import type { Rates } from './rate.ts';
import { joiningPool } from './transaction.ts';

/** Where the library's endpoints would lie. Only the few that `enter/` and `account/` declare as routes can be reached. */
export const BASE_PATH = '/api/sign-in';
/** Name of the identity provider in our tables and in the address it sends people back to. */
export const PROVIDER = 'identity-provider';
/** A session ends after this time in any case (seconds); the time of rest is in `session.ts`. */
export const SESSION_SECONDS = 7 * 24 * 3600;
/** The header that carries the caller's address from our routes into the library. Never taken from outside. */
export const ADDRESS_HEADER = 'x-kyojo-address';
/** Shortest and longest password (NIST SP 800-63B-4 section 3.1.1.2: length, no composition rules). */
export const PASSWORD_LENGTH = { min: 12, max: 128 } as const;

/** What the library is built from. */
export interface LibraryParts {
  readonly house: Pick<House, 'url' | 'config' | 'log'>;
  readonly pool: pg.Pool;
  readonly rates: Rates;
  readonly secret: string;
}

/** Ways of proof that count as a second factor when a session begins with them. */
const strong: ReadonlySet<string> = new Set([
  '/two-factor/verify-totp',
  '/two-factor/verify-backup-code',
  '/passkey/verify-authentication',
]);

/** Whether passkeys can work under this address: browsers want a host name, and https except on `localhost`. */
export function passkeysWork(url: string): boolean {
  const { hostname, protocol } = new URL(url);
  if (isIP(hostname.replace(/^\[|\]$/g, ''))) return false;
  return protocol === 'https:' || hostname === 'localhost' || hostname.endsWith('.localhost');
}

/**
 * better-auth over our tables. `oidc` adds the identity provider; that instance works outside of `atDesk`, because it
 * talks to the provider half way and a transaction must not wait for a stranger.
 */
export function openLibrary(parts: LibraryParts, oidc = false) {
  const { house, pool, rates, secret } = parts;
  const { hostname, origin } = new URL(house.url);
  const kysely = new Kysely<unknown>({
    dialect: new PostgresDialect({ pool: oidc ? pool : (joiningPool(pool) as pg.Pool) }),
  });
  const dates = { createdAt: 'created_at', updatedAt: 'updated_at' } as const;
  return betterAuth({
    appName: house.config.KYOJO_HUB_NAME,
    baseURL: house.url,
    basePath: BASE_PATH,
    secret,
    telemetry: { enabled: false },
    database: { db: kysely, type: 'postgres', schemaName: 'platform', transaction: oidc },
    advanced: {
      cookiePrefix: 'kyojo',
      useSecureCookies: house.url.startsWith('https:'),
      defaultCookieAttributes: { httpOnly: true, sameSite: 'lax', path: '/' },
      ipAddress: { ipAddressHeaders: [ADDRESS_HEADER] },
      // The schema is compared with the migration in a test, not at every start.
      database: { generateId: false, validateSchema: false },
      disableOriginCheck: false,
    },
    logger: {
      // What people do wrong is no event for the log; what the library could not do is.
      log: (level, message) =>
        level === 'error'
          ? house.log.warn('sign-in: library', { message })
          : house.log.debug('sign-in: library', { message }),
    },
    rateLimit: {
      enabled: true,
      window: 10,
      max: 100,
      customStorage: {
        consume: (key: string, rule: { window: number; max: number }) => rates.consume(key, rule),
      } as never,
      customRules: {
        '/sign-in/email': { window: 60, max: 10 },
        '/sign-in/social': { window: 60, max: 20 },
        '/two-factor/*': { window: 60, max: 10 },
        '/passkey/*': { window: 60, max: 30 },
      },
    },
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      minPasswordLength: PASSWORD_LENGTH.min,
      maxPasswordLength: PASSWORD_LENGTH.max,
    },
    user: {
      modelName: 'person',
      fields: { emailVerified: 'email_verified', ...dates },
      // Only the provider makes people through the library; our links make them themselves. An address that the provider
      // has not proven could be anybody's.
      validateUserInfo: ({ user, source }) =>
        source.action === 'create-user' && user.emailVerified !== true ? { error: 'address_not_proven' } : undefined,
      additionalFields: {
        isOperator: { type: 'boolean', required: false, defaultValue: false, input: false, fieldName: 'is_operator' },
        closedAt: { type: 'date', required: false, input: false, fieldName: 'closed_at' },
      },
    },
    session: {
      modelName: 'person_session',
      fields: {
        userId: 'person_id',
        expiresAt: 'expires_at',
        ipAddress: 'ip_address',
        userAgent: 'user_agent',
        ...dates,
      },
      additionalFields: {
        secondFactor: {
          type: 'boolean',
          required: false,
          defaultValue: false,
          input: false,
          fieldName: 'second_factor',
        },
      },
      expiresIn: SESSION_SECONDS,
      disableSessionRefresh: true,
      freshAge: 0, // our routes ask for a recent proof themselves (`confirmed_at`)
    },
    account: {
      modelName: 'person_credential',
      fields: {
        userId: 'person_id',
        providerId: 'provider_id',
        accountId: 'account_id',
        accessToken: 'access_token',
        refreshToken: 'refresh_token',
        idToken: 'id_token',
        accessTokenExpiresAt: 'access_token_expires_at',
        refreshTokenExpiresAt: 'refresh_token_expires_at',
        ...dates,
      },
      updateAccountOnSignIn: false,
      // A provider's word on a mail address only counts where that address was proven here as well.
      accountLinking: { enabled: true, trustedProviders: [] },
    },
    verification: {
      modelName: 'sign_in_step',
      fields: { expiresAt: 'expires_at', ...dates },
      storeIdentifier: 'hashed',
    },
    databaseHooks: {
      // We never call the provider on a person's behalf: its tokens are not kept.
      account: {
        create: {
          before: async (account) => ({ data: { ...account, accessToken: null, refreshToken: null, idToken: null } }),
        },
      },
      session: {
        create: {
          before: async (session, context) => {
            const { rows } = await pool.query<{ closed: boolean }>(
              'SELECT closed_at IS NOT NULL AS closed FROM platform.person WHERE id = $1',
              [session.userId],
            );
            if (rows[0]?.closed) return false;
            return { data: { ...session, secondFactor: strong.has(context?.path ?? '') } };
          },
        },
      },
    },
    plugins: [
      twoFactor({
        issuer: house.config.KYOJO_HUB_NAME,
        allowPasswordless: true,
        schema: {
          user: { fields: { twoFactorEnabled: 'has_authenticator' } },
          twoFactor: {
            modelName: 'person_authenticator',
            fields: {
              userId: 'person_id',
              backupCodes: 'backup_codes',
              failedVerificationCount: 'failed_verification_count',
              lockedUntil: 'locked_until',
            },
          },
        },
      }),
      passkey({
        rpID: hostname,
        rpName: house.config.KYOJO_HUB_NAME,
        origin,
        authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
        registration: {
          afterVerification: async ({ verification }) => {
            if (!verification.registrationInfo?.userVerified) throw new APIError('FORBIDDEN');
          },
        },
        authentication: {
          // A passkey stands for two factors only when the device asked its owner (finger, face, PIN).
          afterVerification: async ({ verification }) => {
            if (!verification.authenticationInfo.userVerified) throw new APIError('FORBIDDEN');
          },
        },
        schema: {
          passkey: {
            modelName: 'person_passkey',
            fields: {
              userId: 'person_id',
              publicKey: 'public_key',
              credentialID: 'credential_id',
              deviceType: 'device_type',
              backedUp: 'backed_up',
              createdAt: 'created_at',
            },
          },
        },
      }),
      ...(oidc && house.config.KYOJO_OIDC_ISSUER && house.config.KYOJO_OIDC_CLIENT
        ? [
            genericOAuth({
              config: [
                {
                  providerId: PROVIDER,
                  discoveryUrl: `${house.config.KYOJO_OIDC_ISSUER.replace(/\/$/, '')}/.well-known/openid-configuration`,
                  clientId: house.config.KYOJO_OIDC_CLIENT,
                  ...(house.config.KYOJO_OIDC_SECRET ? { clientSecret: house.config.KYOJO_OIDC_SECRET } : {}),
                  scopes: ['openid', 'email', 'profile'],
                  pkce: true,
                  ...(house.config.KYOJO_OIDC_SECRET ? { authentication: 'basic' as const } : {}),
                  requireIdTokenVerification: true,
                  mapProfileToUser: (profile) => ({ name: nameFrom(profile) }),
                },
              ],
            }),
          ]
        : []),
    ],
  });
}

/** A name to begin with, from what the provider tells; the person can change it. */
function nameFrom(profile: { readonly name?: string | undefined; readonly email?: string | null | undefined }): string {
  return (profile.name?.trim() || (profile.email ?? '').split('@')[0] || '?').slice(0, 100);
}

/** The library as `openLibrary` builds it. */
export type Library = ReturnType<typeof openLibrary>;
