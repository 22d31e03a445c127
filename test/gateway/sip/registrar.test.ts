import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Authenticator } from '../../../gateway/sip/auth.ts';
import type { DigestCredentials, SipRegister, SipRegisterOutcome } from '../../../gateway/sip/edge.ts';
import { digestHa1, digestResponse, parseChallenge } from '../../../gateway/sip/stack/message/digest.ts';
import { Registrar } from '../../../gateway/sip/registrar.ts';
import { FakeClock } from '../../fakes/clock.ts';
import { openTestRegistry, type TestRegistry } from '../../fakes/registry.ts';

const REALM = 'meet.chime.in';
const now = (): number => 1_700_000_000_000 + clock.now();
const random = { bytes: (count: number) => new Uint8Array(count).fill(++seed) };
let seed = 0;
let clock: FakeClock;
let opened: TestRegistry;
let registrar: Registrar;
let password: string;

beforeEach(async () => {
  clock = new FakeClock();
  opened = await openTestRegistry();
  password = (await opened.admin.createDevice(opened.accountId, 'Room 1', 'room1'))!.password;
  const authenticator = new Authenticator(REALM, clock, random);
  registrar = new Registrar({ registry: opened.registry, authenticator, isOurs: (host) => host === REALM, now });
});
afterEach(() => opened.registry.close());

function register(more: Partial<SipRegister> & { readonly user?: string; readonly host?: string } = {}): SipRegister {
  const uri = { scheme: 'sip', user: more.user ?? 'room1', host: more.host ?? REALM } as const;
  const address = { transport: 'udp', address: '192.0.2.7', port: 5060 } as const;
  return {
    request: {
      callId: 'reg',
      requestUri: uri,
      from: { uri },
      to: { uri },
      source: address,
      local: address,
      header: () => undefined,
    },
    aor: uri,
    contacts: [{ uri: 'sip:room1@192.0.2.7', expires: 300 }],
    cseq: 1,
    ...more,
  };
}

interface Answer {
  readonly algorithm?: 'MD5' | 'SHA-256';
  readonly username?: string;
  readonly password?: string;
  readonly nc?: string;
}

/** The device's response to the challenge. */
function credentials(outcome: SipRegisterOutcome, answer: Answer = {}): DigestCredentials {
  if (outcome.status !== 401) throw new Error(`not challenged: ${outcome.status}`);
  const algorithm = answer.algorithm ?? 'MD5';
  const challenge = outcome.challenge.map(parseChallenge).find((each) => each?.algorithm === algorithm)!;
  const username = answer.username ?? 'room1';
  const common = {
    username,
    realm: REALM,
    nonce: challenge.nonce,
    uri: `sip:${REALM}`,
    algorithm,
    qop: 'auth',
    nc: answer.nc ?? '00000001',
    cnonce: 'abc',
    method: 'REGISTER',
    body: new Uint8Array(),
  } as const;
  const ha1 = digestHa1(algorithm, username, REALM, answer.password ?? password);
  return { ...common, response: digestResponse({ ...common, ha1 }) };
}

const challenged = (): Promise<SipRegisterOutcome> => registrar.register(register());

