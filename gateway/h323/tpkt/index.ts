export { encodeTpkt, MAX_TPKT_PAYLOAD, TpktError, TpktFramer } from './tpkt.ts';
export type { TpktErrorKind } from './tpkt.ts';
