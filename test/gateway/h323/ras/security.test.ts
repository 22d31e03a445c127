import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Secret } from '../../../../base/secret.ts';
import { EncodedPwdCertToken, type H225 } from '../../../../gateway/h323/asn1/index.ts';
import { toAlias } from '../../../../gateway/h323/ras/index.ts';
import {
  CISCO_ACCESS_TOKEN,
  claimOf,
  passwordHash,
  passwordKey,
  passwordToken,
  proves,
  signed,
} from '../../../../gateway/h323/ras/security.ts';
import { arq, keepAlive, openRig, rrq, START, type Rig, type Room } from './rig.ts';

const NOW = START / 1000;
let rig: Rig;
let room: Room;
let password: Secret;
let random = 1;

beforeEach(async () => {
  rig = await openRig({ policy: 'authenticated' });
  const made = await rig.opened.admin.createDevice(rig.opened.accountId, 'Board room', 'board', ['5501']);
  await rig.opened.admin.createDevice(rig.opened.accountId, 'Lobby', 'lobby');
  password = new Secret(made!.password);
  room = rig.room('192.0.2.10');
});
afterEach(() => rig[Symbol.asyncDispose]());

interface How {
  readonly key?: Uint8Array;
  readonly sender?: string;
  readonly recipient?: string;
  readonly timeStamp?: number;
}

/** A request signed according to H.235.1. */
function sign(
  message: H225.RasMessage,
  { key = passwordKey(password), sender = 'board', recipient = 'roomgate', timeStamp = NOW }: How = {},
): Uint8Array {
  return signed(message, { key, sender, recipient, timeStamp, random: random++ });
}

const isRefused = (message: H225.RasMessage): boolean => JSON.stringify(message).includes('"securityDenial":null');

describe('H.235.1', () => {
  it('accepts a device that signs its RRQ, and signs the answer', async () => {
    const answer = await room.askOctets(sign(rrq(room, ['board'])));
    expect(answer).toHaveProperty('registrationConfirm');
    const { registrationConfirm } = answer as { registrationConfirm: H225.RegistrationConfirm };
    const claim = claimOf(registrationConfirm)!;
    expect(claim).toMatchObject({ mechanism: 'h235.1', sender: 'roomgate', recipient: 'board', timeStamp: NOW });
    expect(proves(claim, password, room.octets[0]!)).toBe(true);
    expect(proves(claim, new Secret('other'), room.octets[0]!)).toBe(false);
  });

  it('then requires a signature in every request', async () => {
    const answer = await room.askOctets(sign(rrq(room, ['board'])));
    const id = (answer as { registrationConfirm: H225.RegistrationConfirm }).registrationConfirm.endpointIdentifier;
    expect(isRefused(await room.ask(arq(id)))).toBe(true);
    expect(await room.askOctets(sign(arq(id), { sender: id }))).toHaveProperty('admissionConfirm');
    expect(isRefused(await room.ask(keepAlive(room, id)))).toBe(true);
    expect(await room.askOctets(sign(keepAlive(room, id), { sender: id }))).toHaveProperty('registrationConfirm');
  });

  it.each<[string, How]>([
    ['another password', { key: createHash('sha1').update('wrong').digest() }],
    ['another recipient', { recipient: 'gatekeeper' }],
    ['another device’s name', { sender: 'lobby' }],
    ['an unknown name', { sender: 'nobody' }],
    ['a time in the distant past', { timeStamp: NOW - 601 }],
    ['a time in the future', { timeStamp: NOW + 601 }],
  ])('rejects %s', async (_title, how) => {
    expect(isRefused(await room.askOctets(sign(rrq(room, ['board']), how)))).toBe(true);
  });

  it('rejects a message that was changed anywhere in transit', async () => {
    const good = sign(rrq(room, ['board']));
    let read = 0;
    for (let at = 0; at < good.length; at += 3) {
      const changed = Uint8Array.from(good);
      changed[at]! ^= 0x10;
      room.received.length = 0;
      room.sendOctets(changed);
      await rig.settle();
      rig.clock.advance(1000);
      for (const message of room.received) expect(isRefused(message) || !('registrationConfirm' in message)).toBe(true);
      read += room.received.length;
    }
    expect(read).toBeGreaterThan(10);
    expect(await room.askOctets(good)).toHaveProperty('registrationConfirm');
  });

  it('rejects a captured message that is replayed from elsewhere', async () => {
    const good = sign(rrq(room, ['board']));
    await room.askOctets(good);
    const thief = rig.room('192.0.2.66');
    expect(isRefused(await thief.askOctets(good))).toBe(true);
    expect(rig.gatekeeper.locate('board')!.ras.address).toBe('192.0.2.10');
  });

  it('an authenticated device takes over its registration from another address', async () => {
    await room.askOctets(sign(rrq(room, ['board'])));
    const moved = rig.room('192.0.2.20');
    expect(await moved.askOctets(sign(rrq(moved, ['board'])))).toHaveProperty('registrationConfirm');
    expect(rig.gatekeeper.locate('board')!.ras.address).toBe('192.0.2.20');
    expect(rig.gatekeeper.stats().registrations).toBe(1);
  });
});

