/** Builds a floor control server's statements about floor requests (RFC 8855 §5.3.4, §5.3.6, §5.3.8, §13). */
import { ATTRIBUTE_TYPES } from './attributes.ts';
import type { FloorRequestInformation } from './attributes.ts';
import { PRIMITIVE_NUMBERS } from './codec.ts';
import type { FloorLeg } from './floor-event.ts';
import type { BodyOf } from './message.ts';
import type { RequestStatusName } from './names.ts';

/** A floor request of the device. */
export interface FloorRequestRecord {
  readonly id: number;
  readonly priority?: number;
  readonly info?: string;
}

/** Another participant of the meeting, who holds the floor. */
export interface FloorHolder {
  readonly userId: number;
  readonly displayName?: string;
}

/** A holder, with the floor request id that we assigned to it. */
export interface HolderRecord extends FloorHolder {
  readonly id: number;
}

/** The greatest size of a name in octets: two names and everything else fit into one attribute of 255. */
const MAX_NAME = 60;

export const HELLO_ACK: BodyOf<'HelloAck'> = {
  primitive: 'HelloAck',
  primitives: PRIMITIVE_NUMBERS,
  attributes: ATTRIBUTE_TYPES,
};

/** Shortens a name to the limit without cutting a character in half. */
export function shortName(name: string): string {
  const bytes = new TextEncoder().encode(name);
  if (bytes.length <= MAX_NAME) return name;
  return new TextDecoder().decode(bytes.subarray(0, MAX_NAME), { stream: true });
}

export function informationOf(
  { floorId, userId }: FloorLeg,
  request: FloorRequestRecord,
  status: RequestStatusName,
  statusInfo?: string,
): FloorRequestInformation {
  return {
    floorRequestId: request.id,
    overallRequestStatus: {
      floorRequestId: request.id,
      requestStatus: { status, queuePosition: 0 },
      ...(statusInfo !== undefined && { statusInfo: shortName(statusInfo) }),
    },
    floorRequestStatuses: [{ floorId }],
    beneficiaryInformation: { beneficiaryId: userId },
    ...(request.priority !== undefined && { priority: request.priority }),
    ...(request.info !== undefined && { participantProvidedInfo: shortName(request.info) }),
  };
}

function holderInformation(floorId: number, { id, userId, displayName }: HolderRecord): FloorRequestInformation {
  return {
    floorRequestId: id,
    overallRequestStatus: { floorRequestId: id, requestStatus: { status: 'Granted', queuePosition: 0 } },
    floorRequestStatuses: [{ floorId }],
    beneficiaryInformation: {
      beneficiaryId: userId,
      ...(displayName !== undefined && { displayName: shortName(displayName) }),
    },
  };
}

export function requestStatusOf(
  leg: FloorLeg,
  request: FloorRequestRecord,
  status: RequestStatusName,
  statusInfo?: string,
): BodyOf<'FloorRequestStatus'> {
  return { primitive: 'FloorRequestStatus', floorRequestInformation: informationOf(leg, request, status, statusInfo) };
}

/** The holder of the floor first, then the device's request if it waits. */
export function floorRequestsOf(
  leg: FloorLeg,
  holder: HolderRecord | undefined,
  own: FloorRequestInformation | undefined,
): readonly FloorRequestInformation[] {
  return [holder && holderInformation(leg.floorId, holder), own].filter((information) => information !== undefined);
}
