/** Tokens of an OpenID Connect issuer: a real one on loopback, with real keys. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { exportJWK, generateKeyPair, SignJWT, UnsecuredJWT, type CryptoKey, type JWTPayload } from 'jose';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createHttpServer } from '../../registry/index.ts';
import { listAudit } from '../../registry/sql/audit.ts';
import { openTestRegistry, type TestRegistry } from '../fakes/registry.ts';

const AUDIENCE = 'roomgate';
let opened: TestRegistry;
let app: FastifyInstance;
let server: Server;
let issuer: string;
let key: CryptoKey;
let discovery: (own: string) => object;
let asked: string[];

beforeEach(async () => {
  opened = await openTestRegistry();
  const pair = await generateKeyPair('ES256', { extractable: true });
  key = pair.privateKey;
  const jwks = { keys: [{ ...(await exportJWK(pair.publicKey)), kid: 'k1', alg: 'ES256' }] };
  discovery = (own) => ({ issuer: own, jwks_uri: `${own}/keys` });
  asked = [];
  server = createServer((request, response) => {
    asked.push(request.url ?? '');
    response
      .setHeader('content-type', 'application/json')
      .end(JSON.stringify(request.url === '/keys' ? jwks : discovery(issuer)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  app = open();
});
afterEach(async () => {
  await app.close();
  await opened.registry.close();
  server.close();
});

const open = (): FastifyInstance =>
  createHttpServer({
    opened,
    open: () => undefined,
    onError: (error) => {
      throw error;
    },
    oidc: {
      issuer,
      audience: AUDIENCE,
      jwksUrl: '',
      policiesClaim: 'roomgate_policies',
      accountClaim: 'roomgate_account',
    },
  });
const seconds = (): number => Math.floor(opened.now() / 1000);

async function token(
  claims: Readonly<Record<string, unknown>> = {},
  {
    signedBy = key,
    alg = 'ES256',
    kid = 'k1',
  }: { readonly signedBy?: CryptoKey | Uint8Array; readonly alg?: string; readonly kid?: string } = {},
): Promise<string> {
  const payload = {
    iss: issuer,
    aud: AUDIENCE,
    sub: 'mary',
    iat: seconds() - 60,
    exp: seconds() + 600,
    roomgate_policies: ['AmazonChimeFullAccess'],
    ...claims,
  } as JWTPayload;
  return new SignJWT(payload).setProtectedHeader({ alg, kid }).sign(signedBy);
}
const ask = async (credential: string, url = '/v1/accounts', method: 'GET' | 'PATCH' = 'GET') => {
  const response = await app.inject({
    method,
    url,
    headers: { authorization: `Bearer ${credential}`, 'if-match': '*' },
    ...(method === 'PATCH' && { payload: { name: 'New' } }),
  });
  return response.statusCode;
};

describe('a token', () => {
  it('grants what its policies allow, and appears in the audit log as its issuer and subject', async () => {
    expect(await ask(await token({ email: 'mary@example.com' }), `/v1/accounts/${opened.accountId}`, 'PATCH')).toBe(
      200,
    );
    expect(await ask(await token({ roomgate_policies: 'AmazonChimeReadOnly' }))).toBe(200);
    expect(
      await ask(await token({ roomgate_policies: 'AmazonChimeReadOnly' }), `/v1/accounts/${opened.accountId}`, 'PATCH'),
    ).toBe(403);
    for (const none of [
      { roomgate_policies: [] },
      { roomgate_policies: undefined },
      { roomgate_policies: { '*': true } },
      { roomgate_policies: ['none-such'] },
    ])
      expect(await ask(await token(none))).toBe(403);
    const renamed = (await listAudit(opened.db, { limit: 50, name: 'RenameAccount' })).find(
      ({ record }) => record.errorCode === undefined,
    );
    expect(renamed?.record.userIdentity).toEqual({
      type: 'Token',
      principalId: `${issuer}#mary`,
      userName: 'mary@example.com',
    });
  });

  it('for one account shows only that account; a claim that is not an account grants nothing', async () => {
    const other = await opened.admin.createAccount('Other');
    const own = await token({ roomgate_account: opened.accountId });
    expect([await ask(own, `/v1/accounts/${opened.accountId}`), await ask(own, `/v1/accounts/${other.id}`)]).toEqual([
      200, 404,
    ]);
    for (const wrong of ['', '*', 7, null, [opened.accountId]])
      expect(await ask(await token({ roomgate_account: wrong }))).toBe(401);
  });

  it.each([
    ['for a different audience', { aud: 'other' }],
    ['from another issuer', { iss: 'https://id.example.com' }],
    ['that has expired', { exp: 1_700_000_000 - 31 }],
    ['without an expiry', { exp: undefined }],
    ['that is not valid yet', { nbf: 1_700_000_000 + 3600 }],
    ['without a subject', { sub: undefined }],
    ['without a time', { iat: undefined }],
  ])('%s is refused', async (_name, claims) => expect(await ask(await token(claims))).toBe(401));

  it('not signed by the issuer is rejected: another key, a shared secret, no signature, garbage', async () => {
    const other = await generateKeyPair('ES256');
    expect(await ask(await token({}, { signedBy: other.privateKey }))).toBe(401);
    expect(await ask(await token({}, { signedBy: other.privateKey, kid: 'k2' }))).toBe(401);
    expect(await ask(await token({}, { signedBy: new TextEncoder().encode('x'.repeat(32)), alg: 'HS256' }))).toBe(401);
    expect(
      await ask(
        new UnsecuredJWT({ iss: issuer, aud: AUDIENCE, sub: 'mary', iat: seconds(), exp: seconds() + 60 }).encode(),
      ),
    ).toBe(401);
    for (const rubbish of ['a.b.c', '..', `${await token()}x`, (await token()).replace(/\.[^.]*\./, '.e30.')])
      expect(await ask(rubbish)).toBe(401);
  });

  it('of a user who is suspended, or has been signed out since, grants nothing', async () => {
    const user = await opened.admin.createUser(opened.accountId, 'mary@example.com', 'Mary');
    const key1 = await opened.admin.createApiKey('admin');
    expect(await ask(await token({ email: 'Mary@Example.com' }))).toBe(200);
    expect(
      (
        await app.inject({
          method: 'POST',
          url: `/v1/users/${user!.id}/logout`,
          headers: { authorization: `Bearer ${key1}` },
        })
      ).statusCode,
    ).toBe(204);
    expect(await ask(await token({ email: 'Mary@Example.com' }))).toBe(401);
    expect(await ask(await token({ email: 'mary@example.com', iat: seconds() + 1 }))).toBe(200);
    await opened.db.updateTable('user').set({ registration: 'Suspended' }).where('id', '=', user!.id).execute();
    expect(await ask(await token({ email: 'mary@example.com', iat: seconds() + 1 }))).toBe(401);
  });

  it("delays no other request when the issuer cannot be reached, and does not query it at a stranger's pace", async () => {
    discovery = () => ({ issuer: 'https://id.example.com', jwks_uri: `${issuer}/keys` });
    for (let n = 0; n < 5; n++) expect(await ask(await token())).toBe(503);
    expect(asked).toEqual(['/.well-known/openid-configuration']);
    expect(await ask(await opened.admin.createApiKey('admin'))).toBe(200);
  });

  it('is not accepted without a configured issuer', async () => {
    await app.close();
    app = createHttpServer({
      opened,
      open: () => undefined,
      onError: (error) => {
        throw error;
      },
    });
    expect(await ask(await token())).toBe(401);
  });
});
