/** Behind a 1:1 NAT: devices are told `h323.announcedAddress`, never our own address. */
import { describe, expect, it } from 'vitest';
import type { Shape } from '../../fakes/h323-room.ts';
import { GATEWAY, Harness } from './harness.ts';

const PUBLIC = '203.0.113.5';
const octets = (address: string): Buffer => Buffer.from(address.split('.').map(Number));

describe.each(['fast', 'tunnelled', 'separate'] as const satisfies readonly Shape[])(
  'a call with media %s to a gateway behind NAT',
  (shape) => {
    it('contains only the public address, for media and for H.245', async () => {
      const harness = new Harness({ announced: { v4: PUBLIC } });
      // The NAT: packets to the public address arrive at ours.
      const host = harness.network.host.bind(harness.network);
      harness.network.host = (address) => ({
        ...host(address),
        connect: (to, from) =>
          host(address).connect(to.address === PUBLIC ? { ...to, address: GATEWAY.address } : to, from),
      });
      const sent: Buffer[] = [];
      harness.network.tap = (from, _, data) => {
        if (from.address === GATEWAY.address) sent.push(Buffer.from(data));
      };
      await harness.endpoint.listen();
      const room = harness.room({ shape });
      await harness.pass(60);
      expect(harness.told()).toContain('established');
      const all = Buffer.concat(sent);
      expect(all.includes(octets(PUBLIC))).toBe(true);
      expect(all.includes(octets(GATEWAY.address))).toBe(false);
      room.hangUp();
      await harness.pass(20);
    });
  },
);
