/** Puts the parts together: configuration in, a running gateway out. */
import { availableParallelism } from 'node:os';
import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import type { Config } from '../config/schema.ts';
import { openMediaPlane, type MediaPlane } from '../media/index.ts';
import { createHttpServer, openRegistry, type OpenRegistry } from '../registry/index.ts';
import { boundAddresses, ownLiterals, type BoundAddress } from './app/addresses.ts';
import { loadCertificate } from './app/certificate.ts';
import { Dispatch } from './app/dispatch.ts';
import { Events } from './app/events.ts';
import { registerHealthRoutes } from './app/health.routes.ts';
import { LoopDelay, loopHistogram } from './app/loop-delay.ts';
import { createMetrics, observeAtScrape, type Metrics } from './app/metrics.ts';
import { parseDialled } from './core/dial-string.ts';
import { RoomTable } from './app/room-table.ts';
import { systemClock, systemRandom } from './app/runtime.ts';
import { Authenticator } from './sip/auth.ts';
import { createEmbeddedEdge } from './sip/embedded/index.ts';
import type { SipAddress, SipEdge, SipTransport } from './sip/edge.ts';
import { INFO_TYPES } from './sip/info.ts';
import { dialledOf, SipLeg } from './sip/leg.ts';
import { Registrar } from './sip/registrar.ts';

export interface Gateway {
  readonly sip: readonly SipAddress[];
  /** `http://host:port`; undefined when it is off. */
  readonly api: string | undefined;
  readonly opened: OpenRegistry;
  readonly announced: readonly string[];
  /** 503 to new calls; ends those that are left after `timeout` ms; then closes everything. Idempotent. */
  stop(timeout: number): Promise<void>;
}

interface Parts {
  readonly config: Config;
  readonly opened: OpenRegistry;
  readonly plane: MediaPlane;
  readonly edge: SipEdge;
  readonly dispatch: Dispatch;
  readonly loop: { close(): void };
  readonly http: FastifyInstance;
}

const LISTENERS = [
  ['udp', 'udpPort'],
  ['tcp', 'tcpPort'],
  ['tls', 'tlsPort'],
  ['ws', 'wsPort'],
  ['wss', 'wssPort'],
] as const satisfies readonly (readonly [SipTransport, keyof Config['sip']])[];

const PRUNE_EVERY = 3600 * 1000;
const DAY = 24 * PRUNE_EVERY;
const now = (): number => Date.now();

export async function startGateway(config: Config, log: Logger): Promise<Gateway> {
  const metrics = createMetrics();
  const opened = await openRegistry({
    data: config.data,
    pinKey: config.registry.pinKey,
    compatibleList: new URL('../config/compatible-vtc.json', import.meta.url),
    realm: config.domains[0] ?? 'roomgate',
    now,
  });
  const events = new Events({ metrics, log, registry: opened.registry, now });
  const bound = boundAddresses(config.listen);
  const plane = await openMediaPlane({
    workers: config.media.workers || Math.max(1, availableParallelism() - 1),
    ports: { min: config.media.minPort, max: config.media.maxPort },
    listen: bound,
    drainTime: config.media.drainTime,
    onWorkerState: (worker, state) => events.onWorkerState(worker, state),
  });
  const parts = await assemble(config, opened, plane, events, metrics, bound, log);
  return run(parts, bound, log);
}

