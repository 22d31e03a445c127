import { admissionOf, type DeviceMatch, type MeetingMatch, type Registry } from '../../../registry/index.ts';
import type { Meeting, PinOutcome, Resolution } from '../../core/call/call.ts';
import type { DialTarget } from '../../core/dial-string.ts';
import type { LegInfo } from '../../core/leg.ts';
import type { Pin } from '../../../base/secret.ts';
import type { PinGuard } from './pin-guard.ts';

/** Which device calls, and which meeting it may enter; what it did not dial it can key in. */
export async function resolveCall(pins: PinResolver, info: LegInfo, target: DialTarget): Promise<Resolution> {
  const { registry } = pins;
  const { protocol, userAgent, vendor, names, source } = info;
  const device = await registry.identifyDevice({
    protocol,
    source: source.address,
    ...(names && { aliases: names }),
    ...(userAgent !== undefined && { userAgent }),
    ...(vendor && { vendor }),
  });
  if (target.kind === 'unknown') return { outcome: 'refused', device, reason: 'unknown-pin' };
  if (target.kind === 'entry') return { outcome: 'entry', device };
  const found = await pins.resolve(info, device, target.pin, target.passcode);
  switch (found.type) {
    case 'meeting':
      return { outcome: 'meeting', device, meeting: found.meeting };
    case 'passcode-needed':
      return { outcome: 'entry', device, pin: target.pin };
    case 'wrong':
      return { outcome: 'refused', device, reason: 'unknown-pin' };
    case 'refused':
      return { outcome: 'refused', device, reason: found.reason };
    default:
      return found satisfies never;
  }
}

export interface PinResolverOptions {
  readonly registry: Registry;
  readonly guard: PinGuard;
  /** Unix ms. */
  readonly now: () => number;
  /** Somebody has given too many wrong ones. */
  readonly onLockout: (info: LegInfo) => void;
}

/** Look-ups of PINs, with the wrong ones counted across calls. */
export class PinResolver {
  readonly registry: Registry;
  readonly #options: PinResolverOptions;

  constructor(options: PinResolverOptions) {
    this.registry = options.registry;
    this.#options = options;
  }

  async resolve(
    info: LegInfo,
    device: DeviceMatch | undefined,
    pin: Pin,
    passcode: Pin | undefined,
  ): Promise<PinOutcome> {
    const { registry, guard, now, onLockout } = this.#options;
    const who = guessers(info, device);
    if (guard.isLocked(who, now())) return { type: 'refused', reason: 'pin-lockout' };
    const outcome = await lookUp(registry, device, pin, passcode);
    if (outcome.type === 'wrong' && guard.wrong(who, now()).length > 0) onLockout(info);
    return outcome;
  }
}

/** Whose wrong PINs they count as: the source's, and the device's, wherever it calls from. One that only calls itself so must not lock out the real one. */
const guessers = ({ source }: LegInfo, device: DeviceMatch | undefined): readonly string[] => [
  `source ${source.address}`,
  ...(device?.device?.proven === true ? [`device ${device.device.id}`] : []),
];

/** A wrong passcode is answered as an unknown PIN is, after the same look-up. Hosts may enter a meeting that is locked. */
async function lookUp(
  registry: Registry,
  device: DeviceMatch | undefined,
  pin: Pin,
  passcode: Pin | undefined,
): Promise<PinOutcome> {
  const found = await registry.resolvePin(pin, passcode);
  if (found === undefined) return { type: 'wrong' };
  if (!found.passcodeOk) return { type: passcode === undefined ? 'passcode-needed' : 'wrong' };
  if (found.ended) return { type: 'refused', reason: 'meeting-ended' };
  if (found.locked && found.role !== 'host') return { type: 'refused', reason: 'meeting-locked' };
  const admission = admissionOf(found.unregisteredDevices, found.accountId, device?.device);
  if (admission === 'refuse') return { type: 'refused', reason: 'device-not-registered' };
  return { type: 'meeting', meeting: meetingOf(found, admission === 'limit') };
}

/** `limited`: as where attendees wait for the host. */
const meetingOf = (
  { meetingId, accountId, role, waitsForHost, policies }: MeetingMatch,
  limited: boolean,
): Meeting => ({ meetingId, accountId, role, waitsForHost: waitsForHost || limited, policies });
