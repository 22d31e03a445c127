/**
 * Answers a RAS message: one function per request, selected by its name (H.225.0 §7.6). Pure except for the tables.
 */
import type { H225 } from '../asn1/index.ts';
import { fromH225Address, toH225Address } from '../address.ts';
import { PROTOCOL_IDENTIFIER } from '../h225/identity.ts';
import { aliasTexts } from './aliases.ts';
import {
  answerAdmissionRequest,
  answerBandwidthRequest,
  answerDisengageRequest,
  answerInfoResponse,
} from './answer-call.ts';
import {
  answerGatekeeperRequest,
  answerRegistrationRequest,
  answerUnregistrationRequest,
} from './answer-registration.ts';
import { refused, registrationOf } from './desk.ts';
import type { Answer, Asked, Desk } from './desk.ts';
import { forPeer, sameHost } from './hosts.ts';

/** The number in an XRS to a message whose own number cannot be read. */
const ANY_NUMBER = 1;

/**
 * Messages that are answers themselves: never answered, so that two gatekeepers cannot exchange messages without
 * end.
 */
const ANSWERS = new Set(
  `gatekeeperConfirm gatekeeperReject registrationConfirm registrationReject unregistrationConfirm unregistrationReject
  admissionConfirm admissionReject admissionConfirmSequence bandwidthConfirm bandwidthReject disengageConfirm disengageReject
  locationConfirm locationReject unknownMessageResponse requestInProgress resourcesAvailableConfirm infoRequestAck infoRequestNak
  serviceControlResponse`.split(/\s+/),
);

export function answerMessage(
  desk: Desk,
  message: H225.RasMessage,
  asked: Asked,
  datagram: Uint8Array,
  multicast: boolean,
): Answer {
  if ('gatekeeperRequest' in message) return answerGatekeeperRequest(desk, message.gatekeeperRequest, asked, multicast);
  // Only discovery and location requests belong on the group address (H.225.0 §6.3).
  if ('locationRequest' in message) return answerLocationRequest(desk, message.locationRequest, asked, multicast);
  if (multicast) return {};
  if ('registrationRequest' in message) return answerRegistrationRequest(desk, message.registrationRequest, asked);
  if ('unregistrationRequest' in message)
    return answerUnregistrationRequest(desk, message.unregistrationRequest, asked);
  if ('admissionRequest' in message) return answerAdmissionRequest(desk, message.admissionRequest, asked);
  if ('bandwidthRequest' in message) return answerBandwidthRequest(desk, message.bandwidthRequest, asked);
  if ('disengageRequest' in message) return answerDisengageRequest(desk, message.disengageRequest, asked);
  if ('infoRequestResponse' in message) return answerInfoResponse(desk, message.infoRequestResponse, asked);
  if ('resourcesAvailableIndicate' in message) return answerResources(message.resourcesAvailableIndicate);
  return answerUnknown(message, asked, datagram);
}

/**
 * Only registered endpoints and neighbours learn the location of an alias; others do not even learn whether it
 * exists (H.225.0 §7.14).
 */
function answerLocationRequest(desk: Desk, request: H225.LocationRequest, asked: Asked, multicast: boolean): Answer {
  const { requestSeqNum, endpointIdentifier } = request;
  const { neighbours, ras, signal } = desk.settings;
  const asker = registrationOf(desk, endpointIdentifier, asked);
  const trusted = typeof asker !== 'string' || (neighbours.includes(asked.from.address) && asker === 'unknown');
  const found = aliasTexts(request.destinationInfo)
    .map((alias) => desk.registrations.byAlias(alias))
    .find((held) => held !== undefined);
  if (trusted && found !== undefined) {
    const callSignalAddress =
      found.signal === undefined || found.behindNat ? forPeer(signal, asked.from) : found.signal;
    return {
      reply: {
        locationConfirm: {
          requestSeqNum,
          callSignalAddress: toH225Address(callSignalAddress),
          rasAddress: toH225Address(forPeer(ras, asked.from)),
        },
      },
    };
  }
  if (multicast) return {};
  const rejectReason = trusted ? { notRegistered: null } : { requestDenied: null };
  return refused('locationRequest', Object.keys(rejectReason)[0] ?? '', asked, {
    locationReject: { requestSeqNum, rejectReason },
  });
}

const answerResources = ({ requestSeqNum }: H225.ResourcesAvailableIndicate): Answer => ({
  reply: { resourcesAvailableConfirm: { requestSeqNum, protocolIdentifier: PROTOCOL_IDENTIFIER } },
});

/** Answers with XRS, which contains the message that was not understood (H.225.0 §7.17). */
function answerUnknown(message: H225.RasMessage, asked: Asked, datagram: Uint8Array): Answer {
  const [name = '', fields] = Object.entries(message)[0] ?? [];
  if (ANSWERS.has(name)) return {};
  const { requestSeqNum = ANY_NUMBER } = fields as { requestSeqNum?: number };
  const unknownMessageResponse = { requestSeqNum, messageNotUnderstood: Uint8Array.from(datagram) };
  return refused(name.startsWith('$') ? 'unknown' : name, 'unknownMessage', asked, { unknownMessageResponse });
}

/**
 * The destination of the answer: the port that the request names, but never another host, so that we cannot be made
 * to send to a third party.
 */
export function replyAddress(message: H225.RasMessage, from: Asked['from']): Asked['from'] {
  const named =
    'gatekeeperRequest' in message
      ? fromH225Address(message.gatekeeperRequest.rasAddress)
      : 'locationRequest' in message
        ? fromH225Address(message.locationRequest.replyAddress)
        : undefined;
  return sameHost(named, from) && named !== undefined ? named : from;
}
