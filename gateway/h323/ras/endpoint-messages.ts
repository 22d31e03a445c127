/** The messages that we send to a customer's gatekeeper, and the meaning of its answers. */
import type { TransportAddress } from '../../../media/port.ts';
import type { H225 } from '../asn1/index.ts';
import { fromH225Address, toH225Address } from '../address.ts';
import { PROTOCOL_IDENTIFIER } from '../h225/identity.ts';
import { toAlias } from './aliases.ts';
import type { EndpointEvent, Found, Membership } from './endpoint-machine.ts';
import { HMAC_SHA1_96, MD5 } from './security.ts';

/** Our own data as an endpoint. */
export interface Self {
  readonly aliases: readonly string[];
  readonly ras: TransportAddress;
  readonly signal: TransportAddress;
  readonly terminalType: H225.EndpointType;
  /** The time to live that we ask for, in seconds. */
  readonly timeToLive: number;
}

export interface EndpointCall {
  /** GUIDs. */
  readonly callId: Uint8Array;
  readonly conferenceId: Uint8Array;
  readonly callReference: number;
  /** True if we answer the call, false if we make it. */
  readonly answer: boolean;
  /** The called party, or the caller. */
  readonly peer: readonly string[];
  readonly peerAddress?: TransportAddress;
  /** Both directions together, in units of 100 bit/s. */
  readonly bandwidth: number;
}

const NO_VENDOR: H225.VendorIdentifier = { vendor: { t35CountryCode: 0, t35Extension: 0, manufacturerCode: 0 } };

export function discovery(self: Self, requestSeqNum: number, hasPassword: boolean): H225.RasMessage {
  const security = hasPassword
    ? { authenticationCapability: [{ pwdHash: null }], algorithmOIDs: [HMAC_SHA1_96, MD5] }
    : {};
  return {
    gatekeeperRequest: {
      requestSeqNum,
      protocolIdentifier: PROTOCOL_IDENTIFIER,
      rasAddress: toH225Address(self.ras),
      endpointType: self.terminalType,
      endpointAlias: self.aliases.map(toAlias),
      supportsAltGK: null,
      ...security,
    },
  };
}

export function registration(
  self: Self,
  { gatekeeperId }: Found,
  requestSeqNum: number,
  refreshed?: Membership,
): H225.RasMessage {
  return {
    registrationRequest: {
      requestSeqNum,
      protocolIdentifier: PROTOCOL_IDENTIFIER,
      discoveryComplete: true,
      callSignalAddress: [toH225Address(self.signal)],
      rasAddress: [toH225Address(self.ras)],
      terminalType: self.terminalType,
      endpointVendor: self.terminalType.vendor ?? NO_VENDOR,
      timeToLive: self.timeToLive,
      ...(gatekeeperId !== '' && { gatekeeperIdentifier: gatekeeperId }),
      ...(refreshed === undefined
        ? { terminalAlias: self.aliases.map(toAlias), keepAlive: false, supportsAltGK: null }
        : { keepAlive: true, endpointIdentifier: refreshed.endpointId }),
      willSupplyUUIEs: false,
      maintainConnection: false,
    },
  };
}

const gatekeeperOf = ({ gatekeeperId }: Membership): { gatekeeperIdentifier?: string } =>
  gatekeeperId === '' ? {} : { gatekeeperIdentifier: gatekeeperId };

export function unregistration(self: Self, membership: Membership, requestSeqNum: number): H225.RasMessage {
  return {
    unregistrationRequest: {
      requestSeqNum,
      callSignalAddress: [toH225Address(self.signal)],
      endpointIdentifier: membership.endpointId,
      ...gatekeeperOf(membership),
    },
  };
}

export function admission(
  self: Self,
  membership: Membership,
  call: EndpointCall,
  requestSeqNum: number,
): H225.RasMessage {
  const own = self.aliases.map(toAlias);
  const peer = call.peer.map(toAlias);
  const address =
    call.peerAddress === undefined
      ? {}
      : { [call.answer ? 'srcCallSignalAddress' : 'destCallSignalAddress']: toH225Address(call.peerAddress) };
  return {
    admissionRequest: {
      requestSeqNum,
      callType: { pointToPoint: null },
      endpointIdentifier: membership.endpointId,
      destinationInfo: call.answer ? own : peer,
      srcInfo: call.answer ? peer : own,
      ...address,
      bandWidth: call.bandwidth,
      callReferenceValue: call.callReference,
      conferenceID: call.conferenceId,
      activeMC: false,
      answerCall: call.answer,
      canMapAlias: true,
      callIdentifier: { guid: call.callId },
      ...gatekeeperOf(membership),
      willSupplyUUIEs: false,
    },
  };
}

