/**
 * Ports for programs that a test starts: below the ephemeral ports (32768 up) and outside of the gateway's own ranges
 * (20000 to 32000), so that no other socket takes one before the program starts.
 */
import { createSocket } from 'node:dgram';
import { createServer } from 'node:net';

const [FIRST, LAST] = [9_000, 9_999];

/** Ports returned before; their programs may not have bound them yet. */
const given = new Set<number>();

async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  const socket = createSocket('udp4');
  const overTcp = await new Promise<boolean>(
    (done) => void server.once('error', () => done(false)).listen(port, '127.0.0.1', () => done(true)),
  );
  const overUdp = await new Promise<boolean>(
    (done) => void socket.once('error', () => done(false)).bind(port, '127.0.0.1', () => done(true)),
  );
  await new Promise<void>((done) => void socket.close(() => done()));
  if (overTcp) await new Promise((done) => void server.close(done));
  return overTcp && overUdp;
}

/** A port of 127.0.0.1 that is free now, over TCP and UDP, as SIP takes both; never the same twice. */
export async function freePort(): Promise<number> {
  const count = LAST - FIRST + 1;
  const start = Math.floor(Math.random() * count);
  for (let offset = 0; offset < count; offset++) {
    const port = FIRST + ((start + offset) % count);
    if (given.has(port) || !(await isFree(port))) continue;
    given.add(port);
    return port;
  }
  throw new Error(`No port from ${FIRST} to ${LAST} is free`);
}

export async function freePorts(count: number): Promise<readonly number[]> {
  const found: number[] = [];
  while (found.length < count) found.push(await freePort());
  return found;
}
