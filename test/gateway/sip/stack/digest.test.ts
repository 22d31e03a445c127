import { expect, test } from 'vitest';
import {
  answerChallenge,
  digestHa1,
  digestMatches,
  digestResponse,
  parseChallenge,
  parseCredentials,
  printChallenge,
} from '../../../../gateway/sip/stack/message/digest.ts';
import { field, request, scene, shorts, status, world } from './harness.ts';

const NO_BODY = new Uint8Array(0);

test('RFC 7616 §3.9.1: MD5 and SHA-256', () => {
  const nonce = '7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v';
  const cnonce = 'f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ';
  const input = {
    nonce,
    cnonce,
    nc: '00000001',
    qop: 'auth',
    method: 'GET',
    uri: '/dir/index.html',
    body: NO_BODY,
  } as const;
  const ha1 = (algorithm: 'MD5' | 'SHA-256'): string =>
    digestHa1(algorithm, 'Mufasa', 'http-auth@example.org', 'Circle of Life');
  expect(digestResponse({ ...input, algorithm: 'MD5', ha1: ha1('MD5') })).toBe('8ca523f5e9506fed4657c9700eebdbec');
  expect(digestResponse({ ...input, algorithm: 'SHA-256', ha1: ha1('SHA-256') })).toBe(
    '753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1',
  );
});

test('RFC 2617 §3.5, and without qop as in RFC 2069', () => {
  const ha1 = digestHa1('MD5', 'Mufasa', 'testrealm@host.com', 'Circle Of Life');
  const input = {
    algorithm: 'MD5',
    ha1,
    nonce: 'dcd98b7102dd2f0e8b11d0f600bfb0c093',
    method: 'GET',
    uri: '/dir/index.html',
    body: NO_BODY,
  } as const;
  expect(digestResponse({ ...input, qop: 'auth', nc: '00000001', cnonce: '0a4f113b' })).toBe(
    '6629fae49393a05397450978507c4ef1',
  );
  expect(digestResponse(input)).toBe('670fd8c2df070c60b045671b8b24ff02');
});

test.each(['MD5', 'SHA-256'] as const)(
  'an answer to a %s challenge is correct, and with auth-int incorrect for another body',
  (algorithm) => {
    const challenge = parseChallenge(
      printChallenge({ realm: 'a "b"', nonce: 'n,1', algorithm, qop: ['auth-int'], opaque: 'o', stale: true }),
    );
    expect(challenge).toEqual({ realm: 'a "b"', nonce: 'n,1', algorithm, qop: ['auth-int'], opaque: 'o', stale: true });
    if (challenge === undefined) return;
    const asked = { method: 'INVITE', uri: 'sip:a@b', body: Buffer.from('v=0') };
    const credentials = parseCredentials(
      answerChallenge({ challenge, username: 'u', password: 'p', cnonce: 'c', count: 26, ...asked }),
    );
    expect(credentials).toMatchObject({ username: 'u', realm: 'a "b"', nc: '0000001a', qop: 'auth-int', algorithm });
    if (credentials === undefined) return;
    const input = { ...credentials, ...asked, ha1: digestHa1(algorithm, 'u', 'a "b"', 'p') };
    expect(digestMatches(input, credentials.response.toUpperCase())).toBe(true);
    expect(digestMatches({ ...input, body: Buffer.from('v=1') }, credentials.response)).toBe(false);
    expect(digestMatches(input, '')).toBe(false);
  },
);

test.each([
  'Basic dTpw',
  'Digest username="u", realm="r", nonce="n", uri="x"',
  'Digest username="u", realm="r", nonce="n", uri="x", response="1", algorithm=AKAv1-MD5',
  'Digest username="u", realm="r", nonce="n", uri="x", response="1", qop=auth',
  'Digest username="u", realm="r", nonce="n", uri="x", response="1", qop=auth, nc=zz, cnonce="c"',
])('%s is not accepted as credentials', (value) => {
  expect(parseCredentials(value)).toBeUndefined();
});

const RESTART = { From: '<sip:room@10.0.0.9>;tag=r1', To: '<sip:room@10.0.0.1>' };

