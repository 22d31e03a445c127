import { randomUUID } from 'node:crypto';
import Fastify, { type FastifyError, type FastifyInstance } from 'fastify';
import type { CompatibleList } from '../compatible-list.ts';
import type { Meeting, SqlAdmin } from '../sql/admin.ts';
import { Problem, problemOfStatus, sendProblem } from './problem.ts';
import { registerRoutes } from './routes.ts';

export interface HttpServerOptions {
  readonly admin: SqlAdmin;
  readonly compatibleList: CompatibleList;
  /** Routes of other parts, without authentication: health and metrics. */
  readonly open: (app: FastifyInstance) => void;
  /** Further routes of `/v1`, with authentication. */
  readonly more?: (v1: FastifyInstance) => void;
  /** A meeting was locked, ended or changed otherwise. */
  readonly onMeeting?: (meeting: Meeting) => void;
  /** An error of ours, for the log. */
  readonly onError: (error: Error, requestId: string) => void;
}

/** The API without `listen`, so that tests can `inject`. */
export function createHttpServer({ admin, compatibleList, open, more, onMeeting, onError }: HttpServerOptions): FastifyInstance {
  const app = Fastify({ logger: false, genReqId: () => randomUUID(), bodyLimit: 64 * 1024, forceCloseConnections: true, ajv: { customOptions: { removeAdditional: false, coerceTypes: false } } });
  app.removeContentTypeParser('text/plain');
  app.setErrorHandler((error: FastifyError | Problem, request, reply) => {
    if (error instanceof Problem) return sendProblem(reply, error.problem, error.message, request.id);
    const name = problemOfStatus(error.statusCode);
    if (name === 'internal') onError(error, request.id);
    return sendProblem(reply, name, name === 'internal' ? 'See the log for this request id' : error.message, request.id);
  });
  app.setNotFoundHandler((request, reply) => sendProblem(reply, 'not-found', 'There is no such route', request.id));
  open(app);
  void app.register((v1, _options, done) => {
    v1.addHook('onRequest', async (request) => {
      const [, key] = /^Bearer (\S{1,200})$/i.exec(request.headers.authorization ?? '') ?? [];
      if (key === undefined || !(await admin.isApiKey(key))) throw new Problem('unauthorized', 'Send Authorization: Bearer <API key>');
    });
    registerRoutes(v1, { admin, list: compatibleList, onMeeting });
    more?.(v1);
    done();
  });
  return app;
}
