/** The Prometheus metrics: base units, and labels from closed sets or from the registry only. */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { Counter, Gauge, Histogram, Registry as Prometheus, collectDefaultMetrics } from 'prom-client';

/** What is asked at each scrape. */
export interface ScrapeSources {
  readonly activeCalls: () => number;
  readonly activeRooms: () => number;
  readonly sip: () => { readonly clientTransactions: number; readonly serverTransactions: number; readonly connections: number };
  readonly media: () => Promise<{
    readonly ports: Readonly<Record<'total' | 'used' | 'draining', number>>;
    readonly workers: readonly { readonly id: number; readonly state: string; readonly rooms: number; readonly members: number; readonly eventLoopDelayP99: number }[];
  }>;
  readonly reportRtp: () => Promise<void>;
}

const SECONDS_TO_ANSWER = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

export type Metrics = ReturnType<typeof createMetrics>;

export function createMetrics() {
  const registry = new Prometheus();
  const registers = [registry];
  collectDefaultMetrics({ register: registry, prefix: 'roomgate_' });
  const counter = <L extends string>(name: string, help: string, labelNames: readonly L[]) => new Counter({ name: `roomgate_${name}`, help, labelNames: [...labelNames], registers });
  const histogram = <L extends string>(name: string, help: string, labelNames: readonly L[], buckets: number[]) =>
    new Histogram({ name: `roomgate_${name}`, help, labelNames: [...labelNames], buckets, registers });
  return {
    registry,
    calls: counter('calls_total', 'Calls that ended, by how.', ['protocol', 'direction', 'result', 'reason']),
    callsByDevice: counter('device_calls_total', 'Calls that ended, by the device that the registry recognised.', ['vendor', 'model', 'firmware', 'rule', 'result']),
    answer: histogram('call_answer_seconds', 'INVITE or SETUP to answer.', ['protocol'], SECONDS_TO_ANSWER),
    firstMedia: histogram('call_first_media_seconds', 'INVITE or SETUP to the first RTP packet.', ['protocol', 'kind', 'way'], SECONDS_TO_ANSWER),
    duration: histogram('call_duration_seconds', 'Answer to end.', ['protocol'], [1, 10, 60, 300, 900, 1800, 3600, 7200, 14_400]),
    codecsOffered: counter('codecs_offered_total', 'Codecs that devices offered.', ['codec']),
    codecsChosen: counter('codecs_chosen_total', 'Codecs that calls run with.', ['kind', 'codec']),
    keyframes: counter('keyframe_requests_total', 'Keyframe requests by signalling.', ['way']),
    rtpPackets: counter('rtp_packets_total', 'RTP packets.', ['kind', 'direction']),
    rtpBytes: counter('rtp_bytes_total', 'Bytes of RTP packets.', ['kind', 'direction']),
    rtpLost: counter('rtp_packets_lost_total', 'RTP packets of devices that never came (RFC 3550 A.3).', ['kind']),
    rtpDiscarded: counter('rtp_packets_discarded_total', 'Packets from other sources than the device, or that are no RTP.', ['kind']),
    rtpJitter: histogram('rtp_jitter_seconds', 'Interarrival jitter of a stream at its last report (RFC 3550 A.8).', ['kind'], [0.001, 0.005, 0.01, 0.02, 0.04, 0.08, 0.16]),
    sipRetransmissions: counter('sip_retransmissions_total', 'SIP messages sent again, or received again and absorbed.', ['what', 'method']),
    parseFailures: counter('parse_failures_total', 'Messages that could not be read.', ['layer', 'kind']),
    sipRefused: counter('sip_refused_total', 'SIP requests refused before they were calls.', ['reason']),
    sipTimeouts: counter('sip_timeouts_total', 'SIP timers that gave up.', ['timer']),
    sipConnections: counter('sip_connection_changes_total', 'SIP connections opened, closed and refused.', ['transport', 'change']),
    workerChanges: counter('media_worker_changes_total', 'Media workers that started, got ready or died.', ['state']),
    errors: counter('errors_total', 'Faults of the gateway itself, each with a log entry.', []),
  };
}

/** Gauges, read when Prometheus asks. */
export function observeAtScrape({ registry }: Metrics, sources: ScrapeSources): void {
  const registers = [registry];
  const gauge = (name: string, help: string, read: () => number): void => {
    new Gauge({ name: `roomgate_${name}`, help, registers, collect() { this.set(read()); } });
  };
  gauge('calls_active', 'Calls now.', sources.activeCalls);
  gauge('rooms_active', 'Meetings that somebody is in.', sources.activeRooms);
  const transactions = new Gauge({ name: 'roomgate_sip_transactions', help: 'SIP transactions held.', labelNames: ['side'], registers });
  gauge('sip_connections', 'SIP connections open.', () => sources.sip().connections);
  const ports = new Gauge({ name: 'roomgate_media_ports', help: 'UDP ports of the RTP range, by state.', labelNames: ['state'], registers });
  const worker = (name: string, help: string): Gauge<'worker'> => new Gauge({ name: `roomgate_media_worker_${name}`, help, labelNames: ['worker'], registers });
  const [up, rooms, members, delay] = [
    worker('up', '1 when the media worker is ready.'),
    worker('rooms', 'Meetings on the media worker.'),
    worker('members', 'Calls on the media worker.'),
    worker('event_loop_delay_seconds', 'Event-loop delay of the media worker, 99th percentile since the last scrape.'),
  ] as const;
  const loop = monitorEventLoopDelay({ resolution: 10 });
  loop.enable();
  new Gauge({
    name: 'roomgate_event_loop_delay_seconds',
    help: 'Event-loop delay of the signalling thread since the last scrape.',
    labelNames: ['quantile'],
    registers,
    async collect() {
      for (const quantile of [0.5, 0.99]) this.set({ quantile }, loop.percentile(quantile * 100) / 1e9);
      loop.reset();
      const sip = sources.sip();
      transactions.set({ side: 'client' }, sip.clientTransactions);
      transactions.set({ side: 'server' }, sip.serverTransactions);
      const media = await sources.media();
      for (const [state, count] of Object.entries(media.ports)) ports.set({ state }, count);
      for (const { id, state, ...sizes } of media.workers) {
        up.set({ worker: id }, state === 'ready' ? 1 : 0);
        rooms.set({ worker: id }, sizes.rooms);
        members.set({ worker: id }, sizes.members);
        delay.set({ worker: id }, sizes.eventLoopDelayP99);
      }
    },
  });
  // Counters of packets grow by what the calls report; they report at their end, and here.
  new Gauge({ name: 'roomgate_scrape_rtp', help: 'Always 1: the packet counts are of this scrape.', registers, async collect() {
    await sources.reportRtp();
    this.set(1);
  } });
}
