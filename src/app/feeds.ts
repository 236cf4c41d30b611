import { builtInFeeds, loadShadowserverSchema } from '#observe';
import { readConfig } from '#platform/config';
import { appendFact } from '#platform/facts';
import { statement } from '#platform/postgres';
import { Mistyped, readJson } from './given.ts';
import { openHouse } from './house.ts';

/** `feeds` lists the built-in feeds; `feeds schema FILE` makes the hub read Shadowserver's reports by a published schema. */
export async function feeds(args: readonly string[]): Promise<number> {
  const known = builtInFeeds();
  if (args[0] !== undefined && args[0] !== 'schema') throw new Mistyped('feeds | feeds schema FILE');
  if (args[0] === undefined) {
    for (const [id, feed] of known) console.log(`${id.padEnd(26)} ${feed.title.en}`);
    return 0;
  }
  const file = args[1];
  const family = known.get('shadowserver');
  if (!file || !family) {
    console.error('kyojo: which schema? ./kyojo feeds schema FILE');
    return 2;
  }
  const { mapping, types } = readSchema(file, family);
  const open = await openHouse(readConfig({ KYOJO_LOG: 'warn', ...process.env }));
  try {
    await open.house.db.as({ kind: 'worker' }, async (q) => {
      await q.run(
        statement(
          'save',
          "INSERT INTO observe.feed (id, name, mapping, expected_hours) VALUES ('shadowserver', 'Shadowserver', $mapping::jsonb, 26) ON CONFLICT (id) DO UPDATE SET mapping = excluded.mapping",
        ),
        { mapping: JSON.stringify(mapping) },
      );
      await appendFact(open.house, q, {
        kind: 'feed.schema-loaded',
        subject: 'feed:shadowserver',
        actor: 'console',
        data: { types },
      });
    });
  } finally {
    await open.close();
  }
  console.log(`kyojo: ${types} report types are read by the published names from now on`);
  return 0;
}

/** A schema as Shadowserver publishes it. Refuses a file that says something else. */
function readSchema(file: string, family: Parameters<typeof loadShadowserverSchema>[1]) {
  const text = readJson(file);
  try {
    return loadShadowserverSchema(text, family);
  } catch (error) {
    throw new Mistyped(`${file} is no schema of Shadowserver’s reports`, { cause: error });
  }
}
