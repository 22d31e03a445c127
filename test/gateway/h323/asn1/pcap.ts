/** Captures for tshark: Ethernet, IPv4, and UDP or a TCP segment, each of a separate connection. */
import { encodeTpkt } from '../../../../gateway/h323/tpkt/index.ts';

export interface Packet {
  readonly transport: 'tcp' | 'udp';
  readonly port: number;
  readonly payload: Uint8Array;
}

const numbers = (...fields: readonly (readonly [octets: number, value: number])[]): Buffer =>
  Buffer.concat(
    fields.map(([octets, value]) => {
      const buffer = Buffer.alloc(octets);
      buffer.writeUIntBE(value, 0, octets);
      return buffer;
    }),
  );

/** Writes the classic format, big-endian. Packets are numbered by their source port, from 10000. */
export function pcap(packets: readonly Packet[]): Uint8Array {
  const header = numbers([4, 0xa1b2c3d4], [2, 2], [2, 4], [4, 0], [4, 0], [4, 262_144], [4, 1]);
  const records = packets.flatMap((packet, index) => {
    const data = frame(packet, 10_000 + (index % 50_000));
    return [numbers([4, 1_700_000_000 + index], [4, 0], [4, data.length], [4, data.length]), data];
  });
  return Buffer.concat([header, ...records]);
}

function frame({ transport, port, payload }: Packet, source: number): Buffer {
  const segment = transport === 'udp' ? udp(source, port, payload) : tcp(source, port, payload);
  const ethernet = numbers([6, 0x0200_0000_0001], [6, 0x0200_0000_0002], [2, 0x0800]);
  const ip = numbers(
    [2, 0x4500],
    [2, 20 + segment.length],
    [4, 0],
    [1, 64],
    [1, transport === 'udp' ? 17 : 6],
    [2, 0],
    [4, 0xc000_0201],
    [4, 0xc000_0202],
  );
  return Buffer.concat([ethernet, ip, segment]);
}

const udp = (source: number, port: number, payload: Uint8Array): Buffer =>
  Buffer.concat([numbers([2, source], [2, port], [2, 8 + payload.length], [2, 0]), payload]);

function tcp(source: number, port: number, payload: Uint8Array): Buffer {
  const data = encodeTpkt(payload);
  return Buffer.concat([
    numbers([2, source], [2, port], [4, 1], [4, 1], [1, 0x50], [1, 0x18], [2, 65_535], [2, 0], [2, 0]),
    data,
  ]);
}
