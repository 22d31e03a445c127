/** A media plane without sockets. */
import type { MediaMember, MediaPlane, MemberEvent } from '../../media/port.ts';

export interface FakePlane {
  readonly plane: MediaPlane;
  /** Ids of the open members. */
  readonly members: ReadonlySet<string>;
  /** Calls to members, e.g. `m1 admit`. */
  readonly log: readonly string[];
  /** Reports an event of a member's media. */
  emit(member: string, event: MemberEvent): void;
}

/** `change` overrides operations of every member. */
export function fakePlane(change: Partial<MediaMember> = {}): FakePlane {
  const listeners = new Map<string, (event: MemberEvent) => void>();
  const members = new Set<string>();
  const log: string[] = [];
  const plane: MediaPlane = {
    audioCodecs: ['PCMU'],
    openBridge: async (id) => ({
      id,
      addMember: async (options) => {
        members.add(options.id);
        listeners.set(options.id, options.onEvent);
        const note = (action: string): void => void log.push(`${options.id} ${action}`);
        let playback = 0;
        return {
          id: options.id,
          local: { audio: { address: '127.0.0.1', port: 4000 } },
          agree: async () => {},
          requestKeyframe: (kind) => note(`keyframe ${kind}`),
          setReceiveLimit: (kind, rate) => note(`limit ${kind} ${rate}`),
          setContentView: (view) => note(`view ${view}`),
          sendData: () => note('data'),
          admit: async () => note('admit'),
          setMuted: (muted) => note(muted ? 'mute' : 'unmute'),
          play: () => ++playback,
          stopPlaying: () => {},
          moveTo: async () => true,
          stats: async () => [],
          close: async () => void members.delete(options.id),
          ...change,
        };
      },
      present: (member) => void log.push(`present ${member}`),
      close: async () => void log.push(`close ${id}`),
    }),
    stats: async () => ({ ports: { total: 0, used: 0, draining: 0 }, workers: [] }),
    close: async () => {},
  };
  return { plane, members, log, emit: (member, event) => listeners.get(member)?.(event) };
}
