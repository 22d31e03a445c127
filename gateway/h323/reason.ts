/**
 * The only table of reasons for refusing or ending an H.323 call: Q.850 cause and H.225.0 ReleaseCompleteReason
 * (H.225.0 table 5).
 */
import type { EndReason } from '../core/reason.ts';
import type * as H225 from './asn1/generated/h225.types.ts';
import type { CauseName } from './q931/index.ts';

type ReasonName = Exclude<
  H225.ReleaseCompleteReason extends infer R ? (R extends unknown ? keyof R : never) : never,
  '$unknown'
>;

const TABLE = {
  'hung-up': ['normalCallClearing', 'undefinedReason'],
  'meeting-over': ['normalCallClearing', 'destinationRejection'],
  removed: ['callRejected', 'destinationRejection'],
  shutdown: ['temporaryFailure', 'gatewayResources'],
  cancelled: ['normalCallClearing', 'undefinedReason'],
  'unknown-pin': ['unallocatedNumber', 'unreachableDestination'],
  'address-incomplete': ['invalidNumberFormat', 'badFormatAddress'],
  'no-pin': ['noUserResponding', 'undefinedReason'],
  'host-absent': ['noUserResponding', 'destinationRejection'],
  'no-bandwidth': ['resourceUnavailable', 'noBandwidth'],
  'meeting-locked': ['callRejected', 'destinationRejection'],
  'meeting-full': ['userBusy', 'inConf'],
  'meeting-ended': ['subscriberAbsent', 'destinationRejection'],
  'gatekeeper-refused': ['callRejected', 'noPermission'],
  'device-not-supported': ['incompatibleDestination', 'neededFeatureNotSupported'],
  'device-not-registered': ['callRejected', 'noPermission'],
  'no-common-codec': ['bearerCapabilityNotImplemented', 'neededFeatureNotSupported'],
  'encryption-required': ['callRejected', 'securityDenied'],
  'no-common-encryption': ['callRejected', 'securityDenied'],
  'encryption-failed': ['callRejected', 'securityDenied'],
  'bad-offer': ['invalidElementContents', 'undefinedReason'],
  overload: ['switchingEquipmentCongestion', 'gatewayResources'],
  draining: ['temporaryFailure', 'gatewayResources'],
  'out-of-ports': ['noCircuitAvailable', 'gatewayResources'],
  'media-lost': ['temporaryFailure', 'gatewayResources'],
  'internal-error': ['temporaryFailure', 'undefinedReason'],
  'no-ack': ['recoveryOnTimerExpiry', 'undefinedReason'],
  'no-answer-to-offer': ['recoveryOnTimerExpiry', 'undefinedReason'],
  'session-expired': ['recoveryOnTimerExpiry', 'undefinedReason'],
  'protocol-error': ['protocolError', 'undefinedReason'],
  'peer-gone': ['recoveryOnTimerExpiry', 'unreachableDestination'],
  'transport-failed': ['networkOutOfOrder', 'unreachableDestination'],
} as const satisfies Record<EndReason, readonly [CauseName, ReasonName]>;

export interface Release {
  readonly cause: CauseName;
  readonly reason: H225.ReleaseCompleteReason;
}

export function releaseOf(reason: EndReason): Release {
  const [cause, name] = TABLE[reason];
  return { cause, reason: { [name]: null } as unknown as H225.ReleaseCompleteReason };
}
