/** GRQ, RRQ, URQ (H.225.0 §7.8, §7.9, §7.10). */
import type { TransportAddress } from '../../../media/port.ts';
import type { H225 } from '../asn1/index.ts';
import { fromH225Address, toH225Address } from '../address.ts';
import { PROTOCOL_IDENTIFIER } from '../h225/identity.ts';
import { vendorOfEndpoint } from '../vendor.ts';
import { aliasTexts, toAlias } from './aliases.ts';
import { refused, registrationOf } from './desk.ts';
import type { Answer, Asked, Desk } from './desk.ts';
import { offersTraversal, traversalFeature } from './features.ts';
import { forPeer, sameHost } from './hosts.ts';
import type { Registration } from './registrations.ts';
import { HMAC_SHA1_96, MD5 } from './security.ts';

const MIN_TIME_TO_LIVE = 10;
/** The greatest number of aliases of one endpoint. */
const MAX_ALIASES = 20;

/** Returns no reply to a multicast request for another gatekeeper, which answers itself. */
export function answerGatekeeperRequest(
  { settings }: Desk,
  request: H225.GatekeeperRequest,
  asked: Asked,
  multicast: boolean,
): Answer {
  const { requestSeqNum } = request;
  const meant = request.gatekeeperIdentifier;
  if (meant !== undefined && meant !== '' && meant !== settings.gatekeeperId) {
    if (multicast) return {};
    const gatekeeperReject = {
      requestSeqNum,
      protocolIdentifier: PROTOCOL_IDENTIFIER,
      gatekeeperIdentifier: settings.gatekeeperId,
      rejectReason: { undefinedReason: null },
    };
    return refused('gatekeeperRequest', 'otherGatekeeper', asked, { gatekeeperReject });
  }
  const gatekeeperConfirm: H225.GatekeeperConfirm = {
    requestSeqNum,
    protocolIdentifier: PROTOCOL_IDENTIFIER,
    gatekeeperIdentifier: settings.gatekeeperId,
    rasAddress: toH225Address(forPeer(settings.ras, asked.from)),
    ...chosenSecurity(request),
    ...(settings.traversal && offersTraversal(request.featureSet) && { featureSet: traversalFeature }),
  };
  return { reply: { gatekeeperConfirm } };
}

/** The strongest authentication that the endpoint supports. */
function chosenSecurity({
  authenticationCapability = [],
  algorithmOIDs = [],
}: H225.GatekeeperRequest): Partial<H225.GatekeeperConfirm> {
  if (!authenticationCapability.some((mechanism) => 'pwdHash' in mechanism)) return {};
  const algorithmOID = [HMAC_SHA1_96, MD5].find((oid) => algorithmOIDs.includes(oid));
  return algorithmOID === undefined ? {} : { authenticationMode: { pwdHash: null }, algorithmOID };
}

export function answerRegistrationRequest(desk: Desk, request: H225.RegistrationRequest, asked: Asked): Answer {
  if (request.keepAlive === true) return refresh(desk, request, asked);
  if (request.additiveRegistration !== undefined)
    return rejected(desk, request, asked, { additiveRegistrationNotSupported: null });
  const { policy } = desk.settings;
  // Unknown and unproven devices get the same answer, so that a stranger cannot learn which devices exist.
  const may =
    asked.proof === 'proven' || (policy !== 'authenticated' && (asked.device !== undefined || policy === 'open'));
  if (asked.proof === 'wrong' || !may) return rejected(desk, request, asked, { securityDenial: null });
  return register(desk, request, asked);
}

/** Handles the lightweight RRQ (H.225.0 §7.9.1). The endpoint's port may have changed: its NAT forgot the old one. */
function refresh(desk: Desk, request: H225.RegistrationRequest, asked: Asked): Answer {
  const present = registrationOf(desk, request.endpointIdentifier, asked);
  if (present === 'denied') return rejected(desk, request, asked, { securityDenial: null });
  if (present === 'unknown') return rejected(desk, request, asked, { fullRegistrationRequired: null });
  const timeToLive = timeToLiveOf(desk, request, present.traversal);
  const next = { ...present, ras: asked.from, timeToLive, expiresAt: asked.now + 1000 * timeToLive };
  desk.registrations.put(next);
  return { reply: { registrationConfirm: confirmation(desk, request, next) }, bound: next };
}

function register(desk: Desk, request: H225.RegistrationRequest, asked: Asked): Answer {
  const aliases = aliasesOf(request, asked);
  const old = desk.registrations.holders(aliases);
  const reason = conflict(desk, aliases, request, asked) ?? (old.length === 0 ? shortage(desk, asked) : undefined);
  if (aliases.length === 0) return rejected(desk, request, asked, { invalidAlias: null });
  if (reason !== undefined) return rejected(desk, request, asked, reason);
  for (const each of old) desk.registrations.remove(each.endpointId);
  const registration = registrationFrom(desk, request, asked, aliases, old[0]?.endpointId ?? asked.newId());
  desk.registrations.put(registration);
  const replaced = old.filter(({ endpointId }) => endpointId !== registration.endpointId);
  for (const { endpointId } of replaced)
    for (const call of desk.admissions.of(endpointId)) desk.admissions.remove(call);
  const { device, traversal } = registration;
  return {
    reply: {
      registrationConfirm: { ...confirmation(desk, request, registration), terminalAlias: aliases.map(toAlias) },
    },
    facts: [
      { type: 'registered', traversal, from: asked.from, ...(device !== undefined && { deviceId: device.deviceId }) },
    ],
    bound: registration,
  };
}

