/** Our identity, and the version that the peer speaks (H.225.0 §7.2, EndpointType and ProtocolIdentifier). */
import type * as H225 from '../asn1/generated/h225.types.ts';

/** {itu-t recommendation h 2250 version(0) 7}: we send nothing that is new in version 8. */
export const PROTOCOL_IDENTIFIER = '0.0.8.2250.0.7';

/** A bridge that devices call; it has no T.35 manufacturer code of its own. */
export const ENDPOINT_TYPE: H225.EndpointType = {
  vendor: {
    vendor: { t35CountryCode: 0xb5, t35Extension: 0, manufacturerCode: 0 },
    productId: Buffer.from('roomgate'),
    versionId: Buffer.from('1'),
  },
  mcu: {},
  mc: false,
  undefinedNode: false,
};

const PREFIX = '0.0.8.2250.0.';

/** The version, 1 to 8 or later; 1 for an identifier that is not of H.225.0. */
export function versionOf(protocolIdentifier: string): number {
  const version = protocolIdentifier.startsWith(PREFIX) ? Number(protocolIdentifier.slice(PREFIX.length)) : Number.NaN;
  return Number.isInteger(version) && version > 0 ? version : 1;
}