test('a REGISTER is passed on with its parameters', async () => {
  const { net, edge, say } = await scene({ realm: 'roomgate' });
  edge.register = () => ({
    status: 401,
    challenge: ['Digest realm="roomgate", nonce="1"', 'Digest realm="roomgate", nonce="2", algorithm=SHA-256'],
  });
  const contact = '<sip:a@10.0.0.9>;expires=60;+sip.instance="<urn:uuid:1>", <sip:b@10.0.0.9>';
  say(
    request('REGISTER', {
      ...RESTART,
      Contact: contact,
      Expires: '600',
      Authorization: 'Digest username="u", realm="roomgate", nonce="n", uri="sip:x", response="1"',
    }),
  );
  await Promise.resolve();
  net.run(10);
  expect(edge.registers[0]).toMatchObject({
    aor: { scheme: 'sip', user: 'room', host: '10.0.0.1' },
    contacts: [
      { uri: 'sip:a@10.0.0.9', expires: 60, instance: '<urn:uuid:1>' },
      { uri: 'sip:b@10.0.0.9', expires: 600 },
    ],
    cseq: 1,
    credentials: { username: 'u', nonce: 'n', method: 'REGISTER', algorithm: 'MD5' },
  });
});

test('the outcome of a REGISTER becomes its response', async () => {
  const { net, edge, peer } = await scene();
  edge.register = ({ contacts }) =>
    contacts === '*'
      ? { status: 200, contacts: [] }
      : { status: 200, contacts: [{ uri: 'sip:a@10.0.0.9', expires: 60 }] };
  const register = async (branch: string, change: Readonly<Record<string, string>>): Promise<string | undefined> => {
    peer.send(
      request('REGISTER', {
        ...RESTART,
        Via: `SIP/2.0/UDP 10.0.0.9;branch=z9hG4bK${branch}`,
        'Call-ID': branch,
        ...change,
      }),
      { address: '10.0.0.1', port: 5060 },
    );
    net.run(10);
    await Promise.resolve();
    net.run(10);
    return peer.received.at(-1);
  };
  const ok = await register('1', {});
  expect([status(ok), field(ok, 'Contact')]).toEqual(['200 OK', '<sip:a@10.0.0.9>;expires=60']);
  expect(status(await register('2', { Contact: '*', Expires: '0' }))).toBe('200 OK');
  expect(status(await register('3', { Contact: '*' }))).toBe('400 Bad Contact');
  expect(status(await register('4', { Contact: '*, <sip:a@b>', Expires: '0' }))).toBe('400 Bad Contact');
});

test('our call answers a challenge, and does not try a wrong password twice', async () => {
  const net = world();
  const edge = await net.edge('10.0.0.1');
  const peer = net.peer();
  const challenge = printChallenge({ realm: 'far', nonce: 'n1', algorithm: 'SHA-256', qop: ['auth'], stale: false });
  peer.onMessage = (text) => {
    if (!text.startsWith('INVITE')) return;
    const copy = ['Via', 'From', 'To', 'Call-ID', 'CSeq']
      .map((name) => `${name}: ${field(text, name)}${name === 'To' ? ';tag=x' : ''}\r\n`)
      .join('');
    peer.send(
      `SIP/2.0 401 Unauthorized\r\n${copy}WWW-Authenticate: Digest realm="far", nonce="n1", algorithm=MD5\r\nWWW-Authenticate: ${challenge}\r\nContent-Length: 0\r\n\r\n`,
      { address: '10.0.0.1', port: 5060 },
    );
  };
  const out = edge.dial('sip:room@10.0.0.9', {
    credentials: (realm) => (realm === 'far' ? { username: 'u', password: 'p' } : undefined),
  });
  net.run(100);
  const invites = peer.received.filter((text) => text.startsWith('INVITE'));
  expect(invites.map((text) => field(text, 'CSeq'))).toEqual(['1 INVITE', '2 INVITE']);
  const credentials = parseCredentials(field(invites[1], 'Authorization') ?? '');
  const ha1 = digestHa1('SHA-256', 'u', 'far', 'p');
  expect(
    credentials !== undefined &&
      digestMatches({ ...credentials, ha1, method: 'INVITE', body: NO_BODY }, credentials.response),
  ).toBe(true);
  expect(shorts(out)).toEqual(['ended refused 401']);
});
