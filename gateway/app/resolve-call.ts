import type { Registry } from '../../registry/index.ts';
import type { Resolution } from '../core/call.ts';
import type { DialTarget } from '../core/dial-string.ts';
import type { LegInfo } from '../core/leg.ts';
import type { EndReason } from '../core/reason.ts';

/**
 * Which device calls, and which meeting it may enter. A wrong passcode is answered as an unknown PIN is: whoever
 * guesses must not learn which PINs exist.
 */
export async function resolveCall(registry: Registry, info: LegInfo, target: DialTarget): Promise<Resolution> {
  const { protocol, userAgent, vendor } = info;
  const device = registry.lookupDevice({ protocol, ...(userAgent !== undefined && { userAgent }), ...(vendor && { vendor }) });
  const refuse = (reason: EndReason): Resolution => ({ ok: false, device, reason });
  if (target.kind === 'entry') return refuse('address-incomplete');
  if (target.kind === 'unknown') return refuse('unknown-pin');
  const meeting = await registry.resolvePin(target.pin, target.passcode);
  if (meeting === undefined || !meeting.passcodeOk) return refuse('unknown-pin');
  if (meeting.ended) return refuse('meeting-ended');
  if (meeting.locked) return refuse('meeting-locked');
  return { ok: true, device, meeting: { meetingId: meeting.meetingId, accountId: meeting.accountId, role: meeting.role } };
}
