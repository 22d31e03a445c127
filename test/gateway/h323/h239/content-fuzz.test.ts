/** Devices and meetings that do anything with a shared screen. The same seed gives the same run. */
import { describe, expect, it } from 'vitest';
import { toH245Address } from '../../../../gateway/h323/address.ts';
import type { H245 } from '../../../../gateway/h323/asn1/index.ts';
import { asPresentation } from '../../../../gateway/h323/h239/extended-video.ts';
import { encodeH239, type H239Message } from '../../../../gateway/h323/h239/messages.ts';
import { capabilitySetOf } from '../../../../gateway/h323/h245/capabilities.ts';
import { videoCapability } from '../../../../gateway/h323/h245/data-type.ts';
import { h224Data } from '../../../../gateway/h323/h245/h224.ts';
import { command, request, response, type Message } from '../../../../gateway/h323/h245/message.ts';
import { H245Session, type SessionEvent } from '../../../../gateway/h323/h245/session.ts';
import type { MediaDescription } from '../../../../media/port.ts';
import { FakeClock } from '../../../fakes/clock.ts';
import { h264 } from '../../../fakes/descriptions.ts';
import { seededNumbers, seededRandom } from '../../../fakes/memory-network.ts';
import { ALL } from '../content.ts';

/** ms within which a device that has lost the floor stops, by itself or on request. */
const STOPPED = 3_000;
const STEP = 2_000;
const BASELINE = videoCapability(h264(0x42_80_1f, 1), 1_000_000);
const SCREEN: H245.DataType = { videoData: asPresentation(BASELINE) };
/** Main channels have smaller numbers and are not used here. */
const NUMBERS = [0, 7, 8, 901, 300];

class Run {
  readonly #next: () => number;
  readonly #clock = new FakeClock();
  readonly #session: H245Session;
  /** Channels that the session has opened and the device has not answered. */
  readonly #unanswered: number[] = [];
  /** The floor from the meeting's point of view. */
  #floor: 'none' | 'asked' | 'held' | 'revoked' = 'none';
  /** The last time at which the device had the floor. */
  #heldAt = 0;
  #accepted: boolean | undefined;
  #shown = false;
  #media: MediaDescription | undefined;
  readonly faults: string[] = [];
  readonly reached = { requested: 0, held: 0, received: 0, accepted: 0, released: 0 };

