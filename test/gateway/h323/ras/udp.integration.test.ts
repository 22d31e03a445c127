/** The gatekeeper on sockets of the operating system. */
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { afterEach, expect, it } from 'vitest';
import { systemClock, systemRandom } from '../../../../base/system-clock.ts';
import { RasMessage } from '../../../../gateway/h323/asn1/index.ts';
import { createGatekeeper, type Gatekeeper } from '../../../../gateway/h323/ras/index.ts';
import { openTestRegistry } from '../../../fakes/registry.ts';
import { rrq, settings, type Room } from './rig.ts';
import { bindUdp } from '../../../../base/udp.ts';
import { noFault } from '../../../fakes/faults.ts';

let gatekeeper: Gatekeeper | undefined;
afterEach(() => gatekeeper?.close());

it('registers a device over UDP, and notifies it when closing', async () => {
  const opened = await openTestRegistry();
  gatekeeper = createGatekeeper({
    registry: opened.registry,
    bind: bindUdp,
    clock: systemClock,
    now: Date.now,
    random: systemRandom,
    listen: [{ address: '127.0.0.1', port: 0 }],
    multicast: false,
    settings: { ...settings, policy: 'open' },
    rate: { perSecond: 100, burst: 100 },
    clockTolerance: 600,
    onFault: noFault,
    onFact: () => undefined,
  });
  const [bound] = await gatekeeper.listen();
  const socket = createSocket('udp4');
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const at = { address: '127.0.0.1', port: socket.address().port };
  const answered = once(socket, 'message');
  socket.send(RasMessage.encode(rrq({ at } as Room, ['room'])), bound!.port, bound!.address);
  expect(RasMessage.decode((await answered)[0] as Buffer)).toHaveProperty('registrationConfirm');
  expect(gatekeeper.locate('room')).toMatchObject({ ras: at, behindNat: false });
  const told = once(socket, 'message');
  await gatekeeper.close();
  expect(RasMessage.decode((await told)[0] as Buffer)).toHaveProperty('unregistrationRequest');
  await gatekeeper.close();
  socket.close();
  await opened.registry.close();
});

it('receives from a multicast group', async () => {
  const { promise, resolve } = Promise.withResolvers<Uint8Array>();
  const listening = await bindUdp({ address: '127.0.0.1', port: 0 }, resolve, { group: '224.0.1.41' });
  const socket = createSocket('udp4');
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  socket.setMulticastInterface('127.0.0.1');
  socket.send(Uint8Array.of(1, 2, 3), listening.port, '224.0.1.41');
  expect([...(await promise)]).toEqual([1, 2, 3]);
  socket.close();
  await listening.close();
});

it('rejects if its port is taken', async () => {
  const socket = createSocket('udp4');
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  await expect(bindUdp({ address: '127.0.0.1', port: socket.address().port }, () => undefined)).rejects.toThrow(
    'EADDRINUSE',
  );
  socket.close();
});
