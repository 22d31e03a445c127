/** Composes the parts: configuration in, a running gateway out. */
import { join } from 'node:path';
import type { Logger } from 'pino';
import type { Config } from '../../config/schema.ts';
import { openMediaPlane, type MediaPlane, type Relay } from '../../media/index.ts';
import { deliverAudit, openRegistry, type OpenRegistry } from '../../registry/index.ts';
import { Events } from '../app/observe/events.ts';
import { createMetrics } from '../app/observe/metrics.ts';
import { boundAddresses, ownLiterals } from '../app/setup/addresses.ts';
import { loadPrompts } from '../app/setup/prompts.ts';
import { mediaWorkers } from '../app/setup/runtime.ts';
import { createApi } from './api.ts';
import type { Parts } from './parts.ts';
import { createRelay } from './relay.ts';
import { createSignalling, type Listening } from './signalling.ts';
import { createTls, type TlsSide } from './tls.ts';

export interface Gateway extends Listening {
  /** `http://host:port`; undefined if the API is off. */
  readonly api: string | undefined;
  readonly opened: OpenRegistry;
  readonly announced: readonly string[];
  /** Logs and counts a fault that belongs to no call and no meeting. */
  fault(error: unknown): void;
  /** Reloads the certificates; calls continue. */
  reloadCertificates(): void;
  /** Refuses new calls with 503, ends the remaining ones after `timeout` ms, then closes everything. Idempotent. */
  stop(timeout: number): Promise<void>;
}

const PRUNE_EVERY = 3600 * 1000;
const DAY = 24 * PRUNE_EVERY;
const now = (): number => Date.now();

/** If a part cannot be opened, closes the others and rejects. */
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
    const parts: Parts = {
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
    return await run(parts);
  } catch (error) {
    tls?.watch.close();
    await relay?.close();
    await plane?.close();
    await opened.registry.close();
    throw error;
  }
}

const openPlane = (config: Config, events: Events, bound: Parts['bound']): Promise<MediaPlane> =>
  openMediaPlane({
    workers: mediaWorkers(config),
    ports: { min: config.media.minPort, max: config.media.maxPort },
    listen: bound,
    drainTime: config.media.drainTime,
    ...(config.media.dtlsPort !== null && { dtlsPort: config.media.dtlsPort }),
    onWorkerState: (worker, state) => events.onWorkerState(worker, state),
    onFault: (error) => events.onError(undefined, error),
  });

/** Periodically writes new audit records to files; skips a run while one is in progress. */
function deliverEvery({ config, opened, log }: Parts): NodeJS.Timeout {
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

async function run(parts: Parts): Promise<Gateway> {
  const { config, opened, plane, relay, bound, log } = parts;
  const signalling = createSignalling(parts);
  const http = createApi(parts, signalling);
  parts.tls.secureApi(http.server);
  const close = async (): Promise<void> => {
    parts.tls.watch.close();
    await http.close();
    await signalling.close();
    await relay?.close();
    await plane.close();
  };
  let listening: Listening;
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
  const delivery = deliverEvery(parts);
  let stopped: Promise<void> | undefined;
  const stop = async (timeout: number): Promise<void> => {
    clearInterval(pruning);
    clearInterval(delivery);
    // The dispatch refuses new calls with their reason; the edge alone would send a bare 503.
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
    fault: (error) => parts.events.onError(undefined, error),
    reloadCertificates: () => parts.tls.watch.reload(),
    stop: (timeout) => (stopped ??= stop(timeout)),
  };
}
