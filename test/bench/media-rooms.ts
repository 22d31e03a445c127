/**
 * The devices' side of `bench:media`: sends media encoded beforehand, spread over the 20 ms, and observes the
 * output. A few sockets carry all devices, told apart by the gateway's ports, so that this process needs less than
 * the gateway. Controlled by its parent.
 */
import { createSocket } from 'node:dgram';
import type { Socket } from 'node:dgram';
import { decodeAlaw } from '../../media/audio/g711.ts';
import { G722Decoder } from '../../media/audio/g722.ts';
import { amplitudeOf } from '../media/signal.ts';
import { PPS, SPS } from '../media/video/packets.ts';
import { SrtpSender } from '../../media/srtp/srtp.ts';
import { benchKey, percentile } from './media-messages.ts';
import type { Load, Ports, RoomsRequest, RoomsResult } from './media-messages.ts';
import { MARKER, MARKER_FREQUENCY, markerOf, PACKETS, PARTS, speechOf } from './media-speech.ts';

const HOST = '127.0.0.1';
const SOCKETS = 4;
const FRAME = 20;
/** Frames within which all devices start. */
const JOINING = 100;
/** Frames between two markers. */
const MARKER_EVERY = 20;
/** Video: pictures per second, packets per picture, bytes per packet: 1.2 Mbit/s. */
const PICTURES = 30;
const PER_PICTURE = 4.5;
const SLICE_BYTES = 1100;
const KEYFRAME_EVERY = 2000;

interface Stream {
  last: number;
  sequence: number;
  received: number;
  missing: number;
}

interface Room {
  readonly socket: Socket;
  readonly index: number;
  readonly ports: Ports;
  sequence: number;
  timestamp: number;
  videoSequence: number;
  /** Pictures sent, and when the last keyframe was sent. */
  pictures: number;
  keyframeAt: number;
  /** Remaining packets of a marker. */
  marker: number;
  readonly srtp: SrtpSender | undefined;
}

let load: Load;
let sockets: readonly Socket[] = [];
let rooms: readonly Room[] = [];
let timer: NodeJS.Timeout | undefined;
let measuring = false;
let streams = new Map<number, Stream>();
let deviations: number[] = [];
let lateness: number[] = [];
let latencies: number[] = [];
let [sent, received] = [0, 0];
let cpu = process.cpuUsage();
let since = 0;
/** When the last marker was spoken. */
let markedAt: number | undefined;
let decode: (payload: Uint8Array) => Int16Array = decodeAlaw;

async function bound(): Promise<Socket> {
  const socket = createSocket({ type: 'udp4', lookup: (host, _options, callback) => callback(null, host, 4) });
  await new Promise<void>((resolve) => socket.bind(0, HOST, resolve));
  socket.setRecvBufferSize(8 << 20);
  socket.setSendBufferSize(8 << 20);
  socket.on('message', (data, from) => receive(data, from.port));
  return socket;
}

async function bind(next: Load): Promise<readonly Ports[]> {
  load = next;
  sockets = await Promise.all(Array.from({ length: SOCKETS }, bound));
  return Array.from({ length: load.rooms }, (_, i) => {
    const { port } = (sockets[i % SOCKETS] as Socket).address();
    return { audio: port, video: port };
  });
}

const videoPackets = new Map<number, Stream>();

function receive(data: Buffer, port: number): void {
  if ((data[1] ?? 0) >= 192 && (data[1] ?? 0) <= 223) return receiveRtcp(data, port);
  const now = performance.now();
  received += 1;
  const isVideo = ((data[1] ?? 0) & 0x7f) === 109;
  const table = isVideo ? videoPackets : streams;
  const sequence = data.readUInt16BE(2);
  const stream = table.get(port);
  if (stream === undefined) {
    table.set(port, { last: now, sequence, received: 1, missing: 0 });
    return;
  }
  if (measuring && !isVideo) deviations.push(Math.abs(now - stream.last - FRAME));
  const delta = ((sequence - stream.sequence) << 16) >> 16;
  stream.missing += delta > 0 ? delta - 1 : -1;
  if (delta > 0) stream.sequence = sequence;
  stream.last = now;
  stream.received += 1;
  // Markers in encrypted audio are not measured.
  if (!isVideo && load.srtp === undefined && port === rooms[0]?.ports.audio) listen(data.subarray(12), now);
}

/** Device 0 hears the markers of all others. */
function listen(payload: Uint8Array, now: number): void {
  const samples = decode(payload);
  if (markedAt === undefined) return;
  const rate = samples.length * 50;
  const step = rate / 200;
  for (let at = 0; at + step <= samples.length; at += step) {
    if (amplitudeOf(samples.subarray(at, at + step), MARKER_FREQUENCY, rate) < 4000) continue;
    if (measuring) latencies.push(now + (at * 1000) / rate - markedAt);
    markedAt = undefined;
    return;
  }
}

/** A PLI anywhere in the packet: the next picture will be a keyframe. */
function receiveRtcp(data: Buffer, port: number): void {
  if (!data.includes(Buffer.of(0x81, 206, 0, 2))) return;
  const room = rooms.find(({ ports }) => ports.video + 1 === port || ports.video === port);
  if (room !== undefined) room.keyframeAt = -Infinity;
}

function header(
  payloadType: number,
  marker: boolean,
  sequence: number,
  timestamp: number,
  ssrc: number,
  length: number,
): Buffer {
  const data = Buffer.allocUnsafe(12 + length);
  data[0] = 0x80;
  data[1] = (marker ? 0x80 : 0) | payloadType;
  data.writeUInt16BE(sequence, 2);
  data.writeUInt32BE(timestamp >>> 0, 4);
  data.writeUInt32BE(ssrc, 8);
  return data;
}

