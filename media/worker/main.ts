/** A media worker's thread: bridges, their ticker, and the messages from the main thread. */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { parentPort, workerData } from 'node:worker_threads';
import { FRAME_MS } from '../audio/codec.ts';
import { loadOpus } from '../audio/opus.ts';
import { guarded } from '../../base/guard.ts';
import { systemClock } from '../../base/system-clock.ts';
import type { Instant } from '../edge/rtcp-session.ts';
import { MediaError } from '../errors.ts';
import { openSfuHost } from '../sfu/host.ts';
import type { SfuHost } from '../sfu/host.ts';
import type { Call, LastSource, Request, Result, WorkerLoad, WorkerMessage, WorkerSettings } from './messages.ts';
import { Bridge } from './bridge.ts';
import { startTicker } from './ticker.ts';
import type { Ticker } from './ticker.ts';

const port = parentPort;
if (port === null) throw new Error('Cannot start a media worker: not in a worker thread');

const settings = workerData as WorkerSettings;
const bridges = new Map<number, Bridge>();
/** ms between samples of the event loop's delay; each sample includes it. */
const LOOP_RESOLUTION = 10;
const loopDelay = monitorEventLoopDelay({ resolution: LOOP_RESOLUTION });

function post(message: WorkerMessage): void {
  port?.postMessage(message);
}

function instant(): Instant {
  return { now: systemClock.now(), wall: Date.now() };
}

function openBridge(sfu: SfuHost, key: number): Bridge {
  const emit = (member: number, event: Extract<WorkerMessage, { type: 'event' }>['event']): void =>
    post({ type: 'event', bridge: key, member, event });
  return new Bridge({ sfu, instant, random: Math.random, emit, onFault: (error) => void fail(key, error) });
}

/** Ends one bridge after a fault in it; the other bridges of this worker go on. */
async function fail(key: number, error: unknown): Promise<void> {
  if (!bridges.has(key)) return;
  const last = await closeBridge(key).catch(() => []);
  const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
  post({ type: 'fault', bridge: key, detail, last });
}

function bridge(key: number): Bridge {
  const found = bridges.get(key);
  if (found === undefined) throw new MediaError('closed', `Cannot find bridge ${key}: it is closed`);
  return found;
}

async function closeBridge(key: number): Promise<readonly LastSource[]> {
  const closing = bridges.get(key);
  bridges.delete(key);
  return (await closing?.close()) ?? [];
}

function load(): WorkerLoad {
  const eventLoopDelayP99 = Math.max(0, loopDelay.percentile(99) / 1e6 - LOOP_RESOLUTION);
  loopDelay.reset();
  const members = [...bridges.values()].reduce((sum, each) => sum + each.memberCount, 0);
  return { eventLoopDelayP99, bridges: bridges.size, members };
}

async function close(sfu: SfuHost, ticker: Ticker): Promise<undefined> {
  ticker.stop();
  loopDelay.disable();
  await Promise.all([...bridges.keys()].map(closeBridge));
  await sfu.close();
  return undefined;
}

async function execute(sfu: SfuHost, ticker: Ticker, request: Request): Promise<Result> {
  switch (request.op) {
    case 'openBridge':
      bridges.set(request.bridge, openBridge(sfu, request.bridge));
      return undefined;
    case 'closeBridge':
      return closeBridge(request.bridge);
    case 'addMember':
      return bridge(request.bridge).addMember(request);
    case 'agree':
      return bridge(request.bridge).agree(request.member, request.streams);
    case 'setReceiveLimit':
      bridge(request.bridge).setReceiveLimit(request.member, request.kind, request.bitrate);
      return undefined;
    case 'setContentView':
      bridge(request.bridge).setContentView(request.member, request.view);
      return undefined;
    case 'sendData':
      bridge(request.bridge).sendData(request.member, request.payload);
      return undefined;
    case 'present':
      bridge(request.bridge).present(request.member);
      return undefined;
    case 'requestKeyframe':
      bridge(request.bridge).requestKeyframe(request.member, request.kind);
      return undefined;
    case 'admit':
      bridge(request.bridge).admit(request.member);
      return undefined;
    case 'setMuted':
      bridge(request.bridge).setMuted(request.member, request.muted);
      return undefined;
    case 'play':
      bridge(request.bridge).play(request.member, request.playback, request.clips);
      return undefined;
    case 'stopPlaying':
      bridge(request.bridge).stopPlaying(request.member);
      return undefined;
    case 'moveMember': {
      const to = bridge(request.to);
      to.adopt(bridge(request.bridge).release(request.member), request.waiting);
      return undefined;
    }
    case 'memberStats':
      return bridge(request.bridge).stats(request.member);
    case 'closeMember':
      return (await bridges.get(request.bridge)?.closeMember(request.member)) ?? [];
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
    const kind = error instanceof MediaError ? error.kind : 'fault';
    post({ type: 'failure', call, kind, message: error instanceof Error ? error.message : String(error) });
  }
  // Only the port keeps the thread alive.
  if (request.op === 'close') port?.close();
}

loopDelay.enable();
await loadOpus();
const sfu = await openSfuHost({
  ...(settings.workerBinary === undefined ? {} : { workerBinary: settings.workerBinary }),
  avoidPorts: settings.ports,
  ...(settings.dtls && { dtls: settings.dtls }),
  // Without its mediasoup worker the thread is useless, and the main thread watches for its exit. Throwing from a
  // microtask ends it between two turns of its event loop.
  onDied: () =>
    queueMicrotask(() => {
      throw new Error('its mediasoup worker died');
    }),
});
const ticker = startTicker(systemClock, FRAME_MS, () => {
  const at = instant();
  for (const [key, each] of bridges)
    guarded(
      (error) => void fail(key, error),
      () => each.tick(at),
    )();
});
port.on('message', (call: Call) => void answer(sfu, ticker, call));
post({ type: 'ready' });
