/** The API over TLS, used as a client would. */
import { request } from 'node:https';
import { connect } from 'node:tls';
import { generate } from 'selfsigned';
import { expect, it } from 'vitest';
import { createHttpServer } from '../../registry/index.ts';
import { openTestRegistry } from '../fakes/registry.ts';

it('a server with a certificate accepts only HTTPS, TLS 1.2 or newer', async () => {
  const made = await generate([{ name: 'commonName', value: 'localhost' }], { keyType: 'ec', algorithm: 'sha256' });
  const opened = await openTestRegistry();
  const key = await opened.admin.createApiKey('test');
  const app = createHttpServer({
    opened,
    open: () => undefined,
    tls: { cert: made.cert, key: made.private },
    onError: (error) => {
      throw error;
    },
  });
  const address = await app.listen({ host: '127.0.0.1', port: 0 });
  const { port } = new URL(address);
  expect(address).toMatch(/^https:/);
  const status = await new Promise((resolve, reject) => {
    request(
      `${address}/v1/accounts`,
      {
        ca: made.cert,
        servername: 'localhost',
        checkServerIdentity: () => undefined,
        headers: { authorization: `Bearer ${key}` },
      },
      (response) => resolve(response.resume().statusCode),
    )
      .on('error', reject)
      .end();
  });
  expect(status).toBe(200);
  await expect(fetch(`http://127.0.0.1:${port}/v1/accounts`)).rejects.toThrow();
  const old = await new Promise((resolve) => {
    const socket = connect(
      { port: Number(port), host: '127.0.0.1', ca: made.cert, maxVersion: 'TLSv1.1', minVersion: 'TLSv1' },
      () => resolve('connected'),
    );
    socket.on('error', () => resolve('refused'));
  });
  expect(old).toBe('refused');
  await app.close();
  await opened.registry.close();
});
