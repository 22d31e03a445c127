/** A media worker's thread: rooms, their beat, and the messages from the main thread. */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { parentPort, workerData } from 'node:worker_threads';
import { FRAME_MS } from '../audio/codec.ts';
import { loadOpus } from '../audio/opus.ts';
import { systemClock } from '../clock.ts';
import type { Instant } from '../edge/rtcp-session.ts';
import { MediaError } from '../errors.ts';
import { openSfuHost } from '../sfu/host.ts';
import type { SfuHost } from '../sfu/host.ts';
import type { Call, LastSource, Request, Result, WorkerLoad, WorkerMessage, WorkerSettings } from './messages.ts';
import { Room } from './room.ts';
import { startTicker } from './ticker.ts';
import type { Ticker } from './ticker.ts';

const port = parentPort;
if (port === null) throw new Error('Cannot start a media worker: not in a worker thread');

const settings = workerData as WorkerSettings;
const rooms = new Map<number, Room>();
/** ms between the samples of the event loop's delay; it is part of each sample. */
const LOOP_RESOLUTION = 10;
const loopDelay = monitorEventLoopDelay({ resolution: LOOP_RESOLUTION });

function post(message: WorkerMessage): void {
  port?.postMessage(message);
}

function instant(): Instant {
  return { now: systemClock.now(), wall: Date.now() };
}

function openRoom(sfu: SfuHost, key: number): Room {
  const emit = (member: number, event: Extract<WorkerMessage, { type: 'event' }>['event']): void =>
    post({ type: 'event', room: key, member, event });
  return new Room({ sfu, instant, random: Math.random, emit });
}

function room(key: number): Room {
  const found = rooms.get(key);
  if (found === undefined) throw new MediaError('closed', `Cannot find room ${key}: it is closed`);
  return found;
}

async function closeRoom(key: number): Promise<readonly LastSource[]> {
  const closing = rooms.get(key);
  rooms.delete(key);
  return (await closing?.close()) ?? [];
}

function load(): WorkerLoad {
  const eventLoopDelayP99 = Math.max(0, loopDelay.percentile(99) / 1e6 - LOOP_RESOLUTION);
  loopDelay.reset();
  const members = [...rooms.values()].reduce((sum, each) => sum + each.memberCount, 0);
  return { eventLoopDelayP99, rooms: rooms.size, members };
}

async function close(sfu: SfuHost, ticker: Ticker): Promise<undefined> {
  ticker.stop();
  loopDelay.disable();
  await Promise.all([...rooms.keys()].map(closeRoom));
  await sfu.close();
  return undefined;
}

async function execute(sfu: SfuHost, ticker: Ticker, request: Request): Promise<Result> {
  switch (request.op) {
    case 'openRoom':
      rooms.set(request.room, openRoom(sfu, request.room));
      return undefined;
    case 'closeRoom':
      return closeRoom(request.room);
    case 'addMember':
      return room(request.room).addMember(request);
    case 'agree':
      return room(request.room).agree(request.member, request.streams);
    case 'setReceiveLimit':
      room(request.room).setReceiveLimit(request.member, request.kind, request.bitrate);
      return undefined;
    case 'setContentView':
      room(request.room).setContentView(request.member, request.view);
      return undefined;
    case 'sendData':
      room(request.room).sendData(request.member, request.payload);
      return undefined;
    case 'present':
      room(request.room).present(request.member);
      return undefined;
    case 'requestKeyframe':
      room(request.room).requestKeyframe(request.member, request.kind);
      return undefined;
    case 'admit':
      room(request.room).admit(request.member);
      return undefined;
    case 'setMuted':
      room(request.room).setMuted(request.member, request.muted);
      return undefined;
    case 'play':
      room(request.room).play(request.member, request.playback, request.clips);
      return undefined;
    case 'stopPlaying':
      room(request.room).stopPlaying(request.member);
      return undefined;
    case 'moveMember': {
      const to = room(request.to);
      to.adopt(room(request.room).release(request.member), request.waiting);
      return undefined;
    }
    case 'memberStats':
      return room(request.room).stats(request.member);
    case 'closeMember':
      return (await rooms.get(request.room)?.closeMember(request.member)) ?? [];
    case 'load':
      return load();
    case 'close':
      return close(sfu, ticker);
  }
}

async function answer(sfu: SfuHost, ticker: Ticker, { call, request }: Call): Promise<void> {
  try {
    post({ type: 'result', call, result: await execute(sfu, ticker, request) });
  } catch (error) {
    const code = error instanceof MediaError ? error.code : 'worker-lost';
    post({ type: 'failure', call, code, message: error instanceof Error ? error.message : String(error) });
  }
  // The port is what keeps the thread alive.
  if (request.op === 'close') port?.close();
}

loopDelay.enable();
await loadOpus();
const sfu = await openSfuHost({
  ...(settings.workerBinary === undefined ? {} : { workerBinary: settings.workerBinary }),
  avoidPorts: settings.ports,
  ...(settings.dtls && { dtls: settings.dtls }),
  // Without its mediasoup worker the thread is of no use, and its end is what counts. From inside it ends between two turns of its loop.
  onDied: () =>
    queueMicrotask(() => {
      throw new Error('its mediasoup worker died');
    }),
});
const ticker = startTicker(systemClock, FRAME_MS, () => {
  const at = instant();
  for (const each of rooms.values()) each.tick(at);
});
port.on('message', (call: Call) => void answer(sfu, ticker, call));
post({ type: 'ready' });
