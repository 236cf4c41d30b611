import type { Clock } from '#platform/clock';
import type { Columns } from '#platform/columns';
import type { Config } from '#platform/config';
import type { DataFolder } from '#platform/files';
import type { Jobs } from '#platform/jobs';
import type { Log } from '#platform/log';
import type { Mailer } from '#platform/mail';
import type { Database } from '#platform/postgres';

/** What a running process has at hand. Built once by `src/app`, handed to routes and jobs; nothing in it is global. */
export interface House {
  readonly config: Config;
  readonly log: Log;
  readonly clock: Clock;
  readonly folder: DataFolder;
  readonly db: Database;
  readonly columns: Columns;
  readonly jobs: Jobs;
  readonly mail: Mailer;
  /** Public address of the hub without a slash at the end: what links in mails begin with. */
  readonly url: string;
}
