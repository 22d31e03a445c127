/** The Prometheus metrics: base units, and labels from closed sets or from the registry only. */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { Counter, Gauge, Histogram, Registry as Prometheus, collectDefaultMetrics } from 'prom-client';

/** Values that are read at each scrape. */
export interface ScrapeSources {
  readonly activeCalls: () => number;
  readonly activeMeetings: () => number;
  /** Expiry of certificates by name, Unix ms. */
  readonly certificates: () => ReadonlyMap<string, number>;
  readonly sip: () => {
    readonly clientTransactions: number;
    readonly serverTransactions: number;
    readonly connections: number;
    readonly timers: number;
  };
  readonly h323: () => { readonly connections: number; readonly calls: number; readonly registrations: number };
  readonly media: () => Promise<{
    readonly ports: Readonly<Record<'total' | 'used' | 'draining', number>>;
    readonly workers: readonly {
      readonly id: number;
      readonly state: string;
      readonly bridges: number;
      readonly members: number;
      readonly eventLoopDelayP99: number;
    }[];
  }>;
  readonly reportRtp: () => Promise<void>;
  readonly relay?: () => readonly { readonly instance: string; readonly up: boolean; readonly sessions: number }[];
}

const SECONDS_TO_ANSWER = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

export type Metrics = ReturnType<typeof createMetrics>;

