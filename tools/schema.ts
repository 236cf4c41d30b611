import type pg from 'pg';

/**
 * Today's schema as text, one file per room, read from the catalogue: what a person reviews when a migration changes it.
 * Own and small, because pg_dump's text differs from release to release and holds more than anybody reads.
 */
export async function dumpSchema(
  client: Pick<pg.Client, 'query'>,
  schemas: readonly string[],
): Promise<Map<string, string>> {
  const list = async (text: string, values: unknown[]) =>
    (await client.query<{ line: string }>(text, values)).rows.map((row) => row.line);
  const files = new Map<string, string>();
  for (const schema of schemas) {
    const { rows: tables } = await client.query<{ oid: number; name: string; kind: string; secured: boolean }>(
      `SELECT c.oid, c.relname AS name, c.relkind AS kind, c.relrowsecurity AS secured FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
       WHERE n.nspname = $1 AND c.relkind IN ('r', 'p', 'v', 'm') ORDER BY c.relkind <> 'r', c.relname COLLATE "C"`,
      [schema],
    );
    if (tables.length === 0) continue;
    const parts = [
      `-- Schema ${schema}, as it is after every migration. Written by \`./kyojo golden\`; compared by a test.`,
    ];
    for (const table of tables) {
      const name = `${schema}.${table.name}`;
      if (table.kind === 'v' || table.kind === 'm') {
        const [text = ''] = await list('SELECT pg_get_viewdef($1::oid, true) AS line', [table.oid]);
        parts.push(`${table.kind === 'm' ? 'MATERIALIZED VIEW' : 'VIEW'} ${name} AS\n${text}`);
      } else {
        const columns = await list(
          `SELECT a.attname || ' ' || format_type(a.atttypid, a.atttypmod) || CASE WHEN a.attnotnull THEN ' NOT NULL' ELSE '' END ||
             CASE WHEN a.attidentity = 'a' THEN ' GENERATED ALWAYS AS IDENTITY' WHEN a.attgenerated = 's' THEN ' GENERATED ALWAYS AS ' || pg_get_expr(d.adbin, d.adrelid) || ' STORED' WHEN d.adbin IS NOT NULL THEN ' DEFAULT ' || pg_get_expr(d.adbin, d.adrelid) ELSE '' END AS line
           FROM pg_attribute a LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum WHERE a.attrelid = $1 AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum`,
          [table.oid],
        );
        // PostgreSQL 18 keeps NOT NULL as constraints as well; the column says it already.
        const constraints = await list(
          `SELECT 'CONSTRAINT ' || conname || ' ' || pg_get_constraintdef(oid, true) AS line FROM pg_constraint WHERE conrelid = $1 AND contype <> 'n' ORDER BY conname COLLATE "C"`,
          [table.oid],
        );
        parts.push(`TABLE ${name} (\n  ${[...columns, ...constraints].join(',\n  ')}\n)`);
      }
      const indexes = await list(
        `SELECT pg_get_indexdef(i.indexrelid, 0, true) AS line FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid WHERE i.indrelid = $1 AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = i.indexrelid AND k.contype IN ('p', 'u')) ORDER BY c.relname COLLATE "C"`,
        [table.oid],
      );
      const triggers = await list(
        'SELECT pg_get_triggerdef(oid, true) AS line FROM pg_trigger WHERE tgrelid = $1 AND NOT tgisinternal ORDER BY tgname',
        [table.oid],
      );
      const policies = await list(
        `SELECT 'POLICY ' || polname || ' TO ' || array_to_string(array(SELECT r.rolname FROM pg_roles r WHERE r.oid = ANY (polroles) ORDER BY r.rolname COLLATE "C"), ', ') || coalesce(' USING (' || pg_get_expr(polqual, polrelid, true) || ')', '') || coalesce(' CHECK (' || pg_get_expr(polwithcheck, polrelid, true) || ')', '') AS line
         FROM pg_policy WHERE polrelid = $1 ORDER BY polname COLLATE "C"`,
        [table.oid],
      );
      const grants = await list(
        `SELECT 'GRANT ' || string_agg(privilege, ', ' ORDER BY privilege COLLATE "C") || ' TO ' || grantee AS line FROM (
           SELECT a.privilege_type AS privilege, a.grantee::regrole::text AS grantee FROM pg_class c, aclexplode(c.relacl) a WHERE c.oid = $1 AND a.grantee <> c.relowner
           UNION ALL
           SELECT a.privilege_type || ' (' || string_agg(t.attname, ', ' ORDER BY t.attnum) || ')', a.grantee::regrole::text FROM pg_attribute t, aclexplode(t.attacl) a WHERE t.attrelid = $1 GROUP BY a.privilege_type, a.grantee
         ) g GROUP BY grantee ORDER BY grantee COLLATE "C"`,
        [table.oid],
      );
      if (table.kind === 'r' || table.kind === 'p')
        parts.push(
          [
            table.secured ? 'ROW LEVEL SECURITY' : 'NO ROW LEVEL SECURITY',
            ...policies,
            ...indexes,
            ...triggers,
            ...grants,
          ].join('\n'),
        );
      else parts.push([...indexes, ...grants].join('\n'));
    }
    const functions = await list(
      `SELECT pg_get_functiondef(p.oid) || coalesce(E'\nGRANT EXECUTE TO ' || (SELECT string_agg(CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE a.grantee::regrole::text END, ', ' ORDER BY 1) FROM aclexplode(p.proacl) a WHERE a.grantee <> p.proowner), '') AS line
       FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE n.nspname = $1 ORDER BY p.proname COLLATE "C"`,
      [schema],
    );
    files.set(schema, `${[...parts, ...functions].map((part) => part.trim()).join('\n\n')}\n`);
  }
  return files;
}
