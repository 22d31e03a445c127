/** H.460.19 MEDIA-TRAVERSAL: schema data. Made by scripts/asn1/compile.ts, not to be edited. */
import type { ModuleSchema } from '../schema.ts';

export const h46019: ModuleSchema = {
  TraversalParameters: {
    is: 'SEQUENCE',
    of: [
      ['multiplexedMediaChannel', 'h245:TransportAddress', '?'],
      ['multiplexedMediaControlChannel', 'h245:TransportAddress', '?'],
      ['multiplexID', { is: 'INTEGER', min: 0, max: 4294967295 }, '?'],
      ['keepAliveChannel', 'h245:TransportAddress', '?'],
      ['keepAlivePayloadType', { is: 'INTEGER', min: 0, max: 127 }, '?'],
      ['keepAliveInterval', 'h225:TimeToLive', '?'],
    ],
    more: [],
  },
};
