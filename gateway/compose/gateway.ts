/** Puts the parts together: configuration in, a running gateway out. */
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import type { Config } from '../../config/schema.ts';
import { openMediaPlane, type MediaPlane, type Relay, type TransportAddress } from '../../media/index.ts';
import { createHttpServer, deliverAudit, openRegistry, type OpenRegistry } from '../../registry/index.ts';
import { boundAddresses, ownLiterals, type BoundAddress } from '../app/setup/addresses.ts';
import type { Prompts } from '../app/call/call-runner.ts';
import { Dispatch } from '../app/call/dispatch.ts';
import { Events } from '../app/observe/events.ts';
import { PinGuard } from '../app/call/pin-guard.ts';
import { PinResolver } from '../app/call/resolve-call.ts';
import { registerHealthRoutes } from '../app/observe/health.routes.ts';
import { controlOperations } from '../app/meeting/control.operations.ts';
import { participantOperations } from '../app/meeting/participants.operations.ts';
import { loadPrompts } from '../app/setup/prompts.ts';
import { LoopDelay, loopHistogram } from '../app/observe/loop-delay.ts';
import { createMetrics, observeAtScrape, type Metrics } from '../app/observe/metrics.ts';
import type { CallContext } from '../core/call/call.ts';
import { IVR_DEFAULTS } from '../core/call/ivr.ts';
import { parseDialled } from '../core/dial-string.ts';
import { Meetings } from '../app/meeting/meetings.ts';
import { readSites } from '../app/setup/sites.ts';
import { mediaWorkers, systemClock, systemRandom } from '../app/setup/runtime.ts';
import { createH323, type H323Side } from './h323.ts';
import { createRelay, throughRelay } from './relay.ts';
import { Authenticator } from '../sip/auth.ts';
import type { EmbeddedEdgeOptions } from '../sip/stack/index.ts';
import type { SipAddress, SipCallHandler, SipEdge, SipTransport } from '../sip/edge.ts';
import { INFO_TYPES } from '../sip/info.ts';
import { dialledOf, SipLeg } from '../sip/leg.ts';
import { Registrar } from '../sip/registrar.ts';
import { createEdge, floorPlace } from './sip.ts';
import { createTls, type TlsSide } from './tls.ts';
import { refusalOf } from '../sip/status.ts';

export interface Gateway {
  readonly sip: readonly SipAddress[];
  /** Call signalling, over TCP. */
  readonly h323: readonly TransportAddress[];
  /** Our gatekeeper, over UDP. */
  readonly ras: readonly TransportAddress[];
  /** `http://host:port`; undefined when it is off. */
  readonly api: string | undefined;
  readonly opened: OpenRegistry;
  readonly announced: readonly string[];
  /** Reads the certificates again; calls go on. */
  reloadCertificates(): void;
  /** 503 to new calls; ends those that are left after `timeout` ms; then closes everything. Idempotent. */
  stop(timeout: number): Promise<void>;
}

/** What every part is made of. */
interface Base {
  readonly config: Config;
  readonly opened: OpenRegistry;
  readonly plane: MediaPlane;
  readonly relay: Relay | undefined;
  readonly prompts: Prompts;
  readonly metrics: Metrics;
  readonly events: Events;
  readonly log: Logger;
  readonly bound: ReturnType<typeof boundAddresses>;
  readonly isOurs: (host: string) => boolean;
  readonly realm: string;
  readonly tls: TlsSide;
}

