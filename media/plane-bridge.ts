/** A bridge and its members on the main thread: handles on the objects in a media worker, and their ports. */
import { MOST_CLIPS } from './audio/clip.ts';
import type { AudioClip } from './audio/clip.ts';
import type { Clock } from '../base/clock.ts';
import type { DtlsTransport } from './description.ts';
import { LOOPBACK_ADDRESS } from './edge/loopback.ts';
import type { RtpSource } from './edge/latch.ts';
import { MediaError } from './errors.ts';
import type {
  AgreedStream,
  ClosedReason,
  ContentView,
  MediaMember,
  MediaPlaneOptions,
  MediaBridge,
  MemberEvent,
  MemberOptions,
  PictureName,
  StreamStats,
} from './port.ts';
import type { PortPool } from './rtp/port-pool.ts';
import type { BoundStream, LastSource, Request, WorkerEvent } from './worker/messages.ts';
import type { WorkerHandle } from './workers.ts';

export interface PlaneBridgeOptions {
  readonly id: string;
  readonly key: number;
  /** Returns a new member number, unique across bridges because members may move. */
  readonly nextMember: () => number;
  readonly worker: WorkerHandle;
  readonly pool: PortPool;
  /** The last source per RTP port; shared by all bridges. */
  readonly lastSources: Map<number, RtpSource>;
  readonly clock: Clock;
  readonly listen: MediaPlaneOptions['listen'];
  readonly onClosed: () => void;
}

/** Attempts with other ports if something else holds those from the pool. */
const BIND_ATTEMPTS = 10;

export class PlaneBridge implements MediaBridge {
  readonly id: string;
  readonly options: PlaneBridgeOptions;
  readonly #members = new Map<number, PlaneMember>();
  #state: 'open' | 'closed' | 'lost' = 'open';

  constructor(options: PlaneBridgeOptions) {
    this.id = options.id;
    this.options = options;
  }

  get memberCount(): number {
    return this.#members.size;
  }

