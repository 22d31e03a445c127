/** Events at the gatekeeper, for metrics and the log. They contain no texts of peers. */
import type { TransportAddress } from '../../../media/port.ts';

export type RasFact =
  | {
      readonly type: 'registered';
      readonly deviceId?: string;
      readonly traversal: boolean;
      readonly from: TransportAddress;
    }
  | { readonly type: 'unregistered'; readonly reason: 'asked' | 'expired' | 'dismissed'; readonly deviceId?: string }
  | { readonly type: 'refused'; readonly message: string; readonly reason: string; readonly from: TransportAddress }
  | { readonly type: 'admitted'; readonly callId: string; readonly from: TransportAddress }
  | { readonly type: 'disengaged'; readonly callId: string; readonly reason: 'asked' | 'silent' | 'unregistered' }
  /** An undecodable datagram: the field and the octet. */
  | { readonly type: 'malformed'; readonly path: string; readonly offset: number; readonly from: TransportAddress }
  | { readonly type: 'limited'; readonly from: TransportAddress }
  | { readonly type: 'fault'; readonly detail: string };
