/**
 * The stage of the call scenarios: a real registry, media plane and meetings, and devices of any protocol.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { pino } from 'pino';
import { afterEach, beforeEach, expect } from 'vitest';
import type { Prompts } from '../../../gateway/app/meeting/meetings.ts';
import { Dispatch } from '../../../gateway/app/call/dispatch.ts';
import { Events } from '../../../gateway/app/observe/events.ts';
import { createMetrics, type Metrics } from '../../../gateway/app/observe/metrics.ts';
import { PinGuard } from '../../../gateway/app/call/pin-guard.ts';
import { PinResolver } from '../../../gateway/app/call/resolve-call.ts';
import { Meetings } from '../../../gateway/app/meeting/meetings.ts';
import { readSites, type SiteOptions } from '../../../gateway/app/setup/sites.ts';
import type { CallFact, CallFacts } from '../../../gateway/core/call/call.ts';
import { systemClock } from '../../../base/system-clock.ts';
import { IVR_DEFAULTS } from '../../../gateway/core/call/ivr.ts';
import type { EndReason } from '../../../gateway/core/reason.ts';
import { PROMPTS } from '../../../gateway/core/call/prompts.ts';
import { audioClip, type MediaDescription, type MediaPlane, type TransportAddress } from '../../../media/index.ts';
import { audioStream, offerOf } from '../../fakes/descriptions.ts';
import { openTestRegistry, type TestRegistry } from '../../fakes/registry.ts';
import { heardBy, openFakeStream, PCMU, playTone, until, type FakeStream } from '../../media/fake-room.ts';
import { openTestPlane } from '../../media/plane-fixture.ts';
import { amplitudeOf } from '../../media/signal.ts';
import type { OpenDriver, RoomCall, RoomCallOptions, RoomDriver, Seen } from './leg-driver.ts';

interface Finished {
  readonly facts: CallFacts;
  readonly reason: EndReason;
}

interface Stage {
  readonly registry: TestRegistry;
  readonly plane: MediaPlane;
  readonly meetings: Meetings;
  readonly dispatch: Dispatch;
  readonly driver: RoomDriver;
  readonly finished: readonly Finished[];
  readonly facts: readonly CallFact[];
  readonly errors: readonly unknown[];
  /** Decisions about content, cameras and shared computers. */
  readonly metrics: Metrics;
  readonly lockouts: readonly number[];
}

interface StageOptions {
  readonly ports?: { readonly min: number; readonly max: number };
  readonly maxCalls?: number;
  readonly capacity?: number;
  readonly workers?: number;
  readonly maxLobbies?: number;
  /** Bandwidth limits, as `bandwidth` in the configuration. */
  readonly bandwidth?: Partial<SiteOptions>;
  /** Wrong PINs before the common address of all devices is locked out. */
  readonly pinFailures?: number;
}

/** Unit: Hz. */
export const PROMPT_TONE = 600;
/** Each prompt is a beep of 400 ms. */
const prompts: Prompts = new Map(
  PROMPTS.map((name) => [
    name,
    audioClip(Int16Array.from({ length: 6400 }, (_, i) => 9000 * Math.sin((2 * Math.PI * PROMPT_TONE * i) / 16_000))),
  ]),
);

const OURS: ReadonlySet<string> = new Set(['meet.chime.in', '10.0.0.1']);

export interface Joined {
  readonly call: RoomCall;
  readonly device: FakeStream;
  /** The gateway's address for its audio. */
  readonly to: TransportAddress;
}