function sendAudio(room: Room, payload: Uint8Array): void {
  const data = header(
    load.codec === 'G722' ? 9 : 8,
    false,
    room.sequence,
    room.timestamp,
    1000 + room.index,
    payload.length,
  );
  data.set(payload, 12);
  room.socket.send(room.srtp?.protectRtp(data) ?? data, room.ports.audio, HOST);
  room.sequence = (room.sequence + 1) & 0xffff;
  room.timestamp += 160;
  sent += 1;
}

function sendVideo(room: Room, payload: Uint8Array, marker: boolean): void {
  const data = header(109, marker, room.videoSequence, room.pictures * 3000, 100_000 + room.index, payload.length);
  data.set(payload, 12);
  room.socket.send(room.srtp?.protectRtp(data) ?? data, room.ports.video, HOST);
  room.videoSequence = (room.videoSequence + 1) & 0xffff;
  sent += 1;
}

const slice = new Uint8Array(SLICE_BYTES).map((_, i) => (i === 0 ? 0x41 : i));
const idr = new Uint8Array(SLICE_BYTES).map((_, i) => (i === 0 ? 0x65 : i));

function sendPicture(room: Room, now: number): void {
  const isKeyframe = now - room.keyframeAt >= KEYFRAME_EVERY;
  const count = Math.floor((room.pictures + 1) * PER_PICTURE) - Math.floor(room.pictures * PER_PICTURE);
  if (isKeyframe) {
    room.keyframeAt = now;
    for (const unit of [SPS, PPS]) sendVideo(room, Uint8Array.from(unit), false);
  }
  for (let i = 0; i < count; i++) sendVideo(room, isKeyframe ? idr : slice, i === count - 1);
  room.pictures += 1;
}

/** Sends each device's packets at its own time within each 20 ms. */
function start(gateway: readonly Ports[]): void {
  const parts = Array.from({ length: PARTS }, (_, part) => speechOf(load.codec, load.talk, part));
  const marker = markerOf(load.codec);
  const g722 = new G722Decoder();
  decode = load.codec === 'G722' ? (payload) => g722.decode(payload) : decodeAlaw;
  rooms = gateway.map((ports, index) => ({
    socket: sockets[index % SOCKETS] as Socket,
    index,
    ports,
    sequence: index & 0xffff,
    timestamp: 0,
    videoSequence: 0,
    pictures: 0,
    keyframeAt: performance.now() - (index * KEYFRAME_EVERY) / gateway.length,
    marker: 0,
    srtp: load.srtp && new SrtpSender(benchKey(load.srtp)),
  }));
  const begin = performance.now() + 50;
  let turn = 0;
  const run = (): void => {
    for (let now = performance.now(); ; turn++) {
      const [frame, index] = [Math.floor(turn / rooms.length), turn % rooms.length];
      const due = begin + frame * FRAME + (index * FRAME) / rooms.length;
      if (due > now) break;
      const room = rooms[index] as Room;
      if (frame < (index * JOINING) / rooms.length) continue;
      if (rooms.length > 1 && frame % MARKER_EVERY === 0 && index === 1 + ((frame / MARKER_EVERY) % (rooms.length - 1)))
        room.marker = MARKER;
      // A marker's first sample is spoken 20 ms before its packet is full.
      if (room.marker === MARKER) markedAt = due - FRAME;
      const said =
        room.marker > 0
          ? marker[MARKER - room.marker]
          : parts[index % PARTS]?.[(frame + 7 * index) % (load.talk === 'all' ? PACKETS : 1) || frame % PACKETS];
      if (room.marker > 0) room.marker -= 1;
      if (said !== undefined) sendAudio(room, said);
      if (load.video && Math.floor((frame * PICTURES) / 50) > room.pictures - 1) sendPicture(room, now);
      if (measuring) {
        now = performance.now();
        lateness.push(now - due);
      }
    }
    timer = setTimeout(run, 1);
  };
  run();
}

function measure(): void {
  deviations = [];
  lateness = [];
  latencies = [];
  streams = new Map();
  videoPackets.clear();
  received = 0;
  cpu = process.cpuUsage();
  since = performance.now();
  measuring = true;
}

function result(): RoomsResult {
  measuring = false;
  const { user, system } = process.cpuUsage(cpu);
  const all = [...streams.values(), ...videoPackets.values()];
  return {
    sent,
    received,
    missing: all.reduce((sum, { missing }) => sum + Math.max(0, missing), 0),
    silent: load.rooms * (load.video ? 2 : 1) - all.length,
    cadenceP99: percentile(deviations, 0.99),
    latencies,
    cpu: (user + system) / 1000 / (performance.now() - since),
    lateP99: percentile(lateness, 0.99),
  };
}

function stop(): void {
  clearTimeout(timer);
  for (const socket of sockets) socket.close();
}

process.on('message', (request: RoomsRequest) => {
  const answer = async (): Promise<unknown> => {
    switch (request.op) {
      case 'bind':
        return bind(request.load);
      case 'start':
        return start(request.gateway);
      case 'measure':
        return measure();
      case 'result':
        return result();
      case 'stop':
        return stop();
    }
  };
  void answer().then((value) => {
    process.send?.({ result: value ?? null });
    if (request.op === 'stop') process.disconnect();
  });
});
