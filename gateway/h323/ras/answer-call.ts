/** ARQ, BRQ, DRQ, IRR (H.225.0 §7.11, §7.12, §7.13, §7.15). */
import type { H225 } from '../asn1/index.ts';
import { toH225Address } from '../address.ts';
import type { Admission } from './admissions.ts';
import { refused, registrationOf } from './desk.ts';
import type { Answer, Asked, Desk } from './desk.ts';
import { forPeer } from './hosts.ts';
import type { Registration } from './registrations.ts';

export const guidOf = (call: H225.CallIdentifier | undefined): string => Buffer.from(call?.guid ?? []).toString('hex');

/**
 * Admits every call of a registered endpoint: whether the meeting exists is announced to the caller after the
 * SETUP.
 */
export function answerAdmissionRequest(desk: Desk, request: H225.AdmissionRequest, asked: Asked): Answer {
  const { requestSeqNum, endpointIdentifier, answerCall, callReferenceValue } = request;
  const registration = registrationOf(desk, endpointIdentifier, asked);
  if (registration === 'denied') return denied(request, asked, { securityDenial: null });
  if (registration === 'unknown')
    return denied(request, asked, answerCall ? { invalidEndpointIdentifier: null } : { callerNotRegistered: null });
  const callId = guidOf(request.callIdentifier);
  const known = desk.admissions.get(endpointIdentifier, callId) !== undefined;
  if (!known && desk.admissions.of(endpointIdentifier).length >= desk.settings.maxCallsPerEndpoint)
    return denied(request, asked, { exceedsCallCapacity: null });
  const bandWidth = Math.min(request.bandWidth, desk.settings.maxBandwidth);
  desk.admissions.put({
    callId,
    endpointId: endpointIdentifier,
    callReference: callReferenceValue,
    answer: answerCall,
    bandwidth: bandWidth,
    heardAt: asked.now,
  });
  const admissionConfirm: H225.AdmissionConfirm = {
    requestSeqNum,
    bandWidth,
    callModel: { direct: null },
    // If the endpoint is the answerer, its own address (H.225.0 §7.11.2).
    destCallSignalAddress: toH225Address(
      (answerCall ? registration.signal : undefined) ?? forPeer(desk.settings.signal, asked.from),
    ),
    irrFrequency: desk.settings.irrFrequency,
    willRespondToIRR: true,
    uuiesRequested: NO_UUIES,
  };
  return { reply: { admissionConfirm }, facts: known ? [] : [{ type: 'admitted', callId, from: asked.from }] };
}

const NO_UUIES: H225.UUIEsRequested = {
  setup: false,
  callProceeding: false,
  connect: false,
  alerting: false,
  information: false,
  releaseComplete: false,
  facility: false,
  progress: false,
  empty: false,
  status: false,
  statusInquiry: false,
  setupAcknowledge: false,
  notify: false,
};

function denied(
  { requestSeqNum }: H225.AdmissionRequest,
  asked: Asked,
  rejectReason: H225.AdmissionRejectReason,
): Answer {
  return refused('admissionRequest', Object.keys(rejectReason)[0] ?? '', asked, {
    admissionReject: { requestSeqNum, rejectReason },
  });
}

export function answerBandwidthRequest(desk: Desk, request: H225.BandwidthRequest, asked: Asked): Answer {
  const { requestSeqNum, endpointIdentifier, bandWidth } = request;
  const { maxBandwidth } = desk.settings;
  const registration = registrationOf(desk, endpointIdentifier, asked);
  const call = desk.admissions.get(endpointIdentifier, guidOf(request.callIdentifier));
  const reason = bandwidthProblem(registration, call, bandWidth > maxBandwidth);
  if (reason !== undefined || call === undefined) {
    const rejectReason = reason ?? { undefinedReason: null };
    const bandwidthReject = {
      requestSeqNum,
      rejectReason,
      allowedBandWidth: Math.min(call?.bandwidth ?? maxBandwidth, maxBandwidth),
    };
    return refused('bandwidthRequest', Object.keys(rejectReason)[0] ?? '', asked, { bandwidthReject });
  }
  desk.admissions.put({ ...call, bandwidth: bandWidth, heardAt: asked.now });
  return { reply: { bandwidthConfirm: { requestSeqNum, bandWidth } } };
}

function bandwidthProblem(
  registration: Registration | 'unknown' | 'denied',
  call: Admission | undefined,
  tooMuch: boolean,
): H225.BandRejectReason | undefined {
  if (registration === 'denied') return { securityDenial: null };
  if (registration === 'unknown') return { notBound: null };
  if (call === undefined) return { invalidConferenceID: null };
  return tooMuch ? { insufficientResources: null } : undefined;
}

/**
 * Confirms also an unknown call: it was forgotten here or admitted earlier, and the endpoint is done with it in any
 * case.
 */
export function answerDisengageRequest(desk: Desk, request: H225.DisengageRequest, asked: Asked): Answer {
  const { requestSeqNum, endpointIdentifier } = request;
  const registration = registrationOf(desk, endpointIdentifier, asked);
  if (typeof registration === 'string') {
    const rejectReason = registration === 'denied' ? { securityDenial: null } : { notRegistered: null };
    return refused('disengageRequest', registration, asked, { disengageReject: { requestSeqNum, rejectReason } });
  }
  const callId = guidOf(request.callIdentifier);
  const was = desk.admissions.remove({ endpointId: endpointIdentifier, callId });
  return {
    reply: { disengageConfirm: { requestSeqNum } },
    facts: was ? [{ type: 'disengaged', callId, reason: 'asked' }] : [],
  };
}

/** A report lists the calls that continue; it is acknowledged if the endpoint asks for that (H.225.0 §7.15.3). */
export function answerInfoResponse(desk: Desk, report: H225.InfoRequestResponse, asked: Asked): Answer {
  const { requestSeqNum, endpointIdentifier } = report;
  const registration = registrationOf(desk, endpointIdentifier, asked);
  const asksBack = report.needResponse === true;
  if (typeof registration === 'string') {
    const nakReason = registration === 'denied' ? { securityDenial: null } : { notRegistered: null };
    return asksBack
      ? refused('infoRequestResponse', registration, asked, { infoRequestNak: { requestSeqNum, nakReason } })
      : {};
  }
  for (const { callIdentifier } of report.perCallInfo ?? []) {
    const call = desk.admissions.get(endpointIdentifier, guidOf(callIdentifier));
    if (call !== undefined) desk.admissions.put({ ...call, heardAt: asked.now });
  }
  return asksBack ? { reply: { infoRequestAck: { requestSeqNum } } } : {};
}