/** Opens a stage before each scenario, checks that nothing is left after it, and returns the tools of scenarios. */
export function useStage(open: OpenDriver, firstPort: number) {
  let stage: Stage;
  const closing: (() => void)[] = [];

  async function openStage({
    ports = { min: firstPort, max: firstPort + 99 },
    maxCalls = 100,
    capacity = 100,
    workers = 1,
    maxLobbies = 10,
    pinFailures = 1000,
    bandwidth = {},
  }: StageOptions = {}): Promise<Stage> {
    const registry = await openTestRegistry();
    const plane = await openTestPlane(ports, { drainTime: 0, workers });
    const metrics = createMetrics();
    const events = new Events({ metrics, log: pino({ level: 'silent' }), registry: registry.registry, now: Date.now });
    const [finished, facts, errors, lockouts]: [Finished[], CallFact[], unknown[], number[]] = [[], [], [], []];
    const meetings = new Meetings(plane, {
      capacity,
      cname: 'gateway',
      maxLobbiesPerSource: maxLobbies,
      ...readSites({ maxCallRate: 0, total: 0, sites: [], ...bandwidth }),
      clock: systemClock,
      policies: (id) => registry.registry.meetingPolicies(id),
      prompts,
      onDecision: (fact) => events.onDecision(fact),
      onError: (error) => void errors.push(error),
    });
    const dispatch = new Dispatch({
      registry: registry.registry,
      pins: new PinResolver({
        registry: registry.registry,
        guard: new PinGuard({ failures: pinFailures, first: 500 }),
        now: Date.now,
        clock: systemClock,
        onGuessing: () => void lockouts.push(1),
      }),
      meetings,
      context: {
        audio: plane.audioCodecs,
        video: true,
        dtls: true,
        maxVideoBitrate: 1_400_000,
        isOurs: (host) => OURS.has(host),
        ivr: IVR_DEFAULTS,
        hostTimeout: 600_000,
      },
      clock: systemClock,
      observer: {
        onFact: (_, fact) => void facts.push(fact),
        onFinished: (known, reason) => void finished.push({ facts: known, reason }),
        onError: (_, error) => void errors.push(error),
      },
      maxCalls,
      now: () => Date.now(),
    });
    return {
      registry,
      plane,
      meetings,
      dispatch,
      driver: await open(dispatch.listener),
      finished,
      facts,
      errors,
      metrics,
      lockouts,
    };
  }

  /** Replaces the stage that each scenario starts with. */
  async function restage(options: StageOptions): Promise<void> {
    await closeStage();
    stage = await openStage(options);
  }

  async function closeStage(): Promise<void> {
    await stage.driver.close();
    await stage.plane.close();
    await stage.registry.registry.close();
  }

  async function nothingLeft(): Promise<void> {
    await until(
      'no call and no room left',
      () => stage.dispatch.size === 0 && stage.meetings.size === 0 && stage.driver.left() === 0,
    );
    const used = async (): Promise<readonly number[]> => {
      const { ports, workers } = await stage.plane.stats();
      return [ports.used, ...workers.flatMap(({ bridges, members }) => [bridges, members])];
    };
    await expect
      .poll(used, { timeout: 3000, interval: 10 })
      .toEqual([0, ...(await stage.plane.stats()).workers.flatMap(() => [0, 0])]);
  }

  beforeEach(async () => {
    stage = await openStage();
  });

  afterEach(async () => {
    for (const close of closing.splice(0)) close();
    await nothingLeft();
    expect(stage.errors).toEqual([]);
    await closeStage();
  });

  async function stream(): Promise<FakeStream> {
    const made = await openFakeStream();
    closing.push(() => made.close());
    return made;
  }

  const audioOf = (device: FakeStream, more: Parameters<typeof audioStream>[1] = {}): MediaDescription =>
    offerOf(audioStream(['PCMU'], { rtp: device.address, ...more }));

  const dial = (options: Partial<RoomCallOptions> & Pick<RoomCallOptions, 'offer'>): RoomCall =>
    stage.driver.call({ dial: stage.registry.pin, ...options });

  async function see<T extends Seen['type']>(call: RoomCall, type: T): Promise<Seen & { readonly type: T }> {
    const seen = await call.next();
    if (seen.type !== type) expect(seen).toBe(type);
    return seen as Seen & { readonly type: T };
  }

  const audioTo = ({ streams }: MediaDescription): TransportAddress =>
    streams.find(({ kind }) => kind === 'audio')?.rtp ?? { address: '', port: 0 };

  async function join(options: Partial<RoomCallOptions> = {}): Promise<Joined> {
    const device = await stream();
    const call = dial({ offer: audioOf(device), ...options });
    const { media } = await see(call, 'accepted');
    call.acknowledge();
    return { call, device, to: audioTo(media) };
  }

  async function refused(reason: EndReason, options: Partial<RoomCallOptions> = {}): Promise<string> {
    const before = stage.finished.length;
    const call = dial({ offer: audioOf(await stream()), ...options });
    const seen = await see(call, 'rejected');
    expect(seen.reason).toBe(stage.driver.words('rejected', reason));
    expect(stage.finished.slice(before).map((finished) => finished.reason)).toEqual([reason]);
    return seen.whole;
  }

  const reasons = (): readonly EndReason[] => stage.finished.map(({ reason }) => reason);

  async function hangUp(...calls: readonly RoomCall[]): Promise<void> {
    const before = stage.finished.length;
    for (const call of calls) call.hangUp();
    await until('the ends', () => stage.finished.length === before + calls.length);
    expect(reasons().slice(before)).toEqual(calls.map(() => 'hung-up'));
  }

  async function newMeeting(passcode?: string): Promise<{ readonly id: string; readonly pin: string }> {
    const { meeting, pin } = await stage.registry.admin.createMeeting(stage.registry.accountId, {
      title: 'Other',
      ...(passcode !== undefined && { passcode }),
    });
    return { id: meeting.id, pin };
  }

  const speak = ({ device, to }: Joined, frequency: number): void =>
    void closing.push(playTone(device, to, PCMU, frequency));
  const hears = ({ device }: Joined, frequency: number): boolean =>
    device.packets.length > 10 && amplitudeOf(heardBy(device, PCMU, 200), frequency, 8000) > 5000;

  return {
    get stage() {
      return stage;
    },
    restage,
    nothingLeft,
    stream,
    audioOf,
    audioTo,
    dial,
    see,
    join,
    refused,
    reasons,
    hangUp,
    newMeeting,
    speak,
    hears,
    closing,
  };
}

/** Live mediasoup workers among the children of this process. */
export function workerProcesses(): readonly number[] {
  const children = readdirSync('/proc/self/task').flatMap((task) =>
    readFileSync(`/proc/self/task/${task}/children`, 'utf8').trim().split(' '),
  );
  const isWorker = (status: string): boolean => /^Name:\s*mediasoup/m.test(status) && !/^State:\s*Z/m.test(status);
  return children.filter((pid) => pid !== '' && isWorker(readFileSync(`/proc/${pid}/status`, 'utf8'))).map(Number);
}