async function assemble(
  config: Config,
  opened: OpenRegistry,
  plane: MediaPlane,
  events: Events,
  metrics: Metrics,
  bound: ReturnType<typeof boundAddresses>,
  log: Logger,
): Promise<Parts & { readonly listen: () => Promise<readonly SipAddress[]> }> {
  const domains = new Set(config.domains.map((domain) => domain.toLowerCase()));
  const literals = ownLiterals(bound);
  const isOurs = (host: string): boolean => domains.has(host) || literals.has(host);
  const rooms = new RoomTable(plane, { capacity: config.calls.maxPerMeeting, cname: config.domains[0] ?? 'roomgate' });
  const dispatch = new Dispatch({
    registry: opened.registry,
    rooms,
    context: { audio: plane.audioCodecs, video: config.media.video, maxVideoBitrate: config.media.maxVideoBitrate, isOurs },
    observer: events,
    maxCalls: config.calls.max,
    now,
  });
  const histogram = loopHistogram();
  const loop = new LoopDelay({ limit: config.calls.maxLoopDelay, clock: systemClock, histogram });
  const edge = createEmbeddedEdge({ ...(await edgeOptions(config, bound, events)), isOverloaded: () => loop.late });
  const registrar = new Registrar({
    registry: opened.registry,
    authenticator: new Authenticator(config.domains[0] ?? 'roomgate', systemClock, systemRandom),
    isOurs,
    now,
  });
  let sessionId = Math.floor(now() / 1000);
  const listen = (): Promise<readonly SipAddress[]> =>
    edge.listen({
      onInvite: (call) =>
        void SipLeg.incoming(call, { listener: dispatch.listener, sessionId: ++sessionId, onSdpFailure: (kind) => events.onSdpFailure(kind) }),
      onRegister: (request) => registrar.register(request),
      ...(config.sip.silentDrop && { screen: ({ requestUri }) => (parseDialled(dialledOf(requestUri), isOurs).kind === 'unknown' ? 'drop' : 'take') }),
    });
  const refresh = observeAtScrape(metrics, {
    activeCalls: () => dispatch.size,
    activeRooms: () => rooms.size,
    sip: () => edge.stats(),
    media: () => plane.stats(),
    reportRtp: () => dispatch.reportRtp(),
  });
  const http = createHttpServer({
    admin: opened.admin,
    compatibleList: opened.compatibleList,
    open: (app) => registerHealthRoutes(app, { metrics, refresh, notReady: () => notReady(plane) }),
    onError: (error, requestId) => log.error({ err: error, requestId }, 'fault in the API'),
  });
  const closeLoop = (): void => {
    loop.close();
    histogram.disable();
  };
  return { config, opened, plane, edge, dispatch, loop: { close: closeLoop }, http, listen };
}

async function notReady(plane: MediaPlane): Promise<string | undefined> {
  const { workers } = await plane.stats();
  return workers.some(({ state }) => state === 'ready') ? undefined : 'no media worker is ready';
}

async function edgeOptions(config: Config, bound: ReturnType<typeof boundAddresses>, events: Events): Promise<Parameters<typeof createEmbeddedEdge>[0]> {
  const { sip } = config;
  const families = [bound.v4, bound.v6].filter((entry): entry is BoundAddress => entry !== undefined);
  const listeners = families.flatMap(({ address }) =>
    LISTENERS.flatMap(([transport, key]) => {
      const port = sip[key];
      return port === null ? [] : [{ transport, address, port }];
    }),
  );
  const secure = listeners.some(({ transport }) => transport === 'tls' || transport === 'wss');
  return {
    listeners,
    announce: { ...(bound.v4 && { ipv4: bound.v4.announced }), ...(bound.v6 && { ipv6: bound.v6.announced }) },
    ...(secure && {
      tls: await loadCertificate({ certificate: sip.certificate, certificateKey: sip.certificateKey, data: config.data, domains: config.domains }),
    }),
    userAgent: 'roomgate',
    infoTypes: INFO_TYPES,
    realm: config.domains[0] ?? 'roomgate',
    limits: { maxMessage: sip.maxMessageSize, maxHeader: sip.maxHeaderSize, maxConnections: sip.maxConnections },
    rateLimit: { perSecond: sip.inviteRate, burst: sip.inviteBurst, silentDrop: sip.silentDrop },
    sessionExpires: sip.sessionExpires,
    minSE: sip.minSessionExpires,
    clock: systemClock,
    random: systemRandom,
    onFact: (fact) => events.onSipFact(fact),
    onError: (error) => events.onError(undefined, error),
  };
}

async function run(parts: Awaited<ReturnType<typeof assemble>>, bound: ReturnType<typeof boundAddresses>, log: Logger): Promise<Gateway> {
  const { config, opened, plane, edge, dispatch, loop, http } = parts;
  const close = async (): Promise<void> => {
    loop.close();
    await http.close();
    await edge.close();
    await plane.close();
    await opened.registry.close();
  };
  let sip: readonly SipAddress[];
  let api: string | undefined;
  try {
    sip = await parts.listen();
    if (config.api.port !== null) api = await http.listen({ host: config.api.host, port: config.api.port });
  } catch (error) {
    await close();
    throw error;
  }
  const prune = (): void => void opened.admin.prune(now() - config.registry.callRecordDays * DAY).catch((error) => log.error({ err: error }, 'cannot prune'));
  prune();
  const pruning = setInterval(prune, PRUNE_EVERY);
  let stopped: Promise<void> | undefined;
  const stop = async (timeout: number): Promise<void> => {
    clearInterval(pruning);
    // The dispatch refuses new calls with the reason; the edge alone would give a bare 503.
    const empty = dispatch.drain();
    const timer = setTimeout(() => dispatch.endAll('shutdown'), timeout);
    await empty;
    clearTimeout(timer);
    await close();
  };
  const announced = [bound.v4, bound.v6].flatMap((entry) => (entry ? [entry.announced] : []));
  return { sip, api, opened, announced, stop: (timeout) => (stopped ??= stop(timeout)) };
}
