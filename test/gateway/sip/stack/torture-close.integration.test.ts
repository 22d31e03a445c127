import { once } from 'node:events';
import { connect } from 'node:net';
import { expect, test } from 'vitest';
import { SourceLimit } from '../../../../gateway/net/source-limit.ts';
import { listenStream } from '../../../../gateway/sip/stack/transport/transport-tcp.ts';
import type { Connection } from '../../../../gateway/sip/stack/transport/transport.ts';

test('a connection whose peer does not read can be closed', async () => {
  const accepted = Promise.withResolvers<Connection>();
  const closed = Promise.withResolvers<undefined>();
  const listener = await listenStream(
    { transport: 'tcp', address: '127.0.0.1', port: 0 },
    { maxSockets: 4, sources: new SourceLimit(4, () => {}) },
    undefined,
    (connection) => {
      connection.onClose = () => closed.resolve(undefined);
      accepted.resolve(connection);
    },
  );
  const peer = connect({ host: '127.0.0.1', port: listener.port }).on('error', () => {});
  await once(peer, 'connect');
  peer.pause();
  const connection = await accepted.promise;
  while (connection.backlog < 1024 * 1024) {
    connection.send('x'.repeat(64 * 1024));
    await new Promise((resolve) => setImmediate(resolve));
  }
  connection.close();
  connection.close();
  await closed.promise;
  expect(connection.backlog).toBe(0);
  peer.destroy();
  await listener.close();
});