/** A device of the registry may use only its own aliases, so that it cannot take the names of others. */
function aliasesOf(request: H225.RegistrationRequest, { device }: Asked): readonly string[] {
  const asked = aliasTexts(request.terminalAlias).slice(0, MAX_ALIASES);
  if (device === undefined) return asked;
  const own = new Set([device.username, ...device.aliases]);
  const named = asked.filter((alias) => own.has(alias));
  return named.length > 0 ? named : [device.username];
}

/**
 * An alias belongs to one endpoint; a device that proves its identity, or comes from its previous address, takes
 * its alias back.
 */
function conflict(
  { registrations }: Desk,
  aliases: readonly string[],
  request: H225.RegistrationRequest,
  asked: Asked,
): H225.RegistrationRejectReason | undefined {
  const signal = fromH225Address(request.callSignalAddress[0]);
  const isSame = (held: Registration): boolean =>
    held.expiresAt <= asked.now ||
    (asked.proof === 'proven' && held.device?.deviceId === asked.device?.deviceId) ||
    (sameHost(held.ras, asked.from) && (held.device !== undefined || sameAddress(held.signal, signal)));
  const taken = aliases.filter((alias) => {
    const held = registrations.byAlias(alias);
    return held !== undefined && !isSame(held);
  });
  return taken.length === 0 ? undefined : { duplicateAlias: taken.map(toAlias) };
}

const sameAddress = (a: TransportAddress | undefined, b: TransportAddress | undefined): boolean =>
  a?.address === b?.address && a?.port === b?.port;

function shortage({ registrations, settings }: Desk, { from }: Asked): H225.RegistrationRejectReason | undefined {
  const full =
    registrations.size >= settings.maxRegistrations ||
    registrations.countFrom(from.address) >= settings.maxRegistrationsPerAddress;
  return full ? { resourceUnavailable: null } : undefined;
}

function registrationFrom(
  desk: Desk,
  request: H225.RegistrationRequest,
  asked: Asked,
  aliases: readonly string[],
  endpointId: string,
): Registration {
  const signal = fromH225Address(request.callSignalAddress[0]);
  const vendor = vendorOfEndpoint({ ...request.terminalType, vendor: request.endpointVendor });
  const traversal = desk.settings.traversal && offersTraversal(request.featureSet);
  const timeToLive = timeToLiveOf(desk, request, traversal);
  return {
    endpointId,
    aliases,
    ras: asked.from,
    behindNat: !sameHost(signal, asked.from),
    traversal,
    timeToLive,
    expiresAt: asked.now + 1000 * timeToLive,
    ...(asked.device !== undefined && { device: asked.device }),
    ...(signal !== undefined && { signal }),
    ...(asked.proof === 'proven' && asked.mechanism !== undefined && { mechanism: asked.mechanism }),
    ...(vendor !== undefined && { vendor }),
  };
}

function timeToLiveOf({ settings }: Desk, { timeToLive }: H225.RegistrationRequest, traversal: boolean): number {
  const most = traversal ? settings.traversalTimeToLive : settings.timeToLive;
  return Math.max(MIN_TIME_TO_LIVE, Math.min(timeToLive ?? most, most));
}

function confirmation(
  { settings }: Desk,
  request: H225.RegistrationRequest,
  registration: Registration,
): H225.RegistrationConfirm {
  return {
    requestSeqNum: request.requestSeqNum,
    protocolIdentifier: PROTOCOL_IDENTIFIER,
    callSignalAddress: [toH225Address(forPeer(settings.signal, registration.ras))],
    gatekeeperIdentifier: settings.gatekeeperId,
    endpointIdentifier: registration.endpointId,
    timeToLive: registration.timeToLive,
    willRespondToIRR: true,
    maintainConnection: false,
    ...(settings.preGranted && {
      preGrantedARQ: {
        makeCall: true,
        useGKCallSignalAddressToMakeCall: true,
        answerCall: true,
        useGKCallSignalAddressToAnswer: false,
      },
    }),
    ...(registration.traversal && { featureSet: traversalFeature }),
  };
}

function rejected(
  { settings }: Desk,
  { requestSeqNum }: H225.RegistrationRequest,
  asked: Asked,
  rejectReason: H225.RegistrationRejectReason,
): Answer {
  const registrationReject = {
    requestSeqNum,
    protocolIdentifier: PROTOCOL_IDENTIFIER,
    rejectReason,
    gatekeeperIdentifier: settings.gatekeeperId,
  };
  return refused('registrationRequest', Object.keys(rejectReason)[0] ?? '', asked, { registrationReject });
}

/** Finds the registration by its identifier or, for endpoints that omit it, by the aliases that it holds. */
export function answerUnregistrationRequest(desk: Desk, request: H225.UnregistrationRequest, asked: Asked): Answer {
  const { requestSeqNum, endpointIdentifier } = request;
  const named = endpointIdentifier ?? desk.registrations.holders(aliasTexts(request.endpointAlias))[0]?.endpointId;
  const present = registrationOf(desk, named, asked);
  if (typeof present === 'string') {
    const rejectReason = present === 'denied' ? { securityDenial: null } : { notCurrentlyRegistered: null };
    return refused('unregistrationRequest', present, asked, { unregistrationReject: { requestSeqNum, rejectReason } });
  }
  desk.registrations.remove(present.endpointId);
  for (const call of desk.admissions.of(present.endpointId)) desk.admissions.remove(call);
  const { device } = present;
  return {
    reply: { unregistrationConfirm: { requestSeqNum } },
    facts: [{ type: 'unregistered', reason: 'asked', ...(device !== undefined && { deviceId: device.deviceId }) }],
    unbound: present,
  };
}
