/** Which signs of life keep the paths of a call open: idle connections to 1720 are cut after minutes by firewalls. Pure. */
import type { KeepAlive } from '../../../registry/port.ts';

/** `tpkt` and `h245-tpkt`: an empty TPKT on the signalling connection, on that of H.245. */
export type Sign = KeepAlive | 'h245-tpkt';

/**
 * What the device's profile names; else a RoundTripDelayRequest, which every terminal must answer (H.245 §8.9), and an
 * empty TPKT where no H.245 message passes.
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
