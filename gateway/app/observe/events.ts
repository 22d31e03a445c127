/** One function per kind of event: it is counted, logged and, at the end of a call, recorded. */
import type { Logger } from 'pino';
import type { RelayFact, StreamStats } from '../../../media/port.ts';
import type { CallRecord, Registry } from '../../../registry/port.ts';
import type { CallFact, CallFacts } from '../../core/call/call.ts';
import type { LegInfo } from '../../core/leg.ts';
import { RateLimiter } from '../../core/rate-limit.ts';
import { resultOf, type EndReason } from '../../core/reason.ts';
import type { H323Fact } from '../../h323/index.ts';
import type { EndpointFact, RasFact } from '../../h323/ras/index.ts';
import type { SipEdgeFact } from '../../sip/edge.ts';
import type { RelayedCallFact } from '../../sip/relayed-call/call.ts';
import type { CallObserver } from '../call/call-runner.ts';
import type { TlsFailed } from '../../net/tls.ts';
import type { ControlFact } from '../meeting/live-meeting.ts';
import type { CertificateFact } from '../setup/tls-files.ts';
import type { Metrics } from './metrics.ts';

/** The call or meeting that a fault belongs to, if known. */
export interface FaultSubject {
  readonly callId?: string;
  readonly meetingId?: string;
}

export interface EventsOptions {
  readonly metrics: Metrics;
  readonly log: Logger;
  readonly registry: Pick<Registry, 'recordCall' | 'recordEvent'>;
  /** Unix time in ms. */
  readonly now: () => number;
}

const CONTROL_NAMES: Readonly<Record<ControlFact['control'], string>> = {
  content: 'ContentFloor',
  camera: 'CameraControl',
  'remote-control': 'RemoteControl',
};
const METHODS: ReadonlySet<string> = new Set([
  'INVITE',
  'ACK',
  'BYE',
  'CANCEL',
  'OPTIONS',
  'REGISTER',
  'INFO',
  'UPDATE',
  'PRACK',
  'REFER',
  'NOTIFY',
  'MESSAGE',
  'SUBSCRIBE',
]);

export class Events implements CallObserver {
  readonly #metrics: Metrics;
  readonly #log: Logger;
  readonly #registry: Pick<Registry, 'recordCall' | 'recordEvent'>;
  readonly #now: () => number;
  /** Limits the log lines about refused TLS connections. */
  readonly #tlsLogged = new RateLimiter({ perSecond: 0.2, burst: 5, maxSources: 1000 });

  constructor({ metrics, log, registry, now }: EventsOptions) {
    this.#metrics = metrics;
    this.#log = log;
    this.#registry = registry;
    this.#now = now;
  }

  onFact(info: LegInfo, fact: CallFact): void {
    const { protocol, callId } = info;
    switch (fact.type) {
      case 'answered':
        this.#metrics.answer.observe({ protocol }, fact.afterMs / 1000);
        this.#log.info({ callId, afterMs: fact.afterMs }, 'call answered');
        return;
      case 'firstMedia':
        this.#metrics.firstMedia.observe({ protocol, kind: fact.kind, way: fact.way }, fact.afterMs / 1000);
        return;
      case 'codecsOffered':
        for (const codec of fact.names) this.#metrics.codecsOffered.inc({ codec });
        return;
      case 'codecChosen':
        this.#metrics.codecsChosen.inc({ kind: fact.kind, codec: fact.name });
        return;
      case 'keyframe':
        this.#metrics.keyframes.inc({ way: fact.way });
        return;
      case 'pinEntry':
        this.#metrics.pinEntries.inc({ protocol, outcome: fact.outcome });
        return;
      case 'move':
        this.#metrics.moves.inc({ protocol, cause: fact.cause, outcome: fact.outcome });
        this.#log.info({ callId, cause: fact.cause, outcome: fact.outcome }, 'call moved');
        return;
      case 'probe':
        this.#metrics.probes.inc({ protocol });
        return;
      case 'encryption':
        this.#metrics.encryption.inc({ protocol, method: fact.method });
        return;
      case 'notAuthentic':
        this.#metrics.notAuthentic.inc({ kind: fact.kind, failure: fact.failure });
        this.#log.warn({ callId, kind: fact.kind, failure: fact.failure }, 'SRTP is not authentic');
        return;
      default:
        fact satisfies never;
    }
  }

