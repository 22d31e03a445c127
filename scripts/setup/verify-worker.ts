/**
 * Starts a mediasoup worker and lets two of its WebRTC transports complete a DTLS handshake through a relay of
 * ours. A worker may start, relay plain RTP, and still crash at the first browser's handshake: only this test
 * reveals it.
 */
import { createHmac, randomBytes } from 'node:crypto';
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { crc32 } from 'node:zlib';
import { createWorker } from 'mediasoup';
import type { types } from 'mediasoup';

const DEADLINE = 10_000;

/** A STUN binding request with short-term credentials that nominates its candidate pair (RFC 8445 §7.1, RFC 8489). */
function bindingRequest({ usernameFragment, password }: types.IceParameters): Buffer {
  const attribute = (type: number, value: Buffer): Buffer => {
    const head = Buffer.alloc(4);
    head.writeUInt16BE(type, 0);
    head.writeUInt16BE(value.length, 2);
    return Buffer.concat([head, value, Buffer.alloc((4 - (value.length % 4)) % 4)]);
  };
  const header = Buffer.concat([Buffer.from([0, 1, 0, 0, 0x21, 0x12, 0xa4, 0x42]), randomBytes(12)]);
  let message = Buffer.concat([
    header,
    attribute(0x0006, Buffer.from(`${usernameFragment}:check`)), // USERNAME
    attribute(0x0024, Buffer.from([0x6e, 0x7f, 0xff, 0xff])), // PRIORITY
    attribute(0x802a, randomBytes(8)), // ICE-CONTROLLING
    attribute(0x0025, Buffer.alloc(0)), // USE-CANDIDATE
  ]);
  // The length includes the attribute being computed, but not those after it.
  message.writeUInt16BE(message.length - 20 + 24, 2);
  message = Buffer.concat([message, attribute(0x0008, createHmac('sha1', password).update(message).digest())]);
  message.writeUInt16BE(message.length - 20 + 8, 2);
  const fingerprint = Buffer.alloc(4);
  fingerprint.writeUInt32BE((crc32(message) ^ 0x5354554e) >>> 0);
  return Buffer.concat([message, attribute(0x8028, fingerprint)]);
}

async function openSocket(): Promise<Socket> {
  const socket = createSocket('udp4');
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  return socket;
}

/** RFC 7983: a first byte from 20 to 63 is DTLS. */
const isDtls = (packet: Buffer): boolean => packet[0] !== undefined && packet[0] >= 20 && packet[0] <= 63;

async function handshake(router: types.Router): Promise<void> {
  const open = (): Promise<types.WebRtcTransport> =>
    router.createWebRtcTransport({ listenInfos: [{ protocol: 'udp', ip: '127.0.0.1' }], enableTcp: false });
  const transports = [await open(), await open()] as const;
  const sockets = [await openSocket(), await openSocket()] as const;
  for (const side of [0, 1] as const) {
    const other = transports[1 - side]!;
    sockets[side].on('message', (packet) => {
      if (isDtls(packet)) sockets[1 - side]!.send(packet, other.iceCandidates[0]!.port, '127.0.0.1');
    });
  }
  const connected = transports.map(async (transport) => {
    while (transport.dtlsState !== 'connected') {
      const [state] = (await once(transport, 'dtlsstatechange')) as [string];
      if (state === 'failed' || state === 'closed') throw new Error(`the DTLS handshake ${state}`);
    }
  });
  for (const side of [0, 1] as const) {
    const { iceParameters, iceCandidates } = transports[side];
    sockets[side].send(bindingRequest(iceParameters), iceCandidates[0]!.port, '127.0.0.1');
    const { fingerprints } = transports[1 - side]!.dtlsParameters;
    await transports[side].connect({ dtlsParameters: { fingerprints, role: side === 0 ? 'server' : 'client' } });
  }
  await Promise.all(connected);
  for (const socket of sockets) socket.close();
}

const timeout = setTimeout(() => {
  process.stderr.write('the worker did not complete a DTLS handshake in time\n');
  process.exit(1);
}, DEADLINE);
const worker = await createWorker({ logLevel: 'none' });
worker.on('died', () => {
  process.stderr.write('the worker died during a DTLS handshake\n');
  process.exit(1);
});
await handshake(await worker.createRouter());
clearTimeout(timeout);
worker.close();
