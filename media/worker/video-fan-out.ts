/**
 * Video from the router to the devices: each watched source is consumed once and goes to every device that sees it.
 */
import type { AgreedStream } from '../port.ts';
import { decodeRtp } from '../rtp/packet.ts';
import type { RtpPacket } from '../rtp/packet.ts';
import type { SfuSource } from '../sfu/source.ts';
import { Mode0Adapter } from '../video/mode0.ts';
import { spsOf } from '../video/h264.ts';
import { parseSps } from '../video/sps.ts';
import { KeyframeFinder } from '../video/source.ts';
import type { VideoPacket } from '../video/source.ts';
import { isContent, memberOf } from '../video/switcher.ts';
import type { Switcher } from '../video/switcher.ts';
import type { Viewer } from '../video/viewer.ts';
import type { DeviceStream } from '../edge/device-stream.ts';

interface Watched {
  /** The source's number in the switcher. */
  readonly id: number;
  readonly source: SfuSource;
  /**
   * Keyframes in the stream as received, and in its conversion for devices that accept packetization-mode 0 only
   * (absent if the stream is mode 0 already).
   */
  readonly keyframes: KeyframeFinder;
  readonly mode0?: { readonly adapter: Mode0Adapter; readonly keyframes: KeyframeFinder };
  /** When a viewer last needed the source, ms. */
  neededAt: number;
  /** When the device last sent, ms. */
  aliveAt: number;
}

/** A device that sends no video for this long cannot be selected, ms; its first packet makes it selectable again. */
const SILENCE = 5000;

/** True if the device accepts packetization-mode 0 only: single NAL unit packets. */
export function sendsMode0({ sendCodec }: AgreedStream): boolean {
  return sendCodec.kind === 'video' && sendCodec.h264.packetizationMode === 0;
}

/** How long a source is still consumed after its last viewer has left, ms: the floor often returns at once. */
const LINGER = 3000;

export interface FanOutOptions {
  /** The stream of the device behind a source or viewer of the switcher. */
  readonly device: (id: number) => DeviceStream | undefined;
  /** Called with the source that a member's main video shows now. */
  readonly onSees: (member: number, source: number | undefined) => void;
}

export class VideoFanOut {
  readonly #switcher: Switcher;
  readonly #options: FanOutOptions;
  readonly #sources = new Map<SfuSource, Watched>();
  readonly #byId = new Map<number, Watched>();
  /** The source last reported for each viewer. */
  readonly #told = new Map<number, number>();

  constructor(switcher: Switcher, options: FanOutOptions) {
    this.#switcher = switcher;
    this.#options = options;
  }

  addSource(source: SfuSource, id: number, now: number): void {
    const isMode0 = source.codec.kind === 'video' && source.codec.h264.packetizationMode === 0;
    const mode0 = isMode0 ? {} : { mode0: { adapter: new Mode0Adapter(), keyframes: new KeyframeFinder() } };
    const watched: Watched = {
      id,
      source,
      keyframes: new KeyframeFinder(),
      ...mode0,
      neededAt: -Infinity,
      aliveAt: now,
    };
    this.#sources.set(source, watched);
    this.#byId.set(id, watched);
    this.#switcher.addSource(id);
  }

  removeSource(source: SfuSource): void {
    const watched = this.#sources.get(source);
    if (watched === undefined) return;
    this.#sources.delete(source);
    this.#byId.delete(watched.id);
    this.#switcher.removeSource(watched.id);
  }

