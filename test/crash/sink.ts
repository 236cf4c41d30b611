import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';
import type { Chance } from '../lib/chance.ts';

/** A mail server on loopback that keeps which notices it took, and how often each. */
export interface Sink {
  readonly port: number;
  /** Notice id → times taken. */
  readonly taken: ReadonlyMap<string, number>;
  /** From now on it takes everything at once. */
  behave(): void;
  close(): Promise<void>;
}

/**
 * Opens it. As long as it misbehaves it is slow, says "not now" and, worst, takes a mail and breaks the connection before it
 * says so.
 */
export async function openSink(chance: Chance): Promise<Sink> {
  const taken = new Map<string, number>();
  let behaves = false;
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['AUTH', 'STARTTLS'],
    onData(stream, session, done) {
      let head = '';
      stream.on('data', (chunk: Buffer) => {
        if (head.length < 8000) head += chunk.toString('latin1');
      });
      stream.on('end', () => {
        const mood = behaves ? 1 : chance();
        if (mood < 0.03) return done(Object.assign(new Error('not now'), { responseCode: 451 }));
        const id = /^Message-ID: <notice\.([0-9a-f-]{36})@/im.exec(head)?.[1] ?? `unknown ${head.slice(0, 200)}`;
        taken.set(id, (taken.get(id) ?? 0) + 1);
        if (mood < 0.06)
          return void [...server.connections]
            .find((one) => (one as { id?: string }).id === session.id)
            ?._socket?.destroy();
        setTimeout(() => done(null, 'taken'), behaves ? 0 : chance.between(0, 60));
      });
    },
  });
  server.on('error', () => {}); // a killed client
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  return {
    port: (server.server.address() as AddressInfo).port,
    taken,
    behave: () => {
      behaves = true;
    },
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
