/** A leg without a protocol: events go straight to the listener, commands are what the device sees. */
import type { LegCommand, LegEvent, LegInfo, LegListener, SignallingLeg } from '../../gateway/core/leg.ts';
import { Secret } from '../../base/secret.ts';
import type { MediaDescription } from '../../media/port.ts';
import type {
  Offer,
  OpenDriver,
  RoomCall,
  RoomCallOptions,
  RoomDriver,
  Seen,
} from '../gateway/scenarios/leg-driver.ts';
import { Mailbox } from './mailbox.ts';

export class FakeLeg implements SignallingLeg, RoomCall {
  readonly commands: LegCommand[] = [];
  readonly #listener: LegListener;
  readonly #onOver: () => void;
  readonly #seen = new Mailbox<Seen>();
  #over = false;
  /** Called with each command before it is recorded. */
  onCommand: (command: LegCommand) => void = () => {};

  constructor(listener: LegListener, onOver: () => void) {
    this.#listener = listener;
    this.#onOver = onOver;
  }

  call(info: LegInfo, offer: Offer): void {
    this.emit({ type: 'incoming', info, offer: typeof offer === 'string' ? undefined : offer });
    if (offer === 'broken') this.emit({ type: 'badMedia', initial: true });
  }

  emit(event: LegEvent): void {
    if (this.#over) return;
    if (event.type === 'ended') {
      this.#over = true;
      this.#onOver();
    }
    this.#listener(this, event);
  }

  command(command: LegCommand): void {
    if (this.#over) return;
    this.onCommand(command);
    this.commands.push(command);
    const seen = seenOf(command);
    if (seen !== undefined) this.#seen.put(seen);
    // Never from within a command.
    if (command.type === 'reject' || command.type === 'end')
      queueMicrotask(() => this.emit({ type: 'ended', reason: command.reason }));
  }

  next(): Promise<Seen> {
    return this.#seen.take('a command');
  }

  get unseen(): readonly Seen[] {
    return this.#seen.items;
  }

  acknowledge(answer?: MediaDescription): void {
    if (answer !== undefined) this.answer(answer);
    this.emit({ type: 'established' });
  }

  hangUp(): void {
    this.emit({ type: 'ended', reason: this.commands.length === 0 ? 'cancelled' : 'hung-up' });
  }

  offer(offer: Offer): void {
    if (offer === 'broken') this.emit({ type: 'badMedia', initial: false });
    else this.emit({ type: 'mediaOffered', offer: offer === 'none' ? undefined : offer });
  }

  answer(answer: MediaDescription): void {
    this.emit({ type: 'mediaAnswered', answer });
  }

  refuseOffer(): void {
    this.emit({ type: 'mediaRefused' });
  }

  share(wants: boolean): void {
    this.emit({ type: wants ? 'floorRequested' : 'floorReleased' });
  }

  requestKeyframe(): void {
    this.emit({ type: 'keyframeRequested' });
  }

  key(digit: string): void {
    this.emit({ type: 'digit', digit, way: 'info' });
  }

  transfer(dial: string): void {
    this.emit({ type: 'transferRequested', dialled: { user: new Secret(dial), host: 'meet.chime.in' } });
  }
}

function seenOf(command: LegCommand): Seen | undefined {
  switch (command.type) {
    case 'accept':
      return { type: 'accepted', media: command.media };
    case 'reject':
      return { type: 'rejected', reason: command.reason, whole: JSON.stringify(command) };
    case 'answerMedia':
      return { type: 'answered', media: command.media };
    case 'rejectMedia':
      return { type: 'refused', reason: command.reason };
    case 'offerMedia':
      return { type: 'offered', media: command.media };
    case 'requestKeyframe':
      return { type: 'keyframe' };
    case 'limitBitrate':
      return { type: 'limited', bitrate: command.bitrate };
    case 'probe':
      return { type: 'probed' };
    case 'floor':
      return { type: 'floor', decision: command.decision };
    case 'showContent':
      return { type: 'content', on: command.on };
    case 'acceptTransfer':
      return { type: 'transferAccepted' };
    case 'reportTransfer':
      return { type: 'transferred', outcome: command.outcome };
    case 'end':
      return { type: 'ended', reason: command.reason };
    default:
      return command satisfies never;
  }
}

/** `protocol`: the protocol for look-ups in the registry's profiles. */
export const openFakeLegs: OpenDriver = (listener) => {
  let calls = 0;
  let left = 0;
  const call = ({ dial, host = 'meet.chime.in', userAgent, offer }: RoomCallOptions): RoomCall => {
    left++;
    const info: LegInfo = {
      callId: `fake-${++calls}`,
      protocol: 'sip',
      direction: 'inbound',
      dialled: { user: new Secret(dial), host },
      source: { address: '127.0.0.1', port: 1720 },
      family: 4,
      ...(userAgent !== undefined && { userAgent }),
    };
    const leg = new FakeLeg(listener, () => void left--);
    leg.call(info, offer);
    return leg;
  };
  const driver: RoomDriver = {
    call,
    words: (_, reason) => reason,
    soundPorts: 2,
    left: () => left,
    close: () => Promise.resolve(),
  };
  return Promise.resolve(driver);
};
