/** Damaged captures of calls: the decoder must produce lines or a CaptureError. */
import * as fc from 'fast-check';
import { CaptureDecoder } from '../../../../gateway/cli/decode/index.ts';
import { CaptureError } from '../../../../gateway/cli/decode/packet.ts';
import {
  Connection,
  ethernet,
  fragments,
  pcapFile,
  PcapngWriter,
  stamp,
  START,
  udp,
  udpHeader,
  type End,
} from './capture-writer.ts';
import {
  audioOffer,
  busy,
  capabilities,
  connect,
  determination,
  endSession,
  facility,
  gatekeeperReject,
  gatekeeperRequest,
  GATEWAY,
  GATEWAY6,
  information,
  invite,
  release,
  ROOM,
  ROOM6,
  setup,
  tpkt,
  userInput,
} from './messages.ts';

const CONTROL: End = { address: '192.0.2.2', port: 40_000 };
const at = (end: End, port: number): End => ({ ...end, port });

/** IP packets of each protocol and shape. */
export const PACKETS: readonly Buffer[] = [
  ...new Connection(ROOM, GATEWAY)
    .open()
    .send(0, tpkt(setup({ fastStart: [audioOffer] }, { h245Control: [determination, capabilities] })))
    .send(1, tpkt(connect(CONTROL)))
    .send(0, tpkt(information(), facility(userInput), release()))
    .close(0).frames,
  ...new Connection(at(ROOM, 30_001), CONTROL)
    .open()
    .send(0, tpkt(capabilities).subarray(0, 9))
    .send(0, tpkt(capabilities).subarray(9))
    .send(1, tpkt(endSession))
    .close(1, 4).frames,
  ...new Connection(at(ROOM6, 30_002), at(GATEWAY6, 5060)).open().send(0, invite).send(1, busy).frames,
  udp(ROOM, at(GATEWAY, 1719), gatekeeperRequest(ROOM)),
  udp(at(GATEWAY, 1719), ROOM, gatekeeperReject),
  ...fragments(17, ROOM, at(GATEWAY, 5060), udpHeader(ROOM, at(GATEWAY, 5060), invite), 200),
  ...fragments(17, ROOM6, at(GATEWAY6, 5060), udpHeader(ROOM6, at(GATEWAY6, 5060), invite), 200),
];

const change = fc.record({
  packet: fc.nat(PACKETS.length - 1),
  place: fc.nat(600),
  value: fc.integer({ min: 0, max: 255 }),
  kind: fc.constantFrom('set', 'flip', 'cut', 'repeat', 'swap', 'drop'),
});
type Change = typeof change extends fc.Arbitrary<infer T> ? T : never;

function apply(packets: Buffer[], { packet, place, value, kind }: Change): void {
  const chosen = packets[packet];
  if (chosen === undefined || chosen.length === 0) return;
  const octet = place % chosen.length;
  if (kind === 'set') chosen[octet] = value;
  else if (kind === 'flip') chosen[octet]! ^= 1 << (value & 7);
  else if (kind === 'cut') packets[packet] = chosen.subarray(0, octet);
  else if (kind === 'repeat') packets.push(chosen);
  else if (kind === 'drop') packets.splice(packet, 1);
  else packets.push(...packets.splice(packet, 1));
}

export const damagedPackets = fc.array(change, { minLength: 1, maxLength: 12 }).map((changes) => {
  const packets = PACKETS.map((packet) => Buffer.from(packet));
  for (const each of changes) apply(packets, each);
  return packets;
});

const ng = new PcapngWriter(true);
const FILES = [
  pcapFile(stamp(PACKETS.map(ethernet))),
  Buffer.concat([
    ng.section(),
    ng.interface(101, 9),
    ng.interface(1),
    ...PACKETS.flatMap((packet) => [ng.enhanced(0, BigInt(START) * 1000n, packet), ng.simple(ethernet(packet))]),
  ]),
];

/** Damage anywhere in the file, including formats and links. */
export const damagedFiles = fc
  .record({
    file: fc.constantFrom(...FILES),
    changes: fc.array(
      fc.record({ place: fc.double({ min: 0, max: 0.999, noNaN: true }), value: fc.integer({ min: 0, max: 255 }) }),
      { minLength: 1, maxLength: 20 },
    ),
  })
  .map(({ file, changes }) => {
    const damaged = Buffer.from(file);
    for (const { place, value } of changes) damaged[Math.floor(place * damaged.length)] = value;
    return damaged;
  });

export const fileOf = (packets: readonly Buffer[]): Buffer => pcapFile(stamp(packets.map(ethernet)));

/** The number of octets that may still be buffered: at most the whole damaged capture. */
export function survives(file: Uint8Array, chunk: number): boolean {
  const decoder = new CaptureDecoder({ showSecrets: chunk % 2 === 0 });
  const numbers: number[] = [];
  const read = (lines: Iterable<unknown>): void => {
    for (const line of lines) numbers.push((JSON.parse(JSON.stringify(line)) as { readonly frame: number }).frame);
  };
  try {
    for (let place = 0; place < file.length; place += chunk) read(decoder.push(file.subarray(place, place + chunk)));
    read(decoder.flush());
    decoder.notes();
  } catch (error) {
    if (!(error instanceof CaptureError)) throw error;
  }
  return numbers.every((frame, index) => frame >= (numbers[index - 1] ?? 1));
}