describe('REGISTER', () => {
  it('records the source address, also behind NAT', async () => {
    const behind = [{ uri: 'sip:room1@10.0.0.7', expires: 300 }];
    await registrar.register(register({ contacts: behind, credentials: credentials(await challenged()) }));
    expect((await opened.registry.bindings(`room1@${REALM}`)).map(({ source }) => source)).toEqual(['192.0.2.7']);
    expect((await opened.registry.identifyDevice({ protocol: 'sip', source: '192.0.2.7' })).device).toMatchObject({
      proven: true,
    });
  });

  it("from outside the device's networks gets the same answer as a wrong password", async () => {
    await opened.db.updateTable('device').set({ source_networks: '["198.51.100.0/24"]' }).execute();
    expect(await registrar.register(register({ credentials: credentials(await challenged()) }))).toMatchObject({
      status: 401,
    });
    await opened.db.updateTable('device').set({ source_networks: '["192.0.2.0/24"]' }).execute();
    expect(await registrar.register(register({ credentials: credentials(await challenged()) }))).toMatchObject({
      status: 200,
    });
  });

  it.each(['MD5', 'SHA-256'] as const)('binds a device that answers the challenge with %s', async (algorithm) => {
    const outcome = await registrar.register(register({ credentials: credentials(await challenged(), { algorithm }) }));
    expect(outcome).toEqual({ status: 200, contacts: [{ uri: 'sip:room1@192.0.2.7', expires: 300 }] });
  });

  it('challenges with MD5 first, which old devices can read', async () => {
    const outcome = await challenged();
    expect(outcome.status === 401 && outcome.challenge.map((text) => parseChallenge(text)?.algorithm)).toEqual([
      'MD5',
      'SHA-256',
    ]);
  });

  it.each<[string, Answer]>([
    ['a wrong password', { password: 'wrong' }],
    ['an unknown user', { username: 'nobody' }],
  ])('challenges again on %s, not as stale', async (_name, answer) => {
    const outcome = await registrar.register(register({ credentials: credentials(await challenged(), answer) }));
    expect(outcome.status === 401 && parseChallenge(outcome.challenge[0]!)?.stale).toBe(false);
  });

  it('accepts a nonce count only once', async () => {
    const challenge = await challenged();
    expect((await registrar.register(register({ credentials: credentials(challenge) }))).status).toBe(200);
    const replayed = await registrar.register(register({ credentials: credentials(challenge), cseq: 2 }));
    expect(replayed.status === 401 && parseChallenge(replayed.challenge[0]!)?.stale).toBe(true);
    expect(
      (await registrar.register(register({ credentials: credentials(challenge, { nc: '00000002' }), cseq: 3 }))).status,
    ).toBe(200);
  });

  it('reports an old nonce as stale, and rejects one that is not ours', async () => {
    const challenge = await challenged();
    clock.advance(6 * 60 * 1000);
    const old = await registrar.register(register({ credentials: credentials(challenge) }));
    expect(old.status === 401 && parseChallenge(old.challenge[0]!)?.stale).toBe(true);
    const foreign = { ...credentials(await challenged()), nonce: 'made.up.nonce' };
    expect((await registrar.register(register({ credentials: foreign }))).status).toBe(401);
  });

  it('permits a device to register only itself', async () => {
    const outcome = await registrar.register(register({ user: 'room2', credentials: credentials(await challenged()) }));
    expect(outcome.status).toBe(403);
  });

  it('gets 404 for another domain', async () => {
    expect((await registrar.register(register({ host: 'other.example' }))).status).toBe(404);
  });

  it('rejects an expiry that is too short with the minimum, and shortens one that is too long', async () => {
    const short = register({
      contacts: [{ uri: 'sip:a@b', expires: 5 }],
      credentials: credentials(await challenged()),
    });
    expect(await registrar.register(short)).toMatchObject({ status: 423, headers: [['Min-Expires', '60']] });
    const long = register({
      contacts: [{ uri: 'sip:a@b', expires: 100_000 }],
      credentials: credentials(await challenged()),
    });
    expect(await registrar.register(long)).toMatchObject({ status: 200, contacts: [{ expires: 3600 }] });
  });

  it('removes one contact by expires=0, all by *, and drops expired ones', async () => {
    const send = async (contacts: SipRegister['contacts'], cseq: number) =>
      registrar.register(register({ contacts, cseq, credentials: credentials(await challenged()) }));
    await send(
      [
        { uri: 'sip:a@b', expires: 60 },
        { uri: 'sip:c@d', expires: 300 },
      ],
      1,
    );
    clock.advance(61_000);
    expect(await send([], 2)).toMatchObject({ contacts: [{ uri: 'sip:c@d' }] });
    expect(await send([{ uri: 'sip:e@f', expires: 300 }], 3)).toMatchObject({
      contacts: [{ uri: 'sip:e@f' }, { uri: 'sip:c@d' }],
    });
    expect(await send([{ uri: 'sip:c@d', expires: 0 }], 4)).toMatchObject({ contacts: [{ uri: 'sip:e@f' }] });
    expect(await send('*', 5)).toEqual({ status: 200, contacts: [] });
  });

  it('accepts at most ten contacts per device', async () => {
    const contacts = Array.from({ length: 11 }, (_, at) => ({ uri: `sip:r@192.0.2.${at}`, expires: 300 }));
    expect(
      (await registrar.register(register({ contacts, credentials: credentials(await challenged()) }))).status,
    ).toBe(403);
  });
});