  onFinished(facts: CallFacts, reason: EndReason): void {
    const { info, device } = facts;
    const { protocol, direction, callId } = info;
    const result = resultOf(reason);
    const endedAt = this.#now();
    this.#metrics.calls.inc({ protocol, direction, result, reason });
    if (facts.answeredAt !== undefined)
      this.#metrics.duration.observe({ protocol }, (endedAt - facts.answeredAt) / 1000);
    const seen = {
      vendor: device?.vendor ?? 'other',
      model: device?.model ?? 'other',
      firmware: device?.firmwareLine ?? 'other',
      rule: device?.rule ?? 'default',
    };
    this.#metrics.callsByDevice.inc({ ...seen, result });
    const record: CallRecord = {
      callId,
      ...(info.signallingId !== undefined && { signallingId: info.signallingId }),
      protocol,
      direction,
      startedAt: facts.startedAt,
      endedAt,
      result,
      reason,
      vendor: seen.vendor,
      model: seen.model,
      firmwareLine: seen.firmware,
      matchRule: seen.rule,
      sourceAddress: info.source.address,
      ...(device?.device?.proven === true && { deviceId: device.device.id }),
      ...(device?.firmware !== undefined && { firmware: device.firmware }),
      ...softwareOf(facts),
      ...(facts.answeredAt !== undefined && { answeredAt: facts.answeredAt }),
      ...(facts.meeting && { meetingId: facts.meeting.meetingId, accountId: facts.meeting.accountId }),
      ...(facts.audioCodec !== undefined && { audioCodec: facts.audioCodec }),
      ...(facts.videoCodec !== undefined && { videoCodec: facts.videoCodec }),
      ...(facts.encryption && { encryption: facts.encryption }),
      ...(facts.content && { content: facts.content }),
    };
    // Text invented by a peer goes into the record only.
    const { software: _, ...told } = record;
    this.#log.info(told, 'call ended');
    this.#registry.recordCall(record).catch((error) => this.onError(info, error));
  }

  /** `stats`: the increase since the last report of the same streams. */
  onRtp(stats: readonly StreamStats[]): void {
    const metrics = this.#metrics;
    for (const { kind, ...count } of stats) {
      metrics.rtpPackets.inc({ kind, direction: 'received' }, count.packetsReceived);
      metrics.rtpPackets.inc({ kind, direction: 'sent' }, count.packetsSent);
      metrics.rtpBytes.inc({ kind, direction: 'received' }, count.bytesReceived);
      metrics.rtpBytes.inc({ kind, direction: 'sent' }, count.bytesSent);
      metrics.rtpLost.inc({ kind }, Math.max(0, count.packetsLost));
      metrics.rtpDiscarded.inc({ kind }, count.packetsDiscarded);
      metrics.rtpNotAuthentic.inc({ kind }, count.notAuthentic ?? 0);
      if (count.packetsReceived > 0) metrics.rtpJitter.observe({ kind }, count.jitter);
      if (kind === 'audio') this.#onAudio(count);
      else if (kind !== 'camera') this.#onVideo(count);
    }
  }

