/** `npm run bench:sip`: the SIP edge alone, then the whole gateway. */
import { cpus } from 'node:os';
import { benchGateway } from './gateway-joins.ts';
import { benchSipEdge } from './sip-edge.ts';
import { MEASURED_CORE, SIPP_CORE } from './sipp-run.ts';

const figures = { ...(await benchSipEdge()), ...(await benchGateway()) };
const conditions = {
  node: process.version,
  cpu: cpus()[0]?.model ?? '',
  cores: cpus().length,
  measuredCore: MEASURED_CORE,
  sippCore: SIPP_CORE,
  edge: 'INVITE-180-200-ACK-BYE-200, SDP of SIPp, 10 s at each rate',
  gateway:
    'INVITE with G.722 and H.264, PIN look-up, 50 meetings, 1 s in the meeting, mixed sound sent, 8 s at each rate',
};
console.log(JSON.stringify({ bench: 'sip', conditions, figures }));
