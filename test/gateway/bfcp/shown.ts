/** Effects in one line, for tables. */
import type { FloorRequestInformation } from '../../../gateway/bfcp/attributes.ts';
import type { FloorEffect } from '../../../gateway/bfcp/floor-event.ts';
import type { BfcpBody, FloorEvent } from '../../../gateway/bfcp/index.ts';

const shownRequest = ({
  floorRequestId,
  overallRequestStatus,
  beneficiaryInformation,
}: FloorRequestInformation): string =>
  [
    floorRequestId,
    overallRequestStatus?.requestStatus?.status,
    overallRequestStatus?.statusInfo,
    beneficiaryInformation?.displayName,
  ]
    .filter((part) => part !== undefined)
    .join(' ');

/** `FloorStatus 1 Granted Ada`, `Error invalidFloorId`. */
export function shownBody(body: BfcpBody): string {
  const parts: readonly (string | number)[] =
    'floorRequestInformation' in body
      ? [shownRequest(body.floorRequestInformation)]
      : 'floorRequests' in body
        ? body.floorRequests.map(shownRequest)
        : body.primitive === 'Error'
          ? [body.error.code, Buffer.from(body.error.details).toString('hex')]
          : 'floorRequestId' in body
            ? [body.floorRequestId]
            : [];
  return [body.primitive, ...parts].join(' ').trim();
}

/** `requested 1`, `denied useTls`, `peerHolds 7`. */
export function shownEvent(event: FloorEvent): string {
  switch (event.type) {
    case 'requested':
    case 'released':
      return `${event.type} ${event.floorRequestId}`;
    case 'denied':
      return `denied ${event.reason}`;
    case 'peerHolds':
      return event.holds ? `peerHolds ${event.userId}` : 'peerHolds nothing';
    default:
      return event.type;
  }
}

export function shownEffect(effect: FloorEffect): string {
  switch (effect.type) {
    case 'request':
    case 'respond':
      return `${effect.type} ${shownBody(effect.body)}`;
    case 'tell':
      return `tell ${shownEvent(effect.event)}`;
    case 'after':
      return `after ${effect.timer}`;
    default:
      return effect.type;
  }
}