describe('the MD5 of a password', () => {
  const withToken = (token: H225.CryptoH323Token): H225.RasMessage => rrq(room, ['board'], { cryptoTokens: [token] });

  it('covers a token that contains the password', () => {
    const octets = EncodedPwdCertToken.encode({
      tokenOID: '0.0',
      timeStamp: NOW,
      password: 'secret',
      generalID: 'board',
    });
    const expected = [
      '6100', // no extension; timeStamp, password and generalID are present
      '0100', // tokenOID 0.0
      'c06553f0ff', // four octets: the time less one
      '0a007300650063007200650074', // six characters: secret
      '080062006f006100720064', // five: board
    ];
    expect(Buffer.from(octets).toString('hex')).toBe(expected.join(''));
    expect(Buffer.from(passwordHash('board', NOW, new Secret('secret')))).toEqual(
      createHash('md5').update(octets).digest(),
    );
  });

  it('authenticates a device', async () => {
    expect(await room.ask(withToken(passwordToken(toAlias('board'), NOW, password)))).toHaveProperty(
      'registrationConfirm',
    );
    expect(await room.ask(withToken(passwordToken(toAlias('5501'), NOW + 60, password)))).toHaveProperty(
      'registrationConfirm',
    );
  });

  it('rejects a wrong one, an old one, and that of another device', async () => {
    expect(isRefused(await room.ask(withToken(passwordToken(toAlias('board'), NOW, new Secret('wrong')))))).toBe(true);
    expect(isRefused(await room.ask(withToken(passwordToken(toAlias('board'), NOW - 700, password))))).toBe(true);
    expect(isRefused(await room.ask(withToken(passwordToken(toAlias('lobby'), NOW, password))))).toBe(true);
  });
});

describe('Cisco’s access token', () => {
  it('authenticates a device that knows the password', async () => {
    const challenge = (secret: string): string =>
      createHash('md5')
        .update(Uint8Array.of(42))
        .update(secret)
        .update(Buffer.from(NOW.toString(16).padStart(8, '0'), 'hex'))
        .digest() as never;
    const token = (secret: string) => ({
      tokenOID: CISCO_ACCESS_TOKEN,
      generalID: 'board',
      timeStamp: NOW,
      random: 42,
      challenge: challenge(secret),
    });
    expect(isRefused(await room.ask(rrq(room, ['board'], { tokens: [token('wrong')] })))).toBe(true);
    expect(await room.ask(rrq(room, ['board'], { tokens: [token(password.reveal())] }))).toHaveProperty(
      'registrationConfirm',
    );
  });
});

it('passwords do not appear in facts or answers', async () => {
  await room.askOctets(sign(rrq(room, ['board'])));
  const told = JSON.stringify([rig.facts, rig.gatekeeper.locate('board'), room.received]);
  expect(told).not.toContain(password.reveal());
  expect(Buffer.concat(room.octets).toString('latin1')).not.toContain(password.reveal());
});