  async addMember(options: MemberOptions): Promise<MediaMember> {
    this.#assertOpen(`add ${options.id}`);
    const listen = options.family === 4 ? this.options.listen.v4 : this.options.listen.v6;
    if (listen === undefined)
      throw new MediaError('not-ready', `Cannot add ${options.id}: no IPv${options.family} address to listen on`);
    const key = this.options.nextMember();
    const { streams, dtls } = await this.#bind(
      key,
      options,
      options.dtls === undefined ? listen.address : LOOPBACK_ADDRESS,
    );
    const member = new PlaneMember(this, key, options, streams, listen.announced ?? listen.address, dtls);
    if (this.#state !== 'open') {
      member.release();
      this.#assertOpen(`add ${options.id}`);
    }
    this.#members.set(key, member);
    return member;
  }

  /** Removes a member that left or moved away. */
  forget(key: number): void {
    this.#members.delete(key);
  }

  /** Takes over a member of another bridge; `false` if that bridge is on another worker. */
  async adopt(member: PlaneMember, from: PlaneBridge, waiting: boolean): Promise<boolean> {
    this.#assertOpen(`move ${member.id}`);
    const { worker, key } = this.options;
    if (worker !== from.options.worker) return false;
    // Listed in both bridges until the move is done, so that events from either find the member.
    this.#members.set(member.key, member);
    try {
      await worker.call({ op: 'moveMember', bridge: from.options.key, member: member.key, to: key, waiting });
    } catch (error) {
      this.#members.delete(member.key);
      throw error;
    }
    from.forget(member.key);
    return true;
  }

  async close(): Promise<void> {
    if (this.#state !== 'open') return;
    this.#state = 'closed';
    this.options.onClosed();
    this.remember(await this.options.worker.call({ op: 'closeBridge', bridge: this.options.key }).catch(() => []));
    this.#end('bridge-closed');
  }

  /** An internal fault in the worker ended the bridge. Idempotent. */
  failed(detail: string, last: readonly LastSource[]): void {
    if (this.#state !== 'open') return;
    this.#state = 'lost';
    this.options.onClosed();
    this.remember(last);
    this.#end('fault', detail);
  }

  /** Ends the members after their worker died. Idempotent. */
  workerLost(): void {
    if (this.#state === 'lost') return;
    this.#state = 'lost';
    this.#end('worker-lost');
  }

  /** Records sources that may go on sending to ports just closed. */
  remember(last: readonly LastSource[]): void {
    for (const { port, source } of last) this.options.lastSources.set(port, source);
  }

  memberEvent(key: number, event: WorkerEvent): void {
    const member = this.#members.get(key);
    if (event.type !== 'sees') return member?.emit(event);
    const seen = event.source === undefined ? undefined : this.#members.get(event.source)?.id;
    member?.emit({ type: 'sees', ...(seen !== undefined && { member: seen }) });
  }

  present(id: string | undefined): void {
    if (this.#state !== 'open') return;
    const presenter = [...this.#members.values()].find((member) => member.id === id);
    void this.options.worker
      .call({ op: 'present', bridge: this.options.key, ...(presenter && { member: presenter.key }) })
      .catch(() => {});
  }

  #end(reason: ClosedReason, detail?: string): void {
    const members = [...this.#members.values()];
    this.#members.clear();
    for (const member of members) member.bridgeClosed(reason, detail);
  }

  /** Takes ports and has the worker bind them. Ports that something else holds are set aside. */
  async #bind(
    key: number,
    options: MemberOptions,
    address: string,
  ): Promise<{ readonly streams: readonly BoundStream[]; readonly dtls?: DtlsTransport }> {
    const { pool, clock, worker, key: bridge } = this.options;
    for (let attempt = 0; attempt < BIND_ATTEMPTS; attempt++) {
      const streams = this.#takePorts(options.kinds);
      const giveUp = (inUse: readonly number[]): void => {
        for (const { port } of streams) {
          if (inUse.includes(port)) pool.setAside(port, clock.now());
          else pool.giveBack(port);
        }
      };
      try {
        const { cname, waiting = false, dtls: codecs } = options;
        const family = codecs === undefined ? options.family : 4;
        const { inUse, dtls } = await worker.call({
          op: 'addMember',
          bridge,
          member: key,
          cname,
          address,
          family,
          streams,
          waiting,
          ...(codecs && { dtls: codecs }),
        });
        if (inUse.length === 0) return { streams, ...(dtls && { dtls }) };
        giveUp(inUse);
      } catch (error) {
        giveUp(streams.map(({ port }) => port));
        throw error;
      }
    }
    throw new MediaError('out-of-ports', `Cannot add ${options.id}: something else holds the RTP ports`);
  }

  /** Takes one port pair for each kind, or none at all. */
  #takePorts(kinds: MemberOptions['kinds']): readonly BoundStream[] {
    const { pool, clock, lastSources } = this.options;
    const streams: BoundStream[] = [];
    try {
      for (const kind of kinds) {
        const port = pool.take(clock.now());
        const barred = lastSources.get(port);
        streams.push(barred === undefined ? { kind, port } : { kind, port, barred });
      }
    } catch (error) {
      for (const { port } of streams) pool.giveBack(port);
      throw error;
    }
    return streams;
  }

  #assertOpen(action: string): void {
    if (this.#state === 'lost')
      throw new MediaError('worker-lost', `Cannot ${action}: the bridge's media worker is gone`);
    if (this.#state === 'closed') throw new MediaError('closed', `Cannot ${action}: the bridge is closed`);
  }
}

class PlaneMember implements MediaMember {
  readonly id: string;
  readonly local: MediaMember['local'];
  readonly dtls?: DtlsTransport;
  readonly key: number;
  #bridge: PlaneBridge;
  readonly #streams: readonly BoundStream[];
  readonly #onEvent: (event: MemberEvent) => void;
  #playback = 0;
  #state: 'open' | 'closed' | 'lost' = 'open';

  constructor(
    bridge: PlaneBridge,
    key: number,
    options: MemberOptions,
    streams: readonly BoundStream[],
    announced: string,
    dtls: DtlsTransport | undefined,
  ) {
    this.id = options.id;
    this.#bridge = bridge;
    this.key = key;
    this.#streams = streams;
    this.#onEvent = options.onEvent;
    if (dtls !== undefined) this.dtls = dtls;
    const [candidate] = dtls?.candidates ?? [];
    this.local = Object.fromEntries(
      streams.map(({ kind, port }) => [
        kind,
        candidate === undefined ? { address: announced, port } : { address: candidate.address, port: candidate.port },
      ]),
    );
  }

  async agree(streams: readonly AgreedStream[]): Promise<void> {
    this.#assertOpen('agree');
    await this.#bridge.options.worker.call({ op: 'agree', ...this.#address(), streams });
  }

  setReceiveLimit(kind: PictureName, bitrate: number): void {
    this.#tell({ op: 'setReceiveLimit', kind, bitrate, ...this.#address() });
  }

  requestKeyframe(kind: PictureName): void {
    this.#tell({ op: 'requestKeyframe', kind, ...this.#address() });
  }

  setContentView(view: ContentView): void {
    this.#tell({ op: 'setContentView', view, ...this.#address() });
  }

  sendData(payload: Uint8Array): void {
    this.#tell({ op: 'sendData', payload, ...this.#address() });
  }

  async admit(): Promise<void> {
    this.#assertOpen('admit');
    await this.#bridge.options.worker.call({ op: 'admit', ...this.#address() });
  }

  setMuted(muted: boolean): void {
    this.#tell({ op: 'setMuted', muted, ...this.#address() });
  }

  play(clips: readonly AudioClip[]): number {
    this.#playback += 1;
    const samples = clips.slice(0, MOST_CLIPS).map((clip) => clip.samples);
    this.#tell({ op: 'play', playback: this.#playback, clips: samples, ...this.#address() });
    return this.#playback;
  }

  stopPlaying(): void {
    this.#tell({ op: 'stopPlaying', ...this.#address() });
  }

  async moveTo(bridge: MediaBridge, { waiting }: { readonly waiting: boolean }): Promise<boolean> {
    this.#assertOpen('move');
    if (!(bridge instanceof PlaneBridge)) return false;
    if (!(await bridge.adopt(this, this.#bridge, waiting))) return false;
    this.#bridge = bridge;
    return true;
  }

  async stats(): Promise<readonly StreamStats[]> {
    this.#assertOpen('read statistics');
    return this.#bridge.options.worker.call({ op: 'memberStats', ...this.#address() });
  }

  async close(): Promise<void> {
    if (this.#state !== 'open') return;
    this.#state = 'closed';
    this.#bridge.forget(this.key);
    this.#bridge.remember(
      await this.#bridge.options.worker.call({ op: 'closeMember', ...this.#address() }).catch(() => []),
    );
    this.release();
  }

  /** Called when the bridge was closed or its worker died. Idempotent. */
  bridgeClosed(reason: ClosedReason, detail?: string): void {
    if (this.#state !== 'open') return;
    this.#state = reason === 'bridge-closed' ? 'closed' : 'lost';
    this.release();
    this.#onEvent({ type: 'closed', reason, ...(detail !== undefined && { detail }) });
  }

  emit(event: MemberEvent): void {
    if (this.#state === 'open') this.#onEvent(event);
  }

  /** Lets the ports drain. Idempotent. */
  release(): void {
    const { pool, clock } = this.#bridge.options;
    for (const { port } of this.#streams) pool.release(port, clock.now());
  }

  /** Sends a request that needs no answer. */
  #tell(
    request: Extract<
      Request,
      {
        op: 'requestKeyframe' | 'setReceiveLimit' | 'setContentView' | 'sendData' | 'setMuted' | 'play' | 'stopPlaying';
      }
    >,
  ): void {
    if (this.#state === 'open') void this.#bridge.options.worker.call(request).catch(() => {});
  }

  #address(): { readonly bridge: number; readonly member: number } {
    return { bridge: this.#bridge.options.key, member: this.key };
  }

  #assertOpen(action: string): void {
    if (this.#state === 'lost')
      throw new MediaError('worker-lost', `Cannot ${action} for ${this.id}: its media worker is gone`);
    if (this.#state === 'closed') throw new MediaError('closed', `Cannot ${action} for ${this.id}: it is closed`);
  }
}
