import { admissionOf, type DeviceMatch, type MeetingMatch, type Registry } from '../../../registry/index.ts';
import type { Clock } from '../../../base/clock.ts';
import type { DialledPin, Meeting, PinOutcome, Resolution } from '../../core/call/call.ts';
import type { DialTarget } from '../../core/dial-string.ts';
import type { LegInfo } from '../../core/leg.ts';
import type { Pin } from '../../../base/secret.ts';
import type { PinGuard } from './pin-guard.ts';

/** Identifies the calling device and the dialled meeting; missing parts can be keyed in. */
export async function resolveCall(
  pins: PinResolver,
  info: LegInfo,
  target: DialTarget,
  proven: boolean,
): Promise<Resolution> {
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
  const { pin, passcode } = target;
  if (pins.isCareful(info, device))
    return { outcome: 'entry', device, dialled: { pin, ...(passcode && { passcode }) } };
  const found = await pins.resolve(info, device, { pin, ...(passcode && { passcode }) }, proven);
  switch (found.type) {
    case 'meeting':
      return { outcome: 'meeting', device, meeting: found.meeting };
    case 'passcode-needed':
      return { outcome: 'entry', device, pin };
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
  /** Unix time in ms. */
  readonly now: () => number;
  readonly clock: Clock;
  /** Called when a source or device has guessed so often that it is slowed down. */
  readonly onGuessing: (info: LegInfo, proven: boolean) => void;
}

/** Looks up PINs and counts wrong ones across calls. */
export class PinResolver {
  readonly registry: Registry;
  readonly #options: PinResolverOptions;

  constructor(options: PinResolverOptions) {
    this.registry = options.registry;
    this.#options = options;
  }

  isCareful(info: LegInfo, device: DeviceMatch | undefined): boolean {
    return this.#options.guard.isCareful(guessingKeys(info, device), this.#options.now());
  }

  /** The answer, right or wrong, comes late for a source or device that guesses. `proven`: see `PinGuard`. */
  async resolve(
    info: LegInfo,
    device: DeviceMatch | undefined,
    { pin, passcode }: DialledPin,
    proven: boolean,
  ): Promise<PinOutcome> {
    const { registry, guard, now, clock, onGuessing } = this.#options;
    const keys = guessingKeys(info, device);
    const wait = guard.wait(keys, now());
    const outcome = await lookUp(registry, device, pin, passcode);
    if (wait > 0) await new Promise<void>((resolve) => clock.after(wait, resolve));
    if (outcome.type === 'meeting') guard.recordSuccess(keys);
    if (outcome.type === 'wrong' && guard.recordFailure(keys, proven, now()).length > 0) onGuessing(info, proven);
    return outcome;
  }
}

/**
 * The keys under which wrong PINs count: the source, and the proven device wherever it calls from. A device that
 * merely claims a name must not slow down the real one.
 */
const guessingKeys = ({ source }: LegInfo, device: DeviceMatch | undefined): readonly string[] => [
  `source ${source.address}`,
  ...(device?.device?.proven === true ? [`device ${device.device.id}`] : []),
];

/** A wrong passcode is answered like an unknown PIN, after the same look-up. Hosts may enter a locked meeting. */
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

/** `limited`: with the restrictions of a meeting that waits for its host. */
const meetingOf = (
  { meetingId, accountId, role, waitsForHost, policies }: MeetingMatch,
  limited: boolean,
): Meeting => ({ meetingId, accountId, role, waitsForHost: waitsForHost || limited, policies });
