/** Finds the current channel of each kind in a call. Pure. */
import type { StreamName } from '../../../media/port.ts';
import type { IncomingChannel } from './incoming-channel.ts';
import { SESSION, type OutgoingState } from './outgoing-channel.ts';

export type OutgoingTable = ReadonlyMap<number, { readonly state: OutgoingState }>;
export type IncomingTable = ReadonlyMap<number, IncomingChannel>;

export const MAIN: readonly StreamName[] = ['audio', 'video'];
export const NAMES: readonly StreamName[] = [...MAIN, 'content', 'camera'];

export const isMain = (kind: StreamName): boolean => MAIN.includes(kind);

/** Our channel that is open or being opened. */
export const sending = (table: OutgoingTable, kind: StreamName): OutgoingState | undefined =>
  [...table.values()].findLast(
    ({ state }) => state.opening.kind === kind && (state.kind === 'awaiting' || state.kind === 'established'),
  )?.state;

/**
 * The peer's newest channel. For video, one in the video session is preferred, because some devices open their
 * screen as a second video.
 */
export function receiving(table: IncomingTable, kind: StreamName): IncomingChannel | undefined {
  const all = [...table.values()].filter((channel) => channel.kind === kind && channel.state === 'established');
  const usual =
    kind === 'video' ? all.findLast(({ sessionId }) => sessionId === 0 || sessionId === SESSION.video) : undefined;
  return usual ?? all.at(-1);
}

/** The peer's bidirectional channel on which we send. */
export const backwards = (table: IncomingTable, kind: StreamName): IncomingChannel | undefined =>
  [...table.values()].findLast(
    (channel) => channel.kind === kind && channel.reverse !== undefined && channel.state !== 'closing',
  );

/** True while some audio or video channel is being opened, or has been asked to close and has no successor yet. */
export function isSettling(outgoing: OutgoingTable, incoming: IncomingTable): boolean {
  const isUnsettled = ({ kind, state }: IncomingChannel): boolean =>
    isMain(kind) && (state === 'awaitingConfirm' || (state === 'closing' && receiving(incoming, kind) === undefined));
  return (
    [...outgoing.values()].some(({ state }) => state.kind === 'awaiting' && isMain(state.opening.kind)) ||
    [...incoming.values()].some(isUnsettled)
  );
}
