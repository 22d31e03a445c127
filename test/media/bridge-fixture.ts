/**
 * Bridges of a media worker in this thread, with real sockets and the real mediasoup worker, so that its router can
 * be inspected.
 */
import * as mediasoup from 'mediasoup';
import type { types } from 'mediasoup';
import { loadOpus } from '../../media/audio/opus.ts';
import { systemClock } from '../../base/system-clock.ts';
import type { AgreedStream, MemberEvent } from '../../media/port.ts';
import { openSfuHost } from '../../media/sfu/host.ts';
import { Bridge } from '../../media/worker/bridge.ts';
import { startTicker } from '../../media/worker/ticker.ts';
import { h264, audioAgreement, openFakeStream, PCMU, videoAgreement } from './fake-room.ts';
import type { FakeStream } from './fake-room.ts';
import { INSTALLED_WORKER } from './plane-fixture.ts';
import { noFault } from '../fakes/faults.ts';

export interface TestWorker {
  openBridge(): Bridge;
  /** Kinds of all streams produced into a router so far. */
  readonly produced: readonly string[];
  readonly events: readonly { readonly member: number; readonly event: MemberEvent }[];
  close(): Promise<void>;
}

export async function openTestWorker(ports: { readonly min: number; readonly max: number }): Promise<TestWorker> {
  await loadOpus();
  const bridges: Bridge[] = [];
  const produced: string[] = [];
  const events: { member: number; event: MemberEvent }[] = [];
  const unwatch = watchProducers(({ kind }) => produced.push(kind));
  const sfu = await openSfuHost({
    workerBinary: process.env['MEDIASOUP_WORKER_BIN'] ?? INSTALLED_WORKER,
    avoidPorts: ports,
    onDied: () => {},
  });
  const instant = () => ({ now: systemClock.now(), wall: Date.now() });
  const ticker = startTicker(systemClock, 20, () => bridges.forEach((bridge) => bridge.tick(instant())));
  return {
    produced,
    events,
    openBridge: () => {
      const bridge = new Bridge({
        sfu,
        instant,
        random: Math.random,
        onFault: noFault,
        emit: (member, event) => events.push({ member, event }),
      });
      bridges.push(bridge);
      return bridge;
    },
    close: async () => {
      ticker.stop();
      unwatch();
      await Promise.all(bridges.map(async (bridge) => bridge.close()));
      await sfu.close();
    },
  };
}

function watchProducers(onProducer: (producer: types.Producer) => void): () => void {
  const onTransport = (transport: types.Transport): unknown => transport.observer.on('newproducer', onProducer);
  const onRouter = (router: types.Router): unknown => router.observer.on('newtransport', onTransport);
  const onWorker = (worker: types.Worker): unknown => worker.observer.on('newrouter', onRouter);
  mediasoup.observer.on('newworker', onWorker);
  return () => void mediasoup.observer.off('newworker', onWorker);
}

/** A device with audio and video. */
export interface Device {
  readonly key: number;
  readonly audio: FakeStream;
  readonly video: FakeStream;
  /** Our ports. */
  readonly ports: { readonly audio: number; readonly video: number };
  readonly agreed: readonly AgreedStream[];
  close(): void;
}

/** `port`: the first of four. */
export async function joinRoom(bridge: Bridge, key: number, port: number, waiting: boolean): Promise<Device> {
  const [audio, video] = [await openFakeStream(), await openFakeStream()];
  const ports = { audio: port, video: port + 2 };
  await bridge.addMember({
    op: 'addMember',
    bridge: 0,
    member: key,
    cname: 'g',
    address: '127.0.0.1',
    family: 4,
    waiting,
    streams: [
      { kind: 'audio', port: ports.audio },
      { kind: 'video', port: ports.video },
    ],
  });
  const feedback = { nack: true, pli: true, fir: true, tmmbr: true };
  const agreed = [audioAgreement(audio, PCMU), videoAgreement(video, h264(1), feedback)];
  void bridge.agree(key, agreed);
  const close = (): void => [audio, video].forEach((stream) => stream.close());
  return { key, audio, video, ports, agreed, close };
}