  #onAudio({ packetsReceived, played = 0, late = 0, concealed = 0, targetDelay }: Omit<StreamStats, 'kind'>): void {
    const metrics = this.#metrics;
    metrics.audioPlayed.inc(played);
    metrics.audioLate.inc(late);
    metrics.audioConcealed.inc(concealed / 1000);
    if (packetsReceived > 0 && targetDelay !== undefined) metrics.audioDelay.observe(targetDelay / 1000);
  }

  #onVideo({ recovered = 0, resent = 0, tooHigh = 0, keyframesRequested }: Omit<StreamStats, 'kind'>): void {
    const metrics = this.#metrics;
    metrics.videoRecovered.inc(recovered);
    metrics.videoResent.inc(resent);
    metrics.videoTooHigh.inc(tooHigh);
    metrics.videoKeyframes.inc(keyframesRequested);
  }

  /** A fault of the gateway itself, with its call or meeting. */
  onError(of: FaultSubject | undefined, error: unknown): void {
    this.#metrics.errors.inc();
    this.#log.error({ callId: of?.callId, meetingId: of?.meetingId, err: error }, 'fault');
  }

  /** A source or device has guessed so many PINs that it is slowed down. */
  onGuessing({ protocol, callId, source }: LegInfo, proven: boolean): void {
    this.#metrics.pinGuessing.inc({ protocol });
    this.#log.warn({ callId, source: source.address, proven }, 'too many wrong PINs');
    this.#registry
      .recordEvent({
        name: 'PinGuessing',
        source: source.address,
        parameters: { protocol, callId, proven: String(proven) },
      })
      .catch((error) => this.onError(undefined, error));
  }

  /** Each decision about sharing, a camera or a shared computer. */
  onDecision({ control, outcome, reason, meetingId, accountId, call, about, quiet = false }: ControlFact): void {
    this.#metrics.control.inc({ control, outcome, reason });
    if (quiet) return;
    this.#log.info({ control, outcome, reason, meetingId, callId: call?.callId, about }, 'control');
    const parameters = {
      outcome,
      reason,
      meetingId,
      ...(call && { callId: call.callId }),
      ...(about !== undefined && { about }),
    };
    const refused =
      outcome === 'denied'
        ? {
            error: {
              code: 'AccessDenied',
              message: control === 'content' ? 'sharing is not available' : 'remote control is not available',
            },
          }
        : {};
    const event = { name: CONTROL_NAMES[control], source: call?.source ?? '', accountId, parameters, ...refused };
    this.#registry.recordEvent(event).catch((error) => this.onError(undefined, error));
  }

  onSdpFailure(kind: string): void {
    this.#metrics.parseFailures.inc({ layer: 'sdp', kind });
  }

  onSipFact(fact: SipEdgeFact): void {
    const metrics = this.#metrics;
    switch (fact.type) {
      case 'parseFailure':
        return metrics.parseFailures.inc({ layer: 'sip', kind: fact.kind });
      case 'retransmission':
        return metrics.sipRetransmissions.inc({
          what: fact.what,
          method: METHODS.has(fact.method) ? fact.method : 'other',
        });
      case 'refused':
        return metrics.sipRefused.inc({ reason: fact.reason });
      case 'timeout':
        return metrics.sipTimeouts.inc({ timer: fact.timer });
      case 'handlerFault':
        // Counted by `onError`, with its kind.
        return undefined;
      case 'connection':
        return metrics.sipConnections.inc({ transport: fact.transport, change: fact.change });
      case 'server':
        return this.#onSipServer(fact);
      default:
        return fact satisfies never;
    }
  }

  #onSipServer({ change, server, calls, detail }: SipEdgeFact & { type: 'server' }): void {
    this.#metrics.sipServerChanges.inc({ change });
    const level = change === 'connected' || change === 'resumed' ? 'info' : 'warn';
    this.#log[level]({ server, change, calls, detail }, `SIP server ${change}`);
  }

  /** Each is counted; in a flood only some are logged. */
  onTlsFailed({ listener, failure, source }: TlsFailed): void {
    this.#metrics.tlsFailures.inc({ listener, failure });
    if (this.#tlsLogged.admit(source, this.#now()))
      this.#log.warn({ listener, failure, source }, 'TLS connection refused');
  }

  onCertificateFact(fact: CertificateFact): void {
    const { type, name } = fact;
    this.#metrics.certificateChanges.inc({ name, change: type });
    if (fact.type === 'unusable')
      return void this.#log.error(
        { certificate: name, problem: fact.problem },
        'certificate cannot be used; the one before goes on',
      );
    const level = type === 'expired' ? 'error' : type === 'expires' ? 'warn' : 'info';
    this.#log[level]({ certificate: name, validTo: new Date(fact.validTo).toISOString() }, `certificate ${type}`);
  }

  onH323Fact(fact: H323Fact): void {
    switch (fact.type) {
      case 'badMessage':
        this.#metrics.parseFailures.inc({ layer: fact.layer, kind: kindOf(fact.error) });
        this.#log.warn(
          {
            layer: fact.layer,
            source: fact.source,
            problem: fact.error instanceof Error ? fact.error.message : undefined,
          },
          'H.323 message that cannot be read',
        );
        return;
      case 'refused':
        return this.#metrics.h323Refused.inc({ reason: fact.reason });
      case 'connection':
        return this.#metrics.h323Connections.inc({ change: fact.change });
      default:
        return fact satisfies never;
    }
  }

  onRasFact(fact: RasFact): void {
    this.#metrics.ras.inc({
      event: fact.type,
      reason: fact.type === 'refused' || fact.type === 'unregistered' || fact.type === 'disengaged' ? fact.reason : '',
    });
    const { type, ...known } = fact;
    if (type === 'fault') this.onError(undefined, new Error(fact.detail));
    else if (type === 'malformed' || type === 'refused') this.#log.warn(known, `RAS ${type}`);
    else if (type === 'registered' || type === 'unregistered') this.#log.info(known, `H.323 device ${type}`);
  }

  onMembershipFact(fact: EndpointFact): void {
    this.#metrics.membership.inc({ event: fact.type });
    if (fact.type === 'registered') this.#log.info('registered with the gatekeeper');
    else
      this.#log.warn(
        { problem: fact.type === 'refused' ? fact.reason : fact.type === 'fault' ? fact.detail : undefined },
        `gatekeeper: ${fact.type}`,
      );
  }

  onRelayFact(fact: RelayFact): void {
    const { instance } = fact;
    switch (fact.type) {
      case 'instance':
        this.#metrics.relayChanges.inc({ instance, change: fact.change });
        this.#log[fact.change === 'up' ? 'info' : 'error'](
          { instance, calls: fact.sessions },
          `media relay ${fact.change}`,
        );
        return;
      case 'request':
        this.#metrics.relayRequests.observe({ instance, command: fact.command, outcome: fact.outcome }, fact.seconds);
        return;
      case 'quality':
        for (const { loss, jitter, mos, roundTrip } of fact.streams) {
          this.#metrics.relayLoss.observe({ instance }, loss);
          this.#metrics.relayJitter.observe({ instance }, jitter);
          if (mos !== undefined) this.#metrics.relayMos.observe({ instance }, mos);
          if (roundTrip !== undefined) this.#metrics.relayRoundTrip.observe({ instance }, roundTrip);
        }
        return;
      default:
        fact satisfies never;
    }
  }

  onRelayedCall({ callId, instance, change, why }: RelayedCallFact): void {
    this.#metrics.relayCalls.inc({ change, why: why ?? '' });
    const level = change === 'refused' || change === 'lost' ? 'error' : change === 'moving' ? 'warn' : 'info';
    if (change !== 'anchored') this.#log[level]({ callId, instance, why }, `call ${change} at the media relay`);
  }

  onWorkerState(worker: number, state: string): void {
    this.#metrics.workerChanges.inc({ state });
    if (state === 'dead') this.#log.error({ worker }, 'media worker died');
    else this.#log.info({ worker, state }, 'media worker');
  }
}

/** Kinds of decoding errors, as named by the codecs. */
function kindOf(error: unknown): string {
  const kind = error instanceof Error && 'kind' in error ? error.kind : undefined;
  return typeof kind === 'string' ? kind : 'other';
}

const MAX_SOFTWARE = 128;

/** The device's own words, to identify it when no profile matches. */
function softwareOf({ info, vendor }: CallFacts): { readonly software?: string } {
  const t35 = vendor && `${vendor.t35.country}/${vendor.t35.extension}/${vendor.t35.manufacturer}`;
  const words = vendor === undefined ? (info.userAgent ?? '') : `${vendor.product} ${vendor.version} (T.35 ${t35})`;
  const software = words
    .replaceAll(/[^ -~]/g, '')
    .trim()
    .slice(0, MAX_SOFTWARE);
  return software === '' ? {} : { software };
}