/** The signalling side: what listens, and what gives calls their runners. */
interface Signalling {
  readonly edge: SipEdge;
  readonly h323: H323Side | undefined;
  readonly dispatch: Dispatch;
  readonly meetings: Meetings;
  listen(): Promise<Pick<Gateway, 'sip' | 'h323' | 'ras'>>;
  close(): Promise<void>;
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

/** Rejects, having closed what was opened, when a part can't be. */
export async function startGateway(config: Config, log: Logger): Promise<Gateway> {
  const realm = config.domains[0] ?? 'roomgate';
  const compatibleList = new URL('../../config/compatible-vtc.json', import.meta.url);
  const opened = await openRegistry({
    data: config.data,
    database: config.database.url,
    pinKey: config.registry.pinKey,
    compatibleList,
    realm,
    now,
  });
  let plane: MediaPlane | undefined;
  let relay: Relay | undefined;
  let tls: TlsSide | undefined;
  try {
    const metrics = createMetrics();
    const events = new Events({ metrics, log, registry: opened.registry, now });
    const bound = boundAddresses(config.listen);
    const own = new Set([...config.domains.map((domain) => domain.toLowerCase()), ...ownLiterals(bound)]);
    plane = await openPlane(config, events, bound);
    relay = await createRelay(config, events);
    const prompts = await loadPrompts({
      own: config.prompts.folder,
      language: config.prompts.language,
      onProblem: (problem) => log.warn(problem, 'prompt'),
    });
    tls = await createTls(config, events);
    const base: Base = {
      config,
      tls,
      opened,
      plane,
      relay,
      prompts,
      metrics,
      events,
      log,
      bound,
      realm,
      isOurs: (host) => own.has(host),
    };
    return await run(base);
  } catch (error) {
    tls?.watch.close();
    await relay?.close();
    await plane?.close();
    await opened.registry.close();
    throw error;
  }
}

const openPlane = (config: Config, events: Events, bound: Base['bound']): Promise<MediaPlane> =>
  openMediaPlane({
    workers: mediaWorkers(config),
    ports: { min: config.media.minPort, max: config.media.maxPort },
    listen: bound,
    drainTime: config.media.drainTime,
    ...(config.media.dtlsPort !== null && { dtlsPort: config.media.dtlsPort }),
    onWorkerState: (worker, state) => events.onWorkerState(worker, state),
  });

const callContext = ({ config, plane, isOurs }: Base): CallContext => ({
  audio: plane.audioCodecs,
  video: config.media.video,
  maxVideoBitrate: config.media.maxVideoBitrate,
  dtls: config.media.dtlsPort !== null,
  isOurs,
  ivr: { ...IVR_DEFAULTS, tries: config.calls.pinTries },
  hostTimeout: config.calls.hostTimeout * 1000,
});

function createSignalling(base: Base): Signalling {
  const { config, opened, plane, events, bound, isOurs, realm } = base;
  const meetings = new Meetings(plane, {
    capacity: config.calls.maxPerMeeting,
    cname: realm,
    maxLobbies: config.calls.maxEntering,
    maxLobbiesPerSource: config.calls.maxEnteringPerSource,
    ...readSites(config.bandwidth),
    clock: systemClock,
    policies: (meetingId) => opened.registry.meetingPolicies(meetingId),
    onControl: (fact) => events.onControl(fact),
    onError: (error) => events.onError(undefined, error),
  });
  const dispatch = new Dispatch({
    registry: opened.registry,
    meetings,
    pins: new PinResolver({
      registry: opened.registry,
      guard: new PinGuard({ failures: config.calls.pinFailures, first: config.calls.pinLockout * 1000 }),
      now,
      onLockout: (info) => events.onLockout(info),
    }),
    prompts: base.prompts,
    clock: systemClock,
    context: callContext(base),
    observer: events,
    maxCalls: config.calls.max,
    now,
  });
  const histogram = loopHistogram();
  const loop = new LoopDelay({ limit: config.calls.maxLoopDelay, clock: systemClock, histogram });
  const isOverloaded = (): boolean => loop.late;
  const edge = createEdge(config.sip, { ...edgeOptions(base), isOverloaded });
  const h323 = createH323({
    config,
    bound,
    events,
    registry: opened.registry,
    listener: dispatch.listener,
    isOverloaded,
    audioCodecs: plane.audioCodecs,
    ...(base.tls.h323 && { tls: base.tls.h323 }),
  });
  const authenticator = new Authenticator(realm, systemClock, systemRandom);
  const registrar = new Registrar({ registry: opened.registry, authenticator, isOurs, now });
  return {
    edge,
    h323,
    dispatch,
    meetings,
    listen: async () => {
      const sip = await edge.listen(callHandler(base, dispatch, registrar));
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

function callHandler(
  { config, events, isOurs, bound, relay }: Base,
  dispatch: Dispatch,
  registrar: Registrar,
): SipCallHandler {
  let sessionId = Math.floor(now() / 1000);
  const floor = floorPlace(config, bound, events);
  return {
    onInvite: throughRelay(
      relay,
      events,
      (call) =>
        void SipLeg.incoming(call, {
          listener: dispatch.listener,
          sessionId: ++sessionId,
          floor,
          randomBytes,
          onSdpFailure: (kind) => events.onSdpFailure(kind),
        }),
    ),
    onRegister: (request) => registrar.register(request),
    ...(config.sip.silentDrop && {
      screen: ({ requestUri }) => (parseDialled(dialledOf(requestUri), isOurs).kind === 'unknown' ? 'drop' : 'take'),
    }),
  };
}

function createApi(
  { config, opened, plane, relay, metrics, events, log, tls }: Base,
  { dispatch, meetings, edge, h323 }: Signalling,
): FastifyInstance {
  const refresh = observeAtScrape(metrics, {
    activeCalls: () => dispatch.size,
    activeMeetings: () => meetings.size,
    certificates: () => tls.watch.ends,
    sip: () => edge.stats(),
    h323: () => h323?.stats() ?? { connections: 0, calls: 0, registrations: 0 },
    media: () => plane.stats(),
    reportRtp: () => dispatch.reportRtp(),
    relay: () => relay?.stats() ?? [],
  });
  return createHttpServer({
    opened,
    open: (app) =>
      registerHealthRoutes(app, {
        metrics,
        refresh,
        notReady: async () => (dispatch.draining ? 'draining' : notReady(plane)),
      }),
    more: [...participantOperations({ meetings, dispatch }), ...controlOperations(meetings)],
    tls: tls.api?.serverOptions,
    oidc: config.oidc.issuer === '' ? undefined : config.oidc,
    onMeeting: ({ id, ended, waitForHost, contentFloor }) => {
      meetings.floorRuleChanged(id, contentFloor);
      if (ended) dispatch.endMeeting(id);
      else if (!waitForHost) meetings.admitAll(id);
    },
    onSettings: (accountId) =>
      void meetings
        .accountChanged(accountId, (id) => opened.registry.meetingPolicies(id))
        .catch((error) => events.onError(undefined, error)),
    onError: (error, requestId) => log.error({ err: error, requestId }, 'fault in the API'),
  });
}

/** The audit log into files. One delivery at a time; what one misses the next one has. */
function deliverEvery({ config, opened, log }: Base): NodeJS.Timeout {
  const { folder, interval, maxFileSize: maxSize } = config.audit;
  let busy = false;
  const deliver = async (): Promise<void> => {
    if (busy) return;
    busy = true;
    await deliverAudit({ db: opened.db, folder: folder === '' ? join(config.data, 'audit') : folder, maxSize }).catch(
      (error) => log.error({ err: error }, 'cannot deliver the audit log'),
    );
    busy = false;
  };
  return setInterval(() => void deliver(), interval * 1000);
}

async function notReady(plane: MediaPlane): Promise<string | undefined> {
  const { workers } = await plane.stats();
  return workers.some(({ state }) => state === 'ready') ? undefined : 'no media worker is ready';
}

function edgeOptions({ config, bound, events, realm, tls }: Base): EmbeddedEdgeOptions {
  const { sip } = config;
  const families = [bound.v4, bound.v6].filter((entry): entry is BoundAddress => entry !== undefined);
  // drachtio-server has listeners of its own.
  const listeners = (sip.edge === 'drachtio' ? [] : families).flatMap(({ address }) =>
    LISTENERS.flatMap(([transport, key]) => {
      const port = sip[key];
      return port === null ? [] : [{ transport, address, port }];
    }),
  );
  return {
    listeners,
    announce: { ...(bound.v4 && { ipv4: bound.v4.announced }), ...(bound.v6 && { ipv6: bound.v6.announced }) },
    ...(tls.sip && { tls: tls.sip }),
    userAgent: 'roomgate',
    infoTypes: INFO_TYPES,
    realm,
    limits: { maxMessage: sip.maxMessageSize, maxHeader: sip.maxHeaderSize, maxConnections: sip.maxConnections },
    rateLimit: { perSecond: sip.inviteRate, burst: sip.inviteBurst, silentDrop: sip.silentDrop },
    sessionExpires: sip.sessionExpires,
    minSE: sip.minSessionExpires,
    clock: systemClock,
    random: systemRandom,
    onFact: (fact) => events.onSipFact(fact),
    busyHeaders: refusalOf('overload').headers ?? [],
    onError: (error) => events.onError(undefined, error),
    onStackFault: (error) => events.onError(undefined, error),
  };
}

async function run(base: Base): Promise<Gateway> {
  const { config, opened, plane, relay, bound, log } = base;
  const signalling = createSignalling(base);
  const http = createApi(base, signalling);
  base.tls.secureApi(http.server);
  const close = async (): Promise<void> => {
    base.tls.watch.close();
    await http.close();
    await signalling.close();
    await relay?.close();
    await plane.close();
  };
  let listening: Pick<Gateway, 'sip' | 'h323' | 'ras'>;
  let api: string | undefined;
  try {
    listening = await signalling.listen();
    if (config.api.port !== null) api = await http.listen({ host: config.api.host, port: config.api.port });
  } catch (error) {
    await close();
    throw error;
  }
  const prune = (): void =>
    void opened.admin
      .prune(now() - config.registry.callRecordDays * DAY)
      .catch((error) => log.error({ err: error }, 'cannot prune'));
  prune();
  const pruning = setInterval(prune, PRUNE_EVERY);
  const delivery = deliverEvery(base);
  let stopped: Promise<void> | undefined;
  const stop = async (timeout: number): Promise<void> => {
    clearInterval(pruning);
    clearInterval(delivery);
    // The dispatch refuses new calls with the reason; the edge alone would give a bare 503.
    const empty = signalling.dispatch.drain();
    const timer = setTimeout(() => signalling.dispatch.endAll('shutdown'), timeout);
    await empty;
    clearTimeout(timer);
    await close();
    await opened.registry.close();
  };
  const announced = [bound.v4, bound.v6].flatMap((entry) => (entry ? [entry.announced] : []));
  return {
    ...listening,
    api,
    opened,
    announced,
    reloadCertificates: () => base.tls.watch.reload(),
    stop: (timeout) => (stopped ??= stop(timeout)),
  };
}
