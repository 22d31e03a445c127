/** The HTTP API, with health and metrics. */
import type { FastifyInstance } from 'fastify';
import type { MediaPlane } from '../../media/port.ts';
import { createHttpServer } from '../../registry/index.ts';
import { pinLockOperations } from '../app/call/pin-locks.operations.ts';
import { controlOperations } from '../app/meeting/control.operations.ts';
import { participantOperations } from '../app/meeting/participants.operations.ts';
import { registerHealthRoutes } from '../app/observe/health.routes.ts';
import { observeAtScrape } from '../app/observe/metrics.ts';
import type { Parts } from './parts.ts';
import type { Signalling } from './signalling.ts';

export function createApi(
  { config, opened, plane, relay, metrics, events, log, tls }: Parts,
  { dispatch, meetings, pinGuard, edge, h323 }: Signalling,
): FastifyInstance {
  const refresh = observeAtScrape(metrics, {
    activeCalls: () => dispatch.size,
    activeMeetings: () => meetings.size,
    certificates: () => tls.watch.ends,
    sip: () => edge.stats(),
    h323: () => h323?.stats() ?? { connections: 0, calls: 0, registrations: 0 },
    media: () => plane.stats(),
    reportRtp: () => meetings.reportRtp(),
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
    more: [
      ...participantOperations({ meetings, dispatch }),
      ...controlOperations(meetings),
      ...pinLockOperations(pinGuard, Date.now),
    ],
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

async function notReady(plane: MediaPlane): Promise<string | undefined> {
  const { workers } = await plane.stats();
  return workers.some(({ state }) => state === 'ready') ? undefined : 'no media worker is ready';
}