export function disengagement(membership: Membership, call: EndpointCall, requestSeqNum: number): H225.RasMessage {
  return {
    disengageRequest: {
      requestSeqNum,
      endpointIdentifier: membership.endpointId,
      conferenceID: call.conferenceId,
      callReferenceValue: call.callReference,
      disengageReason: { normalDrop: null },
      callIdentifier: { guid: call.callId },
      answeredCall: call.answer,
      ...gatekeeperOf(membership),
    },
  };
}

/** Reports these calls; an empty list answers an IRQ about a call that does not exist. */
export function report(
  self: Self,
  membership: Membership,
  calls: readonly EndpointCall[],
  requestSeqNum: number,
  unsolicited: boolean,
): H225.RasMessage {
  const perCallInfo = calls.map((call) => ({
    callReferenceValue: call.callReference,
    conferenceID: call.conferenceId,
    originator: !call.answer,
    h245: {},
    callSignaling: {},
    callType: { pointToPoint: null },
    bandWidth: call.bandwidth,
    callModel: { direct: null },
    callIdentifier: { guid: call.callId },
    substituteConfIDs: [],
  }));
  return {
    infoRequestResponse: {
      requestSeqNum,
      endpointType: self.terminalType,
      endpointIdentifier: membership.endpointId,
      rasAddress: toH225Address(self.ras),
      callSignalAddress: [toH225Address(self.signal)],
      endpointAlias: self.aliases.map(toAlias),
      ...(perCallInfo.length > 0 && { perCallInfo }),
      needResponse: false,
      unsolicited,
    },
  };
}

export function alternatesOf(gatekeepers: readonly H225.AlternateGK[] | undefined): readonly TransportAddress[] {
  const byPriority = [...(gatekeepers ?? [])].sort((a, b) => a.priority - b.priority);
  return byPriority.map(({ rasAddress }) => fromH225Address(rasAddress)).filter((address) => address !== undefined);
}

const reasonOf = (reason: object): string => Object.keys(reason)[0] ?? 'undefinedReason';

/** The effect of an answer to GRQ, or of no answer, on our registration. */
export function discovered(answer: H225.RasMessage | undefined, asked: TransportAddress): EndpointEvent {
  if (answer !== undefined && 'gatekeeperConfirm' in answer) {
    const {
      rasAddress,
      gatekeeperIdentifier: gatekeeperId = '',
      alternateGatekeeper,
      algorithmOID,
    } = answer.gatekeeperConfirm;
    const found = {
      ras: fromH225Address(rasAddress) ?? asked,
      gatekeeperId,
      mechanism: algorithmOID === HMAC_SHA1_96 ? ('h235.1' as const) : ('md5' as const),
    };
    return { type: 'found', found, alternates: alternatesOf(alternateGatekeeper) };
  }
  if (answer === undefined || !('gatekeeperReject' in answer)) return { type: 'silence' };
  const { rejectReason, altGKInfo } = answer.gatekeeperReject;
  return { type: 'rejected', reason: reasonOf(rejectReason), alternates: alternatesOf(altGKInfo?.alternateGatekeeper) };
}

/** The effect of an answer to RRQ, or of no answer, on our registration. */
export function registered(answer: H225.RasMessage | undefined, found: Found): EndpointEvent {
  if (answer !== undefined && 'registrationConfirm' in answer) {
    const {
      endpointIdentifier: endpointId,
      timeToLive,
      alternateGatekeeper,
      gatekeeperIdentifier = found.gatekeeperId,
      preGrantedARQ,
    } = answer.registrationConfirm;
    const { ras, mechanism } = found;
    const preGranted = preGrantedARQ?.makeCall === true && preGrantedARQ.answerCall;
    return {
      type: 'registered',
      membership: { ras, mechanism, gatekeeperId: gatekeeperIdentifier, endpointId, timeToLive, preGranted },
      alternates: alternatesOf(alternateGatekeeper),
    };
  }
  if (answer === undefined || !('registrationReject' in answer)) return { type: 'silence' };
  const { rejectReason, altGKInfo } = answer.registrationReject;
  return { type: 'rejected', reason: reasonOf(rejectReason), alternates: alternatesOf(altGKInfo?.alternateGatekeeper) };
}

export type Admitted =
  | {
      readonly ok: true;
      readonly to: TransportAddress | undefined;
      readonly bandwidth: number;
      /** Seconds between reports. */ readonly irrFrequency: number | undefined;
    }
  /** `noAnswer`, `notRegistered`, or the reason of ARJ. */
  | { readonly ok: false; readonly reason: string };

export function admitted(answer: H225.RasMessage | undefined): Admitted {
  if (answer === undefined) return { ok: false, reason: 'noAnswer' };
  if ('admissionReject' in answer) return { ok: false, reason: reasonOf(answer.admissionReject.rejectReason) };
  if (!('admissionConfirm' in answer)) return { ok: false, reason: 'undefinedReason' };
  const { destCallSignalAddress, bandWidth, irrFrequency } = answer.admissionConfirm;
  return { ok: true, to: fromH225Address(destCallSignalAddress), bandwidth: bandWidth, irrFrequency };
}
