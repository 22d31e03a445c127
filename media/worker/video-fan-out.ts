/** From the router to the devices: each watched source is read once, and goes to all that see it. */
import type { AgreedStream } from '../index.ts';
import { decodeRtp } from '../rtp/packet.ts';
import type { RtpPacket } from '../rtp/packet.ts';
import type { SfuSource } from '../sfu/source.ts';
import { Mode0Adapter } from '../video/mode0.ts';
import { spsOf } from '../video/h264.ts';
import { parseSps } from '../video/sps.ts';
import { KeyframeFinder } from '../video/source.ts';
import type { VideoPacket } from '../video/source.ts';
import type { Switcher } from '../video/switcher.ts';
import type { Viewer } from '../video/viewer.ts';
import type { Member } from './member.ts';

interface Watched {
  readonly owner: Member;
  readonly source: SfuSource;
  /** As it came, and for devices that take packetization-mode 0 only (absent when it is mode 0 already). */
  readonly keyframes: KeyframeFinder;
  readonly mode0?: { readonly adapter: Mode0Adapter; readonly keyframes: KeyframeFinder };
  /** When a viewer last needed it, ms. */
  neededAt: number;
  /** When the device last sent, ms. */
  aliveAt: number;
}

/** A device that sends no video for this long is no choice any more, ms; its first packet makes it one again. */
const SILENCE = 5000;

/** What the device takes: packetization-mode 0, single NAL unit packets. */
export function sendsMode0({ sendCodec }: AgreedStream): boolean {
  return sendCodec.kind === 'video' && sendCodec.h264.packetizationMode === 0;
}

/** How long a source that nobody sees any more is still consumed, ms: the floor often comes back at once. */
const LINGER = 3000;

export class VideoFanOut {
  readonly #switcher: Switcher;
  readonly #member: (key: number) => Member | undefined;
  readonly #sources = new Map<SfuSource, Watched>();
  readonly #byOwner = new Map<number, Watched>();

  constructor(switcher: Switcher, member: (key: number) => Member | undefined) {
    this.#switcher = switcher;
    this.#member = member;
  }

  addSource(source: SfuSource, owner: Member, now: number): void {
    const isMode0 = source.codec.kind === 'video' && source.codec.h264.packetizationMode === 0;
    const mode0 = isMode0 ? {} : { mode0: { adapter: new Mode0Adapter(), keyframes: new KeyframeFinder() } };
    const watched: Watched = { owner, source, keyframes: new KeyframeFinder(), ...mode0, neededAt: -Infinity, aliveAt: now };
    this.#sources.set(source, watched);
    this.#byOwner.set(owner.key, watched);
    this.#switcher.addSource(owner.key);
  }

  removeSource(source: SfuSource): void {
    const watched = this.#sources.get(source);
    if (watched === undefined) return;
    this.#sources.delete(source);
    this.#byOwner.delete(watched.owner.key);
    this.#switcher.removeSource(watched.owner.key);
  }

  /** Its format has been agreed: what its device may be sent, and what it says of its own pictures beforehand. */
  agree(member: number, { sendCodec, receiveCodecs, pictureLimit }: AgreedStream): void {
    if (sendCodec.kind === 'video') {
      const { profileLevelId } = sendCodec.h264;
      this.#switcher.setLimit(member, pictureLimit === undefined ? { profileLevelId } : { profileLevelId, picture: pictureLimit });
    }
    const [codec] = receiveCodecs;
    const signalled = codec?.kind === 'video' ? (codec.h264.parameterSets ?? '') : '';
    for (const each of signalled.split(',')) this.#learnFormat(member, Buffer.from(each, 'base64'));
  }

  /** A packet of the owner came in, whether anybody sees it or not. */
  observe(owner: number, packet: RtpPacket, now: number): void {
    const sps = spsOf(packet.payload);
    if (sps !== undefined) this.#learnFormat(owner, sps);
    const watched = this.#byOwner.get(owner);
    if (watched === undefined) return;
    if (now - watched.aliveAt >= SILENCE) this.#switcher.addSource(owner);
    watched.aliveAt = now;
  }

  ownerOf(source: SfuSource): Member | undefined {
    return this.#sources.get(source)?.owner;
  }

  /** A packet of a source, from the router. */
  push(source: SfuSource, data: Uint8Array, now: number): void {
    const watched = this.#sources.get(source);
    const packet = decodeRtp(data);
    if (watched === undefined || packet === undefined || packet.payload.length === 0) return;
    const video = watched.keyframes.push(packet);
    if (video.keyframe !== undefined) watched.owner.device('video')?.keyframeArrived();
    let single: readonly VideoPacket[] | undefined;
    for (const [key, viewer] of this.#switcher.viewers) {
      const device = this.#member(key)?.device('video');
      if (device?.agreed === undefined) continue;
      if (!sendsMode0(device.agreed)) {
        for (const out of viewer.push(watched.owner.key, video, now)) device.send(out);
        continue;
      }
      single ??= asMode0(watched, video);
      for (const each of single) for (const out of viewer.push(watched.owner.key, each, now)) device.send(out);
    }
  }

  /** The device asks for a keyframe of what it sees. */
  requestKeyframe(member: Member): void {
    const viewer = this.#switcher.viewers.get(member.key);
    if (viewer === undefined || viewer.requestStill()) return;
    const { playing } = viewer;
    if (playing !== undefined) this.#byOwner.get(playing)?.source.requestKeyframe();
  }

  /** The member's picture is broken. Whoever sees it needs a keyframe; the next viewer asks for one anyway. */
  repair(member: Member): void {
    if (this.#switcher.watched().has(member.key)) member.device('video')?.wantKeyframe();
  }

  /** Consumes what is seen, asks for the keyframes that are missing, sends stills. */
  tick(now: number): void {
    for (const { source, again } of this.#switcher.takeTooHigh(now)) this.#member(source)?.device('video')?.modeTooHigh(again);
    for (const [key, viewer] of this.#switcher.viewers) this.#serve(key, viewer, now);
    for (const key of this.#switcher.watched()) {
      const watched = this.#byOwner.get(key);
      if (watched !== undefined) watched.neededAt = now;
    }
    for (const watched of this.#sources.values()) {
      if (now - watched.aliveAt >= SILENCE) this.#switcher.removeSource(watched.owner.key);
      watched.source.watch(now - watched.neededAt < LINGER);
    }
  }

  #serve(key: number, viewer: Viewer, now: number): void {
    for (const out of viewer.still(now)) this.#member(key)?.device('video')?.send(out);
    const wanted = viewer.wantsKeyframeOf(now);
    if (wanted !== undefined) this.#byOwner.get(wanted)?.source.requestKeyframe();
  }

  #learnFormat(member: number, unit: Uint8Array): void {
    const format = parseSps(unit);
    if (format !== undefined) this.#switcher.setFormat(member, format);
  }
}

function asMode0({ mode0 }: Watched, video: VideoPacket): readonly VideoPacket[] {
  return mode0 === undefined ? [video] : mode0.adapter.push(video.packet).map((packet) => mode0.keyframes.push(packet));
}
