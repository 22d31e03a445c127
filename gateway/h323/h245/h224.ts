/** H.224 over RTP (H.323 Annex Q) to and from H.245: the channel of far-end camera control. Pure. */
import type { DataCodec } from '../../../media/port.ts';
import type * as H245 from '../asn1/generated/h245.types.ts';

/** The name of the capability: `generic` as in H.323 Annex Q, or `h224` as in H.245 itself, which is older. */
export type H224Form = 'generic' | 'h224';

export interface H224Codec extends DataCodec {
  readonly form: H224Form;
}

/** H.323 Annex Q: {itu-t recommendation h 224 generic-capabilities(1) 0}. */
const H224_CAPABILITY = '0.0.8.224.1.0';
/** The rate that H.224 has in H.320, in units of 100 bit/s. */
const MAX_BIT_RATE = 64;

export const h224Data = (form: H224Form): H245.DataApplicationCapability => ({
  application:
    form === 'generic'
      ? { genericDataCapability: { capabilityIdentifier: { standard: H224_CAPABILITY }, maxBitRate: MAX_BIT_RATE } }
      : { h224: { hdlcFrameTunnelling: null } },
  maxBitRate: MAX_BIT_RATE,
});

/** Returns undefined for other data. `h224` always means frames in packets over RTP, whatever protocol it names. */
export function h224FormOf({ application }: H245.DataApplicationCapability): H224Form | undefined {
  if ('h224' in application) return 'h224';
  if (!('genericDataCapability' in application)) return undefined;
  const { capabilityIdentifier } = application.genericDataCapability;
  return 'standard' in capabilityIdentifier && capabilityIdentifier.standard === H224_CAPABILITY
    ? 'generic'
    : undefined;
}

/** The data capability, if the peer receives it. */
export function receivedData(capability: H245.Capability): H245.DataApplicationCapability | undefined {
  if ('receiveDataApplicationCapability' in capability) return capability.receiveDataApplicationCapability;
  return 'receiveAndTransmitDataApplicationCapability' in capability
    ? capability.receiveAndTransmitDataApplicationCapability
    : undefined;
}
