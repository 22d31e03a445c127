/** The peer's manufacturer: H.225.0 VendorIdentifier and H.245 VendorIdentification in the registry's terms. */
import type { VendorIdentity } from '../../registry/port.ts';
import type * as H225 from './asn1/generated/h225.types.ts';
import type * as H245 from './asn1/generated/h245.types.ts';

const MAX_TEXT = 256;
const TANDBERG = { country: 130, extension: 1, manufacturer: 256 };

/**
 * Texts are octets of an unknown character set: everything that is not printable ASCII is dropped, including the
 * zeros of UCS-2.
 */
const textOf = (octets: Uint8Array | undefined): string =>
  Buffer.from(octets?.subarray(0, MAX_TEXT) ?? [])
    .toString('latin1')
    .replaceAll(/[^ -~]/g, '')
    .trim();

export function vendorOfEndpoint({ vendor }: H225.EndpointType): VendorIdentity | undefined {
  if (vendor === undefined) return undefined;
  const { t35CountryCode, t35Extension, manufacturerCode } = vendor.vendor;
  return {
    t35: { country: t35CountryCode, extension: t35Extension, manufacturer: manufacturerCode },
    product: textOf(vendor.productId),
    version: textOf(vendor.versionId),
  };
}

/** Returns undefined if the vendor is named by an object identifier. */
export function vendorOfIndication({
  vendor,
  productNumber,
  versionNumber,
}: H245.VendorIdentification): VendorIdentity | undefined {
  if (!('h221NonStandard' in vendor)) return undefined;
  return { t35: t35Of(vendor.h221NonStandard), product: textOf(productNumber), version: textOf(versionNumber) };
}

/**
 * Tandberg sends its product and version in a non-standard user input, `F8.2 PAL, TANDBERG Profile 8000MXP`; other
 * vendors' non-standard input contains no name.
 */
export function vendorOfUserInput(input: H245.UserInputIndication): VendorIdentity | undefined {
  if (!('nonStandard' in input) || !('h221NonStandard' in input.nonStandard.nonStandardIdentifier)) return undefined;
  const t35 = t35Of(input.nonStandard.nonStandardIdentifier.h221NonStandard);
  if (
    t35.country !== TANDBERG.country ||
    t35.extension !== TANDBERG.extension ||
    t35.manufacturer !== TANDBERG.manufacturer
  )
    return undefined;
  const text = textOf(input.nonStandard.data);
  return { t35, product: text, version: text };
}

const t35Of = (code: {
  readonly t35CountryCode: number;
  readonly t35Extension: number;
  readonly manufacturerCode: number;
}): VendorIdentity['t35'] => ({
  country: code.t35CountryCode,
  extension: code.t35Extension,
  manufacturer: code.manufacturerCode,
});