  /**
   * Applies an agreed format: the limits of what the device may be sent, and the parameter sets signalled for its
   * own pictures.
   */
  agree(id: number, { sendCodec, receiveCodecs, pictureLimit }: AgreedStream): void {
    if (sendCodec.kind === 'video') {
      const { profileLevelId } = sendCodec.h264;
      this.#switcher.setLimit(
        id,
        pictureLimit === undefined ? { profileLevelId } : { profileLevelId, picture: pictureLimit },
      );
    }
    const [codec] = receiveCodecs;
    const signalled = codec?.kind === 'video' ? (codec.h264.parameterSets ?? '') : '';
    for (const each of signalled.split(',')) this.#learnFormat(id, Buffer.from(each, 'base64'));
  }

  /** Observes a device's packet, whether or not any viewer sees it. */
  observe(id: number, packet: RtpPacket, now: number): void {
    const sps = spsOf(packet.payload);
    if (sps !== undefined) this.#learnFormat(id, sps);
    const watched = this.#byId.get(id);
    if (watched === undefined) return;
    if (now - watched.aliveAt >= SILENCE) this.#switcher.addSource(id);
    watched.aliveAt = now;
  }

  /** A consumer behind the router needs a keyframe of the source. */
  wantKeyframe(source: SfuSource): void {
    const watched = this.#sources.get(source);
    if (watched !== undefined) this.#options.device(watched.id)?.wantKeyframe();
  }

  /** Distributes a packet that came from the router. */
  push(source: SfuSource, data: Uint8Array, now: number): void {
    const watched = this.#sources.get(source);
    const packet = decodeRtp(data);
    if (watched === undefined || packet === undefined || packet.payload.length === 0) return;
    const video = watched.keyframes.push(packet);
    if (video.keyframe !== undefined) this.#options.device(watched.id)?.keyframeArrived();
    let single: readonly VideoPacket[] | undefined;
    for (const [key, viewer] of this.#switcher.viewers) {
      const device = this.#options.device(key);
      if (device?.agreed === undefined) continue;
      if (!sendsMode0(device.agreed)) {
        for (const out of viewer.push(watched.id, video, now)) device.send(out);
        continue;
      }
      single ??= asMode0(watched, video);
      for (const each of single) for (const out of viewer.push(watched.id, each, now)) device.send(out);
    }
  }

  /** Handles the device's request for a keyframe of the picture it sees. */
  requestKeyframe(id: number): void {
    const viewer = this.#switcher.viewers.get(id);
    if (viewer === undefined || viewer.requestStill()) return;
    const { playing } = viewer;
    if (playing !== undefined) this.#byId.get(playing)?.source.requestKeyframe();
  }

  /**
   * The device's picture is broken. Asks for a keyframe if any viewer sees it; the next viewer asks for one anyway.
   */
  repair(id: number): void {
    if (this.#switcher.watched().has(id)) this.#options.device(id)?.wantKeyframe();
  }

  /** Consumes the watched sources, requests missing keyframes, sends stills. */
  tick(now: number): void {
    for (const { source, again } of this.#switcher.takeTooHigh(now)) this.#options.device(source)?.modeTooHigh(again);
    for (const [key, viewer] of this.#switcher.viewers) this.#serve(key, viewer, now);
    for (const key of this.#switcher.watched()) {
      const watched = this.#byId.get(key);
      if (watched !== undefined) watched.neededAt = now;
    }
    for (const watched of this.#sources.values()) {
      if (now - watched.aliveAt >= SILENCE) this.#switcher.removeSource(watched.id);
      watched.source.watch(now - watched.neededAt < LINGER);
    }
  }

  #serve(key: number, viewer: Viewer, now: number): void {
    // A content viewer gets no still: without shared content there is no picture.
    if (!isContent(key)) for (const out of viewer.still(now)) this.#options.device(key)?.send(out);
    const wanted = viewer.wantsKeyframeOf(now);
    if (wanted !== undefined) this.#byId.get(wanted)?.source.requestKeyframe();
    if (!isContent(key)) this.#tell(key, viewer.playing);
  }

  #tell(viewer: number, playing: number | undefined): void {
    if (this.#told.get(viewer) === playing) return;
    if (playing === undefined) this.#told.delete(viewer);
    else this.#told.set(viewer, playing);
    this.#options.onSees(viewer, playing === undefined ? undefined : memberOf(playing));
  }

  /** The member has left the bridge. */
  forget(member: number): void {
    this.#told.delete(member);
  }

  #learnFormat(id: number, unit: Uint8Array): void {
    const format = parseSps(unit);
    if (format !== undefined) this.#switcher.setFormat(id, format);
  }
}

function asMode0({ mode0 }: Watched, video: VideoPacket): readonly VideoPacket[] {
  return mode0 === undefined ? [video] : mode0.adapter.push(video.packet).map((packet) => mode0.keyframes.push(packet));
}
