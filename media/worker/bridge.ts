/** One live meeting's media in a media worker: its members, and whose packets go to whom. */
import type { AgreedStream, ContentView, PictureName, StreamName, StreamStats } from '../port.ts';
import type { AudioCodec, H264Codec, MediaCodec } from '../description.ts';
import type { AudioPayload } from '../audio/packetizer.ts';
import { Mixer } from '../audio/mixer.ts';
import type { MixerOutput, Strip } from '../audio/mixer.ts';
import { Playback } from '../audio/playback.ts';
import { openSocketPair } from '../edge/socket-pair.ts';
import type { SocketPair } from '../edge/socket-pair.ts';
import type { Instant } from '../edge/rtcp-session.ts';
import { guarded, type OnFault } from '../../base/guard.ts';
import { MediaError } from '../errors.ts';
import type { RtpPacket } from '../rtp/packet.ts';
import { addSequence, addTimestamp } from '../rtp/sequence.ts';
import type { SfuHost } from '../sfu/host.ts';
import type { SfuRouter } from '../sfu/router.ts';
import { contentOf, isContent, memberOf, Switcher } from '../video/switcher.ts';
import { canonical, overLoopback } from './agreed-addresses.ts';
import { Ingress } from './ingress.ts';
import { Member } from './member.ts';
import type { MemberContext } from './member.ts';
import type { AddMember, BindResult, BoundStream, LastSource, WorkerEvent } from './messages.ts';
import { sendsMode0, VideoFanOut } from './video-fan-out.ts';

export interface BridgeContext {
  readonly sfu: SfuHost;
  readonly instant: () => Instant;
  readonly random: () => number;
  readonly emit: (member: number, event: WorkerEvent) => void;
  /** Receives a fault found outside of a request: it ends the bridge. */
  readonly onFault: OnFault;
}

const PICTURES: readonly PictureName[] = ['video', 'content'];
const viewerOf = (member: number, kind: PictureName): number => (kind === 'content' ? contentOf(member) : member);

/** Work that is not urgent is done for each member on one tick in so many. */
const TURNS = 5;

/** A member between two bridges. */
export interface Moving {
  readonly member: Member;
  readonly strip: Strip | undefined;
}

export class Bridge {
  readonly #context: BridgeContext;
  readonly #members = new Map<number, Member>();
  readonly #mixer = new Mixer();
  readonly #switcher = new Switcher();
  readonly #sfu: SfuRouter;
  readonly #video: VideoFanOut;
  #closed = false;
  #beat = 0;

