export { BfcpError } from './error.ts';
export type { BfcpAnswer, BfcpErrorKind } from './error.ts';
export { decodeBfcp, encodeBfcp } from './codec.ts';
export type { BfcpHeader, BfcpVersion } from './header.ts';
export type { BfcpBody, BfcpMessage, BodyOf } from './message.ts';
export type { ErrorCode, Primitive, RequestStatusName } from './names.ts';
export { bindBfcp, openBfcp } from './endpoint.ts';
export type { BfcpBinding, BfcpBindOptions, BfcpEndpoint, BfcpLegOptions, BfcpOptions } from './endpoint.ts';
export type { FloorEvent, FloorLeg, LostReason } from './floor-event.ts';
export type { FloorHolder } from './floor-status.ts';
export type { BfcpRole } from './session.ts';
export type { TransactionTimers } from './transactions.ts';
export type { BfcpSockets, LocalAddress } from './transport.ts';
export { certificateFingerprint, tlsSockets } from './transport-tls.ts';
export type { BfcpCertificate, BfcpTls } from './transport-tls.ts';
export { printFingerprint } from '../net/fingerprint.ts';
export type { CertificateFingerprint } from '../net/fingerprint.ts';
export { parseBfcpAttributes, parseProtocol, printBfcpAttributes, printProtocol } from './sdp.ts';
export type { BfcpAttributes, BfcpProtocol, Connection, FloorControl, FloorStreams, Setup } from './sdp.ts';
export {
  answerConnection,
  answerFloorControl,
  answerSetup,
  firstVersion,
  isAcceptable,
  roleByAnswer,
  roleOf,
} from './sdp-answer.ts';