export function createMetrics() {
  const registry = new Prometheus();
  const registers = [registry];
  collectDefaultMetrics({ register: registry, prefix: 'roomgate_' });
  const counter = <L extends string>(name: string, help: string, labelNames: readonly L[]) =>
    new Counter({ name: `roomgate_${name}`, help, labelNames: [...labelNames], registers });
  const histogram = <L extends string>(name: string, help: string, labelNames: readonly L[], buckets: number[]) =>
    new Histogram({ name: `roomgate_${name}`, help, labelNames: [...labelNames], buckets, registers });
  return {
    registry,
    calls: counter('calls_total', 'Calls that ended, by how.', ['protocol', 'direction', 'result', 'reason']),
    callsByDevice: counter('device_calls_total', 'Calls that ended, by the device that the registry recognised.', [
      'vendor',
      'model',
      'firmware',
      'rule',
      'result',
    ]),
    answer: histogram('call_answer_seconds', 'INVITE or SETUP to answer.', ['protocol'], SECONDS_TO_ANSWER),
    firstMedia: histogram(
      'call_first_media_seconds',
      'INVITE or SETUP to the first RTP packet.',
      ['protocol', 'kind', 'way'],
      SECONDS_TO_ANSWER,
    ),
    duration: histogram(
      'call_duration_seconds',
      'Answer to end.',
      ['protocol'],
      [1, 10, 60, 300, 900, 1800, 3600, 7200, 14_400],
    ),
    codecsOffered: counter('codecs_offered_total', 'Codecs that devices offered.', ['codec']),
    codecsChosen: counter('codecs_chosen_total', 'Codecs that calls run with.', ['kind', 'codec']),
    keyframes: counter('keyframe_requests_total', 'Keyframe requests by signalling.', ['way']),
    pinEntries: counter('pin_entries_total', 'PINs and passcodes that were keyed in, by what came of it.', [
      'protocol',
      'outcome',
    ]),
    pinGuessing: counter('pin_guessing_total', 'Sources and devices that were slowed down for too many wrong PINs.', [
      'protocol',
    ]),
    moves: counter(
      'call_moves_total',
      'Calls that went on with other sockets: transfers, PINs that lead to another media worker, workers that died.',
      ['protocol', 'cause', 'outcome'],
    ),
    control: counter(
      'control_decisions_total',
      'Decisions about shared content, cameras and shared computers, by why.',
      ['control', 'outcome', 'reason'],
    ),
    probes: counter('call_probes_total', 'Questions by signalling to rooms that sent neither RTP nor RTCP.', [
      'protocol',
    ]),
    rtpPackets: counter('rtp_packets_total', 'RTP packets.', ['kind', 'direction']),
    rtpBytes: counter('rtp_bytes_total', 'Bytes of RTP packets.', ['kind', 'direction']),
    rtpLost: counter('rtp_packets_lost_total', 'RTP packets of devices that never came (RFC 3550 A.3).', ['kind']),
    rtpDiscarded: counter(
      'rtp_packets_discarded_total',
      'Packets from other sources than the device, or that are no RTP.',
      ['kind'],
    ),
    rtpNotAuthentic: counter('srtp_packets_discarded_total', 'SRTP packets that were not authentic, or came twice.', [
      'kind',
    ]),
    notAuthentic: counter(
      'srtp_failures_total',
      'Streams whose SRTP was not authentic or was replayed: once for each since its keys were agreed, with a log entry.',
      ['kind', 'failure'],
    ),
    encryption: counter(
      'call_encryption_total',
      'Calls by how their media is encrypted, counted when that is agreed or changes.',
      ['protocol', 'method'],
    ),
    rtpJitter: histogram(
      'rtp_jitter_seconds',
      'Interarrival jitter of a stream at its last report (RFC 3550 A.8).',
      ['kind'],
      [0.001, 0.005, 0.01, 0.02, 0.04, 0.08, 0.16],
    ),
    audioPlayed: counter(
      'audio_packets_played_total',
      'Audio packets of devices whose sound was played in its turn, or passed over as nobody would have heard it.',
      [],
    ),
    audioLate: counter('audio_packets_late_total', 'Audio packets of devices that came after their turn.', []),
    audioConcealed: counter(
      'audio_concealed_seconds_total',
      'Sound that was made up for audio packets that were lost or late.',
      [],
    ),
    audioDelay: histogram(
      'audio_target_delay_seconds',
      'How long a device’s audio waits in the jitter buffer, at its last report.',
      [],
      [0.025, 0.05, 0.075, 0.1, 0.15, 0.2],
    ),
    videoRecovered: counter(
      'video_packets_recovered_total',
      'Video packets of devices that came because they were asked for again (NACK).',
      [],
    ),
    videoResent: counter(
      'video_packets_resent_total',
      'Video packets that devices asked for again (NACK) and were sent.',
      [],
    ),
    videoTooHigh: counter(
      'video_too_high_total',
      'Times that a device’s picture became larger or faster than somebody who was to see it decodes.',
      [],
    ),
    videoKeyframes: counter(
      'video_keyframes_requested_total',
      'Keyframes that devices were asked for, by RTCP or signalling.',
      [],
    ),
    sipRetransmissions: counter(
      'sip_retransmissions_total',
      'SIP messages sent again, or received again and absorbed.',
      ['what', 'method'],
    ),
    parseFailures: counter('parse_failures_total', 'Messages that could not be read.', ['layer', 'kind']),
    sipRefused: counter('sip_refused_total', 'SIP requests refused before they were calls, or changed one.', [
      'reason',
    ]),
    sipTimeouts: counter('sip_timeouts_total', 'SIP timers that gave up.', ['timer']),
    sipConnections: counter('sip_connection_changes_total', 'SIP connections opened, closed and refused.', [
      'transport',
      'change',
    ]),
    sipServerChanges: counter(
      'sip_server_changes_total',
      'Connections with drachtio-servers: made, lost, refused; calls that outlasted them or did not.',
      ['change'],
    ),
    tlsFailures: counter('tls_failures_total', 'TLS connections that did not come about, by why.', [
      'listener',
      'failure',
    ]),
    certificateChanges: counter(
      'certificate_events_total',
      'Certificates that were loaded, loaded again, could not be used, or expire within two weeks.',
      ['name', 'change'],
    ),
    h323Refused: counter('h323_refused_total', 'H.323 connections and SETUPs refused before they were calls.', [
      'reason',
    ]),
    h323Connections: counter('h323_connection_changes_total', 'H.323 call signalling connections opened and closed.', [
      'change',
    ]),
    ras: counter('ras_events_total', 'Registrations, admissions and refusals of our gatekeeper.', ['event', 'reason']),
    membership: counter(
      'gatekeeper_events_total',
      'Our registration with the configured gatekeeper: got, lost, refused.',
      ['event'],
    ),
    workerChanges: counter('media_worker_changes_total', 'Media workers that started, got ready or died.', ['state']),
    relayChanges: counter('relay_instance_changes_total', 'Media relays that came up, went down or started anew.', [
      'instance',
      'change',
    ]),
    relayCalls: counter(
      'relay_calls_total',
      'Calls at the media relay: anchored, refused, moving, moved to another instance, lost; and why.',
      ['change', 'why'],
    ),
    relayRequests: histogram(
      'relay_request_seconds',
      'Commands to media relays, by what came of them.',
      ['instance', 'command', 'outcome'],
      [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5],
    ),
    relayLoss: histogram(
      'relay_loss_ratio',
      'Packets lost on a stream through a media relay, as RTCP tells; one sample for each question.',
      ['instance'],
      [0.001, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2],
    ),
    relayJitter: histogram(
      'relay_jitter_seconds',
      'Jitter of a stream through a media relay, likewise.',
      ['instance'],
      [0.001, 0.005, 0.01, 0.02, 0.04, 0.08, 0.16],
    ),
    relayMos: histogram(
      'relay_mos',
      'Mean opinion score of a stream through a media relay, 1 to 5, likewise.',
      ['instance'],
      [1, 2, 2.5, 3, 3.5, 4, 4.2, 4.4],
    ),
    relayRoundTrip: histogram(
      'relay_round_trip_seconds',
      'Round trip of a stream through a media relay, likewise.',
      ['instance'],
      [0.001, 0.01, 0.025, 0.05, 0.1, 0.2, 0.4],
    ),
    errors: counter('errors_total', 'Faults of the gateway itself, each with a log entry.', []),
  };
}