  constructor(context: BridgeContext) {
    this.#context = context;
    this.#sfu = context.sfu.openRouter({
      onPacket: guarded(context.onFault, (source, data) => this.#video.push(source, data, context.instant().now)),
      onKeyframeWanted: guarded(context.onFault, (source) => this.#video.wantKeyframe(source)),
    });
    this.#video = new VideoFanOut(this.#switcher, {
      device: (id) => this.#members.get(memberOf(id))?.device(isContent(id) ? 'content' : 'video'),
      onSees: (member, source) => context.emit(member, { type: 'sees', ...(source !== undefined && { source }) }),
    });
  }

  get memberCount(): number {
    return this.#members.size;
  }

  async addMember(options: AddMember): Promise<BindResult> {
    const { instant, random } = this.#context;
    const { member: key, cname, streams: bound, waiting, dtls } = options;
    const member = new Member(
      { key, cname, bound, waiting, instant, random, behindSfu: dtls !== undefined },
      this.#memberContext(),
    );
    const opened = await Promise.allSettled(options.streams.map(async (stream) => this.#bind(member, options, stream)));
    const failures = opened
      .filter((result) => result.status === 'rejected')
      .map(({ reason }) => reason as NodeJS.ErrnoException);
    const sockets = opened.filter((result) => result.status === 'fulfilled').map(({ value }) => value);
    if (failures.length > 0 || this.#closed) await Promise.all(sockets.map(async (pair) => pair.close()));
    const other = failures.find(({ code }) => code !== 'EADDRINUSE');
    if (other !== undefined) throw new MediaError('not-ready', `Cannot bind ${options.address}: ${other.message}`);
    if (this.#closed) throw new MediaError('closed', 'Cannot add a member: the bridge is closed');
    if (failures.length > 0)
      return {
        inUse: options.streams.filter((_, index) => opened[index]?.status === 'rejected').map(({ port }) => port),
      };
    if (dtls !== undefined) await this.#openDtls(member, bound, dtls, sockets);
    this.#members.set(member.key, member);
    this.#updatePresence(member);
    return { inUse: [], ...(member.dtls && { dtls: member.dtls.local }) };
  }

  /** Closes the sockets and rejects if mediasoup fails or the bridge has closed meanwhile. */
  async #openDtls(
    member: Member,
    bound: readonly BoundStream[],
    codecs: readonly MediaCodec[],
    sockets: readonly SocketPair[],
  ): Promise<void> {
    const edge = new Map(
      bound.flatMap(({ kind, port }) =>
        kind === 'audio' || kind === 'video' ? [[kind, { port, ssrc: member.device(kind)?.ssrc ?? 0 }] as const] : [],
      ),
    );
    try {
      member.dtls = await this.#context.sfu.openDtls({
        codecs,
        edge,
        cname: member.cname,
        onFailed: () => member.tell({ type: 'dtlsFailed' }),
      });
      if (this.#closed) throw new MediaError('closed', 'Cannot add a member: the bridge is closed');
    } catch (error) {
      member.dtls?.close();
      await Promise.all(sockets.map(async (pair) => pair.close()));
      throw error instanceof MediaError ? error : new MediaError('not-ready', `Cannot open DTLS: ${String(error)}`);
    }
  }

  async agree(key: number, agreed: readonly AgreedStream[]): Promise<undefined> {
    const member = this.#member(key);
    const { dtls } = member;
    // Without a DTLS transport the stream would be sent unencrypted.
    if (dtls === undefined && agreed.some(({ security }) => security?.method === 'dtls'))
      throw new MediaError('not-ready', 'Cannot agree: the member has no DTLS');
    this.#agree(member, dtls === undefined ? agreed : agreed.map((stream) => overLoopback(stream, dtls)));
    // mediasoup throws a `TypeError` if the device's numbers clash with each other; only that device fails.
    await dtls?.agree(agreed).catch((error: unknown) => {
      if (!(error instanceof TypeError)) throw error;
      member.tell({ type: 'dtlsFailed' });
    });
    return undefined;
  }

  #agree(member: Member, streams: readonly AgreedStream[]): void {
    member.agreed(this.#context.instant().now);
    for (const kind of member.streams.keys()) {
      const agreed = streams.find((stream) => stream.kind === kind);
      const before = member.device(kind)?.agreed;
      member.device(kind)?.agree(agreed === undefined ? undefined : canonical(agreed));
      if (agreed?.receive !== true) member.streams.get(kind)?.ingress.close();
      if (kind === 'audio') this.#agreeAudio(member, before, agreed);
      else if (kind !== 'camera') this.#agreeVideo(member, kind, before, agreed);
    }
  }

  /** Handles the device's request for a keyframe of the picture it sees. */
  requestKeyframe(key: number, kind: PictureName): void {
    this.#video.requestKeyframe(viewerOf(key, kind));
  }

  setReceiveLimit(key: number, kind: PictureName, bitrate: number): void {
    const member = this.#member(key);
    if (member.dtls === undefined) member.device(kind)?.setReceiveLimit(bitrate);
    else member.dtls.setReceiveLimit(bitrate);
  }

  setContentView(key: number, view: ContentView): void {
    this.#switcher.setContentView(this.#member(key).key, view);
  }

  sendData(key: number, payload: Uint8Array): void {
    this.#member(key).sendData(payload);
  }

  /** Content of all other members goes nowhere. */
  present(key: number | undefined): void {
    for (const member of this.#members.values()) if (member.key !== key) member.streams.get('content')?.ingress.close();
    this.#switcher.present(key);
  }

  admit(key: number): void {
    const member = this.#member(key);
    member.waiting = false;
    this.#updatePresence(member);
  }

  setMuted(key: number, muted: boolean): void {
    const member = this.#member(key);
    member.muted = muted;
    if (muted) member.streams.get('audio')?.ingress.close();
    this.#updatePresence(member);
  }

  play(key: number, playback: number, clips: readonly Int16Array[]): void {
    this.#mixer.play(this.#member(key).key, new Playback(playback, clips));
  }

  stopPlaying(key: number): void {
    this.#mixer.play(this.#member(key).key, undefined);
  }

  /** Takes the member out; it is in no bridge until `adopt`. */
  release(key: number): Moving {
    const member = this.#member(key);
    this.#members.delete(key);
    const { now } = this.#context.instant();
    for (const kind of PICTURES)
      member.restVideo(kind, this.#switcher.viewers.get(viewerOf(key, kind))?.nextNumbers(now), now);
    this.#switcher.removeMember(key);
    this.#video.forget(key);
    return { member, strip: this.#mixer.take(key) };
  }

  adopt({ member, strip }: Moving, waiting: boolean): void {
    member.waiting = waiting;
    this.#members.set(member.key, member);
    member.enter(this.#memberContext());
    if (strip !== undefined) this.#mixer.put(member.key, strip);
    this.#updatePresence(member);
    for (const kind of PICTURES) this.#agreeVideo(member, kind, undefined, member.device(kind)?.agreed);
  }

  stats(key: number): readonly StreamStats[] {
    return [...this.#member(key).streams].map(([kind, { device }]) =>
      kind === 'audio' ? { ...device.stats(), ...this.#audioStats(key) } : device.stats(),
    );
  }

  async closeMember(key: number): Promise<readonly LastSource[]> {
    const member = this.#members.get(key);
    if (member === undefined) return [];
    this.#members.delete(key);
    this.#mixer.remove(key);
    this.#switcher.removeMember(key);
    this.#video.forget(key);
    return member.close();
  }

  async close(): Promise<readonly LastSource[]> {
    this.#closed = true;
    const last = await Promise.all([...this.#members.keys()].map(async (key) => this.closeMember(key)));
    this.#mixer.close();
    await this.#sfu.close();
    return last.flat();
  }

  /** Every 20 ms. */
  tick(instant: Instant): void {
    this.#mixer.tick(instant.now, this.#mixerOutput(instant.now));
    this.#video.tick(instant.now);
    this.#beat = (this.#beat + 1) % TURNS;
    for (const member of this.#members.values()) {
      for (const kind of PICTURES)
        member
          .device(kind)
          ?.tick(instant, this.#switcher.viewers.get(viewerOf(member.key, kind))?.timestampAt(instant.now));
      if (member.key % TURNS !== this.#beat) continue;
      member.device('audio')?.tick(instant, member.outgoingAudio.timestamp);
      member.device('camera')?.tick(instant, undefined);
      member.tick(instant.now);
    }
  }

  #mixerOutput(now: number): MixerOutput {
    return {
      send: (listener, audio) => this.#sendAudio(listener, audio),
      level: (source, level) => this.#switcher.hear(source, level, now),
      digit: (source, digit) => this.#context.emit(source, { type: 'digit', digit, way: 'in-band' }),
      played: (listener, playback) => this.#context.emit(listener, { type: 'played', playback }),
    };
  }

  #audioStats(key: number): Partial<StreamStats> {
    const stats = this.#mixer.sourceStats(key);
    if (stats === undefined) return {};
    return {
      played: stats.played,
      concealed: Math.round(stats.concealed),
      late: stats.late,
      targetDelay: Math.round(stats.target),
    };
  }

  /** Waiting members take part in nothing; muted members are not heard. */
  #updatePresence({ key, waiting, muted }: Member): void {
    this.#mixer.setPresence(key, { hears: !waiting, heard: !waiting && !muted });
    this.#switcher.setWaiting(key, waiting);
  }

  #sendAudio(key: number, { payload, units }: AudioPayload): void {
    const member = this.#members.get(key);
    if (member === undefined) return;
    const out = member.outgoingAudio;
    member.device('audio')?.send({ sequence: out.sequence, timestamp: out.timestamp, marker: !out.started, payload });
    out.started = true;
    out.sequence = addSequence(out.sequence, 1);
    out.timestamp = addTimestamp(out.timestamp, units);
  }

  #agreeAudio(member: Member, before: AgreedStream | undefined, agreed: AgreedStream | undefined): void {
    const receive = agreed?.receive === true;
    const { now } = this.#context.instant();
    const codecs = receive ? agreed.receiveCodecs.filter((codec) => codec.kind === 'audio') : [];
    if (!receive) this.#mixer.removeSource(member.key);
    else if (
      before?.receive !== true ||
      before.detectTones !== agreed.detectTones ||
      JSON.stringify(before.receiveCodecs) !== JSON.stringify(agreed.receiveCodecs)
    ) {
      this.#mixer.setSource(member.key, codecs, agreed.detectTones);
    }
    if (agreed?.send !== true || agreed.sendCodec.kind !== 'audio') {
      this.#mixer.removeListener(member.key);
      member.restAudio(now);
    } else {
      this.#mixer.setListener(member.key, agreed.sendCodec, agreed.ptime ?? 20);
      member.resumeAudio(now, agreed.sendCodec.clockRate);
    }
  }

  #agreeVideo(
    member: Member,
    kind: PictureName,
    before: AgreedStream | undefined,
    agreed: AgreedStream | undefined,
  ): void {
    const { now } = this.#context.instant();
    const id = viewerOf(member.key, kind);
    if (agreed?.send !== true) {
      member.restVideo(kind, this.#switcher.viewers.get(id)?.nextNumbers(now), now);
      this.#switcher.removeViewer(id);
      return;
    }
    this.#video.agree(id, agreed);
    const viewer = this.#switcher.addViewer(id, member.videoNumbers(kind, now));
    if (before !== undefined && sendsMode0(before) !== sendsMode0(agreed)) viewer.restart();
  }

  #memberContext(): MemberContext {
    return {
      emit: ({ key }, event) => this.#context.emit(key, event),
      onMedia: (member, kind, codec, packet, data) => this.#onMedia(member, kind, codec, packet, data),
      onComfortNoise: ({ key }, packet) => this.#mixer.push(key, packet, this.#context.instant().now),
      onKeyframeRequest: ({ key }, kind) => this.#video.requestKeyframe(viewerOf(key, kind)),
      onPictureLost: ({ key }, kind) => this.#video.repair(viewerOf(key, kind)),
      ingress: (member, kind) => this.#ingress(member, kind),
    };
  }

  #ingress(member: Member, kind: StreamName): Ingress {
    const picture = kind === 'video' || kind === 'content' ? viewerOf(member.key, kind) : undefined;
    return new Ingress(this.#sfu, member.cname, this.#context.random, {
      onOpened: (source) =>
        picture !== undefined && this.#video.addSource(source, picture, this.#context.instant().now),
      onClosed: (source) => picture !== undefined && this.#video.removeSource(source),
    });
  }

  #onMedia(member: Member, kind: StreamName, codec: AudioCodec | H264Codec, packet: RtpPacket, data: Uint8Array): void {
    const { now } = this.#context.instant();
    if (kind === 'content' && this.#switcher.presenter !== member.key) return;
    if (kind === 'audio') this.#mixer.push(member.key, packet, now);
    else this.#video.observe(kind === 'content' ? contentOf(member.key) : member.key, packet, now);
    if (member.waiting || (member.muted && kind === 'audio')) return;
    member.streams.get(kind)?.ingress.push(codec, packet, data, now);
  }

  async #bind(member: Member, options: AddMember, { kind, port }: BoundStream): Promise<SocketPair> {
    const device = member.device(kind);
    const pair = await openSocketPair({
      address: options.address,
      port,
      onPacket: guarded(this.#context.onFault, (socket, data, from) => device?.receive(socket, data, from)),
    });
    device?.attach(pair);
    return pair;
  }

  #member(key: number): Member {
    const member = this.#members.get(key);
    if (member === undefined) throw new MediaError('closed', `Cannot find member ${key}: it is closed`);
    return member;
  }
}
