import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { mayKnock, type Room } from '../src/walls.ts';

/** The page of the rooms (docs/rooms.md), made from src/walls.ts and the first lines of each room's README. */
export function roomsPage(root: string): string {
  const rooms = Object.keys(mayKnock) as Room[];
  const lines = rooms.map((room) => {
    const readme = join(root, 'src', room, 'README.md');
    const promise = existsSync(readme)
      ? (
          readFileSync(readme, 'utf8')
            .split('\n')
            .find((line) => line !== '' && !line.startsWith('#')) ?? ''
        ).replace('**Promise.** ', '')
      : room === 'app'
        ? 'Wires the rooms and holds the commands of `./kyojo`; nobody may knock at it.'
        : '';
    const isThere = existsSync(join(root, 'src', room));
    const name = existsSync(readme) ? `[\`${room}\`](../src/${room}/README.md)` : `\`${room}\``;
    return `| ${name} | ${mayKnock[room].map((one) => `\`${one}\``).join(', ') || '—'} | ${isThere ? promise : 'not built yet'} |`;
  });
  const edges = rooms.flatMap((room) => nearest(room).map((other) => `  ${room} --> ${other}`));
  return `# Rooms

Made from \`src/walls.ts\` by \`./kyojo golden\`; a test compares it. A room may only import from the doors in its row (\`#room\`,
which is \`src/<room>/index.ts\`) and its SQL may only name its own tables. What must flow the other way flows as a fact.

| room | may knock at | what it promises |
|---|---|---|
${lines.join('\n')}

\`\`\`mermaid
graph TD
${edges.join('\n')}
\`\`\`
(An arrow to the nearest doors only: who may knock at \`tell\` may knock at everything \`tell\` may.)
`;
}

/** Of the doors a room may knock at, those not already reached through another of them. */
function nearest(room: Room): Room[] {
  const all = mayKnock[room] as readonly Room[];
  return all.filter((one) => !all.some((other) => other !== one && (mayKnock[other] as readonly Room[]).includes(one)));
}