/** Gauges and packet counts; the returned function updates them and must be called before each scrape. */
export function observeAtScrape({ registry }: Metrics, sources: ScrapeSources): () => Promise<void> {
  const gauge = <L extends string = never>(name: string, help: string, labelNames: readonly L[] = []) =>
    new Gauge({ name: `roomgate_${name}`, help, labelNames: [...labelNames], registers: [registry] });
  const calls = gauge('calls_active', 'Calls now.');
  const meetings = gauge('meetings_active', 'Meetings that somebody is in.');
  const transactions = gauge('sip_transactions', 'SIP transactions held.', ['side']);
  const connections = gauge('sip_connections', 'SIP connections open.');
  const timers = gauge('sip_timers', 'SIP timers set.');
  const registrations = gauge('ras_registrations', 'Devices registered with our gatekeeper.');
  const h323Connections = gauge('h323_connections', 'H.323 call signalling connections open.');
  const ports = gauge('media_ports', 'UDP ports of the RTP range, by state.', ['state']);
  const workerUp = gauge('media_worker_up', '1 when the media worker is ready.', ['worker']);
  const workerBridges = gauge('media_worker_bridges', 'Live meetings on the media worker.', ['worker']);
  const workerMembers = gauge('media_worker_members', 'Calls on the media worker.', ['worker']);
  const workerDelay = gauge(
    'media_worker_event_loop_delay_seconds',
    'Event-loop delay of the media worker, 99th percentile.',
    ['worker'],
  );
  const relayUp = gauge('relay_up', '1 when the media relay answers.', ['instance']);
  const relaySessions = gauge('relay_sessions', 'Calls on the media relay.', ['instance']);
  const certificates = gauge('certificate_expiry_timestamp_seconds', 'When the certificate expires, Unix time.', [
    'name',
  ]);
  const delay = gauge(
    'event_loop_delay_seconds',
    'Event-loop delay of the signalling thread since the last scrape; 1: the longest.',
    ['quantile'],
  );
  const loop = monitorEventLoopDelay({ resolution: 10 });
  loop.enable();
  return async () => {
    calls.set(sources.activeCalls());
    meetings.set(sources.activeMeetings());
    for (const [name, at] of sources.certificates()) certificates.set({ name }, at / 1000);
    const sip = sources.sip();
    transactions.set({ side: 'client' }, sip.clientTransactions);
    transactions.set({ side: 'server' }, sip.serverTransactions);
    connections.set(sip.connections);
    timers.set(sip.timers);
    const h323 = sources.h323();
    h323Connections.set(h323.connections);
    registrations.set(h323.registrations);
    for (const { instance, up, sessions } of sources.relay?.() ?? []) {
      relayUp.set({ instance }, up ? 1 : 0);
      relaySessions.set({ instance }, sessions);
    }
    for (const quantile of [0.5, 0.99, 1]) delay.set({ quantile }, loop.percentile(quantile * 100) / 1e9);
    loop.reset();
    const [media] = await Promise.all([sources.media(), sources.reportRtp()]);
    for (const [state, count] of Object.entries(media.ports)) ports.set({ state }, count);
    for (const { id: worker, state, ...load } of media.workers) {
      workerUp.set({ worker }, state === 'ready' ? 1 : 0);
      workerBridges.set({ worker }, load.bridges);
      workerMembers.set({ worker }, load.members);
      workerDelay.set({ worker }, load.eventLoopDelayP99);
    }
  };
}
