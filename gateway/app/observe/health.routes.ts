import type { FastifyInstance } from 'fastify';
import type { Metrics } from './metrics.ts';

export interface Health {
  /** The reason why no call can be accepted; undefined if the gateway is ready. */
  readonly notReady: () => Promise<string | undefined>;
  readonly metrics: Metrics;
  /** Updates the gauges. */
  readonly refresh: () => Promise<void>;
}

/** `/healthz`: the process answers. `/readyz`: it accepts calls. `/metrics`: for Prometheus. */
export function registerHealthRoutes(app: FastifyInstance, { notReady, metrics, refresh }: Health): void {
  app.get('/healthz', () => ({ status: 'ok' }));
  app.get('/readyz', async (_request, reply) => {
    const reason = await notReady();
    return reason === undefined ? { status: 'ready' } : reply.code(503).send({ status: 'not-ready', reason });
  });
  app.get('/metrics', async (_request, reply) => {
    await refresh();
    return reply.type(metrics.registry.contentType).send(await metrics.registry.metrics());
  });
}