  constructor(seed: number) {
    this.#next = seededNumbers(seed);
    this.#session = new H245Session({
      clock: this.#clock,
      random: seededRandom(seed),
      send: (message) => this.#onSent(message),
      onEvent: (event) => this.#onEvent(event),
    });
    this.#session.prepare(ALL);
    this.#session.start();
    const open = (number: number, dataType: H245.DataType, sessionID: number): Message =>
      this.#open(number, dataType, sessionID);
    this.#say(
      response({ terminalCapabilitySetAck: { sequenceNumber: 1 } }),
      request({ terminalCapabilitySet: capabilitySetOf(ALL, 1) }),
      response({ masterSlaveDeterminationAck: { decision: { master: null } } }),
    );
    for (const number of this.#unanswered.splice(0)) this.#say(this.#ack(number));
    this.#say(open(1, { audioData: { g711Ulaw64k: 20 } }, 1), open(2, { videoData: BASELINE }, 2));
  }

  step(): void {
    const [act] = [
      this.#any([
        () => this.#message(),
        () => this.#message(),
        () => this.#message(),
        () => this.#meeting(),
        () => this.#clock.advance(Math.floor(this.#next() * STEP)),
      ]),
    ];
    act();
    this.#session.flush();
    this.#check();
  }

  /** The number of remaining timers. */
  end(): number {
    this.#session.close();
    return this.#clock.pending;
  }

  #any<T>(list: readonly T[]): T {
    return list[Math.floor(this.#next() * list.length)] as T;
  }

  #say(...messages: readonly Message[]): void {
    for (const message of messages) this.#session.receive(message);
    this.#session.flush();
  }

  #open(number: number, dataType: H245.DataType, sessionID: number): Message {
    const h2250LogicalChannelParameters: H245.H2250LogicalChannelParameters = {
      sessionID,
      ...(this.#next() < 0.8 && { mediaControlChannel: toH245Address({ address: '10.0.0.9', port: 6001 }) }),
      dynamicRTPPayloadType: 110,
    };
    return request({
      openLogicalChannel: {
        forwardLogicalChannelNumber: number,
        forwardLogicalChannelParameters: { dataType, multiplexParameters: { h2250LogicalChannelParameters } },
      },
    });
  }

  #ack(number: number): Message {
    return response({
      openLogicalChannelAck: {
        forwardLogicalChannelNumber: number,
        forwardMultiplexAckParameters: {
          h2250LogicalChannelAckParameters: { mediaChannel: toH245Address({ address: '10.0.0.9', port: 5000 }) },
        },
      },
    });
  }

  #message(): void {
    const channel = this.#any(NUMBERS);
    const [label, accepted] = [this.#any([0, 258]), this.#next() < 0.7];
    const theirs = Math.max(3, channel);
    const pending = this.#unanswered.shift();
    const h239 = (message: H239Message): Message => encodeH239(message);
    const ways: readonly (() => Message)[] = [
      () => h239({ type: 'presentationTokenRequest', label, channel, symmetryBreaking: this.#any([0, 1, 64, 127]) }),
      () => h239({ type: 'presentationTokenResponse', label, channel, accepted }),
      () => h239({ type: 'presentationTokenRelease', label, channel }),
      () => h239({ type: 'presentationTokenIndicateOwner', label, channel }),
      () => h239({ type: 'flowControlReleaseRequest', channel, bitRate: this.#any([0, 12_000, 65_535]) }),
      () =>
        this.#open(
          theirs,
          this.#any([
            SCREEN,
            SCREEN,
            { data: h224Data('generic') },
            { multiplePayloadStream: { elements: [{ dataType: SCREEN }] } },
          ]),
          this.#any([0, 32, 3]),
        ),
      () => request({ closeLogicalChannel: { forwardLogicalChannelNumber: theirs, source: { user: null } } }),
      () =>
        pending === undefined
          ? h239({ type: 'presentationTokenResponse', label, channel, accepted: true })
          : accepted
            ? this.#ack(pending)
            : response({
                openLogicalChannelReject: { forwardLogicalChannelNumber: pending, cause: { unspecified: null } },
              }),
      () => command({ miscellaneousCommand: { logicalChannelNumber: theirs, type: { videoFastUpdatePicture: null } } }),
    ];
    this.#say(this.#any(ways)());
  }

  #meeting(): void {
    const decide = (decision: 'granted' | 'denied' | 'revoked'): void => this.#session.decideFloor(decision);
    if (this.#floor === 'asked') {
      const isGranted = this.#next() < 0.7;
      this.#floor = isGranted ? 'held' : 'none';
      if (isGranted) this.reached.held++;
      decide(isGranted ? 'granted' : 'denied');
    } else if (this.#floor === 'held' && this.#next() < 0.5) {
      this.#floor = 'revoked';
      decide('revoked');
    } else {
      this.#shown = !this.#shown;
      this.#accepted = undefined;
      this.#session.showContent(this.#shown);
    }
  }

  #onSent(message: Message): void {
    if ('request' in message && 'openLogicalChannel' in message.request)
      this.#unanswered.push(message.request.openLogicalChannel.forwardLogicalChannelNumber);
  }

  #onEvent(event: SessionEvent): void {
    if (event.type === 'media') this.#media = event.description;
    if (event.type === 'floorRequested') {
      if (this.#floor === 'asked' || this.#floor === 'held') this.faults.push(`asked while ${this.#floor}`);
      this.#floor = 'asked';
      this.reached.requested++;
    }
    if (event.type === 'floorReleased') {
      if (this.#floor !== 'asked' && this.#floor !== 'held') this.faults.push(`released while ${this.#floor}`);
      this.#floor = 'none';
      this.reached.released++;
    }
    if (event.type !== 'contentAccepted') return;
    if (!this.#shown) this.faults.push('accepted what is not shown');
    if (this.#accepted === event.accepted) this.faults.push('accepted twice');
    this.#accepted = event.accepted;
    if (event.accepted) this.reached.accepted++;
    const content = this.#media?.streams.find(({ role }) => role === 'content');
    if (event.accepted && content?.direction !== 'recvonly' && content?.direction !== 'sendrecv')
      this.faults.push('accepted before the media was told');
  }

  #check(): void {
    const [audio, video, content] = this.#media?.streams ?? [];
    if (audio?.direction !== 'sendrecv' || video?.direction !== 'sendrecv')
      this.faults.push(`sound is ${audio?.direction}, picture ${video?.direction}`);
    if (this.#floor === 'held') this.#heldAt = this.#clock.now();
    const isReceived = content?.direction === 'sendonly' || content?.direction === 'sendrecv';
    if (!isReceived) return;
    this.reached.received++;
    // Time passes in steps: the last event may have been at the end of the step.
    if (this.#clock.now() - this.#heldAt >= STOPPED + STEP) this.faults.push(`shares while ${this.#floor}`);
  }
}

describe('a device and a meeting that do anything', () => {
  it.each(Array.from({ length: 20 }, (_, index) => index + 1))('never violate the rules (seed %i)', (seed) => {
    const run = new Run(seed);
    for (let count = 0; count < 1500; count++) run.step();
    expect(run.faults).toEqual([]);
    expect(run.end()).toBe(0);
    for (const times of Object.values(run.reached)) expect(times).toBeGreaterThan(0);
  });
});
