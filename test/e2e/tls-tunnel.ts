/** TCP on one side, TLS on the other: for third-party programs without TLS. */
import { once } from 'node:events';
import { createServer } from 'node:net';
import { connect } from 'node:tls';

export interface TlsTunnel {
  readonly port: number;
  close(): void;
}

export async function openTlsTunnel(target: number): Promise<TlsTunnel> {
  const server = createServer((plain) => {
    const secure = connect({ host: '127.0.0.1', port: target, rejectUnauthorized: false });
    for (const [from, to] of [
      [plain, secure],
      [secure, plain],
    ] as const) {
      from.pipe(to);
      from.on('error', () => to.destroy());
      from.on('close', () => to.destroy());
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { port: (server.address() as { port: number }).port, close: () => server.close() };
}
