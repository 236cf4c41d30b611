import { createHmac } from 'node:crypto';
import type { DataFolder } from '#platform/files';

/** The secret of cookies, one-time links and stored authenticator secrets: the same in every process of a hub. */
export function signInSecret(folder: DataFolder): string {
  return createHmac('sha256', folder.secret()).update('sign-in').digest('base64url');
}
