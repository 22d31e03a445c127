/** H.460.18 SIGNALLING-TRAVERSAL: schema data. Made by scripts/asn1/compile.ts, not to be edited. */
import type { ModuleSchema } from '../schema.ts';

export const h46018: ModuleSchema = {
  IncomingCallIndication: {
    is: 'SEQUENCE',
    of: [
      ['callSignallingAddress', 'h225:TransportAddress'],
      ['callID', 'h225:CallIdentifier'],
    ],
    more: [],
  },
  LRQKeepAliveData: {
    is: 'SEQUENCE',
    of: [
      ['lrqKeepAliveInterval', 'h225:TimeToLive'],
    ],
    more: [],
  },
};
