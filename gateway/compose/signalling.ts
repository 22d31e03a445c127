/** Signalling of both protocols, and the calls and live meetings behind it. */
import type { TransportAddress } from '../../media/port.ts';
import { systemClock, systemRandom } from '../../base/system-clock.ts';
import { Dispatch } from '../app/call/dispatch.ts';
import { PinGuard } from '../app/call/pin-guard.ts';
import { PinResolver } from '../app/call/resolve-call.ts';
import { Meetings } from '../app/meeting/meetings.ts';
import { LoopDelay, loopHistogram } from '../app/observe/loop-delay.ts';
import { readSites } from '../app/setup/sites.ts';
import type { CallContext } from '../core/call/call.ts';
import { IVR_DEFAULTS } from '../core/call/ivr.ts';
import { Authenticator } from '../sip/auth.ts';
import type { SipAddress, SipEdge } from '../sip/edge.ts';
import { Registrar } from '../sip/registrar.ts';
import { createH323, type H323Side } from './h323.ts';
import type { Parts } from './parts.ts';
import { callHandler, createEdge, edgeOptions } from './sip.ts';

/** The addresses that devices can call. */
export interface Listening {
  readonly sip: readonly SipAddress[];
  /** H.323 call signalling, over TCP. */
  readonly h323: readonly TransportAddress[];
  /** Our gatekeeper, over UDP. */
  readonly ras: readonly TransportAddress[];
}

/** The listeners of both protocols, and the calls and live meetings behind them. */
export interface Signalling {
  readonly edge: SipEdge;
  readonly h323: H323Side | undefined;
  readonly dispatch: Dispatch;
  readonly meetings: Meetings;
  readonly pinGuard: PinGuard;
  listen(): Promise<Listening>;
  close(): Promise<void>;
}

export function createSignalling(parts: Parts): Signalling {
  const { config, opened, plane, events, bound, isOurs, realm } = parts;
  const meetings = new Meetings(plane, {
    capacity: config.calls.maxPerMeeting,
    cname: realm,
    maxLobbies: config.calls.maxEntering,
    maxLobbiesPerSource: config.calls.maxEnteringPerSource,
    ...readSites(config.bandwidth),
    clock: systemClock,
    policies: (meetingId) => opened.registry.meetingPolicies(meetingId),
    prompts: parts.prompts,
    onDecision: (fact) => events.onDecision(fact),
    onRtp: (stats) => events.onRtp(stats),
    onError: (error, of) => events.onError(of, error),
  });
  const pinGuard = new PinGuard({ failures: config.calls.pinFailures, first: config.calls.pinDelay * 1000 });
  const dispatch = new Dispatch({
    registry: opened.registry,
    meetings,
    pins: new PinResolver({
      registry: opened.registry,
      guard: pinGuard,
      now: Date.now,
      clock: systemClock,
      onGuessing: (info, proven) => events.onGuessing(info, proven),
    }),
    clock: systemClock,
    context: callContext(parts),
    observer: events,
    maxCalls: config.calls.max,
    now: Date.now,
  });
  const histogram = loopHistogram();
  const loop = new LoopDelay({ limit: config.calls.maxLoopDelay, clock: systemClock, histogram });
  const isOverloaded = (): boolean => loop.late;
  const edge = createEdge(config.sip, { ...edgeOptions(parts), isOverloaded });
  const h323 = createH323({
    config,
    bound,
    events,
    registry: opened.registry,
    listener: dispatch.listener,
    isOverloaded,
    audioCodecs: plane.audioCodecs,
    ...(parts.tls.h323 && { tls: parts.tls.h323 }),
  });
  const authenticator = new Authenticator(realm, systemClock, systemRandom);
  const registrar = new Registrar({ registry: opened.registry, authenticator, isOurs, now: Date.now });
  return {
    edge,
    h323,
    dispatch,
    meetings,
    pinGuard,
    listen: async () => {
      const sip = await edge.listen(callHandler(parts, dispatch, registrar));
      const { signalling = [], ras = [] } = (await h323?.listen()) ?? {};
      return { sip, h323: signalling, ras };
    },
    close: async () => {
      loop.close();
      histogram.disable();
      await Promise.all([edge.close(), h323?.close()]);
    },
  };
}

const callContext = ({ config, plane, isOurs }: Parts): CallContext => ({
  audio: plane.audioCodecs,
  video: config.media.video,
  maxVideoBitrate: config.media.maxVideoBitrate,
  dtls: config.media.dtlsPort !== null,
  isOurs,
  ivr: { ...IVR_DEFAULTS, tries: config.calls.pinTries },
  hostTimeout: config.calls.hostTimeout * 1000,
});
