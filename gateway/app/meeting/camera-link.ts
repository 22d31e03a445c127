/** The H.224 channel of one participant: the pure link of `h224/` on its media packets. */
import type { MediaMember } from '../../../media/port.ts';
import {
  newLink,
  openLink,
  receivePacket,
  sendCamera,
  setAllowed,
  type CameraMessage,
  type LinkOutput,
  type LinkState,
} from '../../h224/index.ts';
import type { CameraRequest } from '../../core/meeting/camera.ts';

/** Limit of what a device may make us read per second; excess is dropped. */
const MOST_PACKETS = 50;

export class CameraLink {
  readonly #member: Pick<MediaMember, 'sendData'>;
  #state: LinkState;
  #open = false;
  #window = { begins: 0, packets: 0 };

  constructor(member: Pick<MediaMember, 'sendData'>, allowed: boolean) {
    this.#member = member;
    this.#state = newLink(allowed);
  }

  /** The device accepts requests for its camera. */
  get reachable(): boolean {
    return this.#open && this.#state.hasCamera;
  }

  /** The channel was agreed, or ended. */
  agreed(open: boolean): void {
    if (open && !this.#open) this.#take(openLink(this.#state));
    this.#open = open;
  }

  setAllowed(allowed: boolean): void {
    if (this.#open) this.#take(setAllowed(this.#state, allowed));
    else this.#state = { ...this.#state, allowed };
  }

  /** Returns the device's requests to a camera. `now` in ms. */
  receive(packet: Uint8Array, now: number): readonly CameraMessage[] {
    if (now - this.#window.begins >= 1000) this.#window = { begins: now, packets: 0 };
    this.#window.packets += 1;
    if (this.#window.packets > MOST_PACKETS) return [];
    return this.#take(receivePacket(this.#state, packet)).flatMap((output) =>
      output.type === 'camera' ? [output.message] : [],
    );
  }

  /** Messages of the device's own camera. */
  send(request: CameraRequest): void {
    this.#member.sendData(sendCamera(this.#state, request));
  }

  #take([state, outputs]: readonly [LinkState, readonly LinkOutput[]]): readonly LinkOutput[] {
    this.#state = state;
    for (const output of outputs) if (output.type === 'send') this.#member.sendData(output.packet);
    return outputs;
  }
}
