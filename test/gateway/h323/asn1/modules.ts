/** All schema data, and the codecs of the PDUs by name. */
import * as asn1 from '../../../../gateway/h323/asn1/index.ts';
import type { Codec } from '../../../../gateway/h323/asn1/index.ts';
import { h225 } from '../../../../gateway/h323/asn1/generated/h225.ts';
import { h235 } from '../../../../gateway/h323/asn1/generated/h235.ts';
import { h245 } from '../../../../gateway/h323/asn1/generated/h245.ts';
import { h46018 } from '../../../../gateway/h323/asn1/generated/h46018.ts';
import { h46019 } from '../../../../gateway/h323/asn1/generated/h46019.ts';

export const modules = { h225, h235, h245, h46018, h46019 };

/** Every PDU: its codec, and the place of its type. */
export const PDUS: readonly { readonly codec: Codec<unknown>; readonly module: string; readonly type: string }[] = [
  { codec: asn1.H323UserInformation as Codec<unknown>, module: 'h225', type: 'H323-UserInformation' },
  { codec: asn1.RasMessage as Codec<unknown>, module: 'h225', type: 'RasMessage' },
  {
    codec: asn1.MultimediaSystemControlMessage as Codec<unknown>,
    module: 'h245',
    type: 'MultimediaSystemControlMessage',
  },
  { codec: asn1.IncomingCallIndication as Codec<unknown>, module: 'h46018', type: 'IncomingCallIndication' },
  { codec: asn1.LRQKeepAliveData as Codec<unknown>, module: 'h46018', type: 'LRQKeepAliveData' },
  { codec: asn1.TraversalParameters as Codec<unknown>, module: 'h46019', type: 'TraversalParameters' },
  { codec: asn1.ClearToken as Codec<unknown>, module: 'h235', type: 'ClearToken' },
  { codec: asn1.H235Key as Codec<unknown>, module: 'h235', type: 'H235Key' },
];

export const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

/** The octets of a vector; spaces are ignored, and `#` begins a comment. */
export const octets = (text: string): Uint8Array =>
  Uint8Array.from(Buffer.from(text.replaceAll(/#.*$/gm, '').replaceAll(/\s+/g, ''), 'hex'));
