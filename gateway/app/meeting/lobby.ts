/** A bridge of its own for one caller that still keys in a PIN: it hears prompts and no other participant. */
import type { MediaBridge, MediaPlane, MemberEvent } from '../../../media/port.ts';
import type { Participant } from './participant.ts';

export class Lobby {
  readonly participant: Participant;
  #bridge: MediaBridge | undefined;

  constructor(participant: Participant) {
    this.participant = participant;
  }

  /** `undefined` until `open` has resolved. */
  get bridge(): MediaBridge | undefined {
    return this.#bridge;
  }

  /** Rejects with `MediaError`; nothing is left open then. */
  async open(plane: MediaPlane, id: string, cname: string, onEvent: (event: MemberEvent) => void): Promise<void> {
    const bridge = await plane.openBridge(id);
    try {
      await this.participant.open(bridge, { cname, waiting: true, cameras: true, onEvent });
    } catch (error) {
      await bridge.close().catch(() => undefined);
      throw error;
    }
    this.#bridge = bridge;
  }

  /** Ends the bridge; a participant that has moved to a meeting keeps its media. */
  close(): void {
    this.#bridge?.close().catch(() => undefined);
  }
}
