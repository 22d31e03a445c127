/** Which channels of a call are the current ones of their kind. Pure. */
import type { StreamName } from '../../../media/port.ts';
import type { IncomingChannel } from './incoming-channel.ts';
import { SESSION, type OutgoingState } from './outgoing-channel.ts';

export type OutgoingTable = ReadonlyMap<number, { readonly state: OutgoingState }>;
export type IncomingTable = ReadonlyMap<number, IncomingChannel>;

export const MAIN: readonly StreamName[] = ['audio', 'video'];
export const NAMES: readonly StreamName[] = [...MAIN, 'content', 'camera'];

export const isMain = (kind: StreamName): boolean => MAIN.includes(kind);

/** Ours that is open, or on its way. */
export const sending = (table: OutgoingTable, kind: StreamName): OutgoingState | undefined =>
  [...table.values()].findLast(
    ({ state }) => state.opening.kind === kind && (state.kind === 'awaiting' || state.kind === 'established'),
  )?.state;

/** The newest of the peer's; of pictures one in the session of the picture, for some open their screen as another picture. */
export function receiving(table: IncomingTable, kind: StreamName): IncomingChannel | undefined {
  const all = [...table.values()].filter((channel) => channel.kind === kind && channel.state === 'established');
  const usual =
    kind === 'video' ? all.findLast(({ sessionId }) => sessionId === 0 || sessionId === SESSION.video) : undefined;
  return usual ?? all.at(-1);
}

/** The bidirectional channel of theirs on which we send. */
export const backwards = (table: IncomingTable, kind: StreamName): IncomingChannel | undefined =>
  [...table.values()].findLast(
    (channel) => channel.kind === kind && channel.reverse !== undefined && channel.state !== 'closing',
  );

/** Whether some channel of sound or picture is neither open nor gone; one that is to be closed and has no successor yet, too. */
export function isSettling(outgoing: OutgoingTable, incoming: IncomingTable): boolean {
  const isUnsettled = ({ kind, state }: IncomingChannel): boolean =>
    isMain(kind) && (state === 'awaitingConfirm' || (state === 'closing' && receiving(incoming, kind) === undefined));
  return (
    [...outgoing.values()].some(({ state }) => state.kind === 'awaiting' && isMain(state.opening.kind)) ||
    [...incoming.values()].some(isUnsettled)
  );
}
