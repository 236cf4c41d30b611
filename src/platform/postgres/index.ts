/** The hub's PostgreSQL: the embedded server, migrations, transactions as a reader, SQL from files. */
export { type Database, openDatabase, type Queries, type Reader } from './database.ts';
export { listMigrations, migrate, migrationFolder } from './migrate.ts';
export { derivedPassword, type PostgresServer, startEmbeddedPostgres } from './server.ts';
export { loadSql, type Statement, statement } from './sql.ts';
