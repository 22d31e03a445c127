/**
 * Chooses the messages that keep the paths of a call open: firewalls cut idle connections to 1720 after minutes.
 * Pure.
 */
import type { KeepAlive } from '../../../registry/port.ts';

/** `tpkt`, `h245-tpkt`: an empty TPKT on the signalling connection or the H.245 connection. */
export type Sign = KeepAlive | 'h245-tpkt';

/**
 * The methods named in the device's profile. Default: a RoundTripDelayRequest, which every terminal must answer
 * (H.245 §8.9), and an empty TPKT on connections that carry no H.245.
 */
export function keepAliveOf(
  profile: KeepAlive | undefined,
  { session, ownConnection }: { readonly session: boolean; readonly ownConnection: boolean },
): readonly Sign[] {
  const onSignalling: Sign = profile === undefined || profile === 'round-trip' ? 'tpkt' : profile;
  if (!session) return [onSignalling];
  if (ownConnection) return [onSignalling, profile === 'tpkt' ? 'h245-tpkt' : 'round-trip'];
  return [profile ?? 'round-trip'];
}
