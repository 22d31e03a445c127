import { randomUUID } from 'node:crypto';
import type { ServerOptions } from 'node:https';
import Fastify, { type FastifyError, type FastifyInstance } from 'fastify';
import type { OpenRegistry } from '../open.ts';
import type { Meeting } from '../sql/meetings.ts';
import { StaleError } from '../sql/store.ts';
import { registerDocs } from './openapi.ts';
import { JobTable } from './jobs.ts';
import type { Operation } from './operation.ts';
import { registryOperations } from './operations.ts';
import { registerOperations } from './pipeline.ts';
import { createTokenReader, type TokenOptions } from './tokens.ts';
import { answerBroken, Problem, problemOfStatus, sendProblem } from './problem.ts';
import { WORDS_OF_PATTERN } from './types.ts';

export interface HttpServerOptions {
  readonly opened: OpenRegistry;
  /** Routes of other parts, without authentication: health and metrics. */
  readonly open: (app: FastifyInstance) => void;
  /** Operations of other parts. */
  readonly more?: readonly Operation[];
  /** A meeting was locked, ended or otherwise changed. */
  readonly onMeeting?: (meeting: Meeting) => void;
  /** The Policies page of an account was changed. */
  readonly onSettings?: (accountId: string) => void;
  /** Absent: plain HTTP. */
  readonly tls?: ServerOptions | undefined;
  /** Issuer whose tokens are accepted besides API keys. */
  readonly oidc?: TokenOptions | undefined;
  /** Receives our own errors, for the log. */
  readonly onError: (error: Error, requestId: string) => void;
}

/** Version of the API. */
const VERSION = '1.0.0';
/** Longest part quoted of a name that the caller made up. */
const LONGEST_FIELD = 64;

/** The API without `listen`, so that tests can `inject`. */
export function createHttpServer({
  opened,
  open,
  more = [],
  onMeeting,
  onSettings,
  tls,
  oidc,
  onError,
}: HttpServerOptions): FastifyInstance {
  const { admin, db, now } = opened;
  const jobs = new JobTable(now, (error) => onError(error, 'job'));
  const app: FastifyInstance = Fastify({
    ...(tls && { https: tls }),
    logger: false,
    genReqId: () => randomUUID(),
    bodyLimit: 64 * 1024,
    forceCloseConnections: true,
    ajv: { customOptions: { removeAdditional: false, coerceTypes: false } },
    // Errors before routing: an invalid path, or data that is not HTTP.
    frameworkErrors: (error, request, reply) =>
      void sendProblem(reply, problemOfStatus(error.statusCode), 'The path is not valid', request.id),
    clientErrorHandler: (error, socket) => answerBroken(socket, error.code, randomUUID()),
  });
  app.removeContentTypeParser('text/plain');
  app.setErrorHandler((error: FastifyError | Problem | StaleError, request, reply) => {
    const { problem, detail, pointer } = problemOf(error);
    if (problem === 'internal') onError(error, request.id);
    request.failure = { problem, detail };
    return sendProblem(reply, problem, detail, request.id, pointer);
  });
  app.setNotFoundHandler((request, reply) => sendProblem(reply, 'not-found', 'The route does not exist', request.id));
  open(app);
  const operations = [
    ...registryOperations({ keys: admin.keys, realm: admin.realm, list: opened.list, jobs, onMeeting, onSettings }),
    ...more,
  ];
  registerDocs(app, operations, VERSION);
  void app.register((v1, _options, done) => {
    registerOperations(v1, operations, {
      db,
      sealing: admin.keys.sealing,
      now,
      jobs,
      tokens: oidc && createTokenReader(oidc),
    });
    done();
  });
  return app;
}

/** The problem reported to the caller; our own faults are reported without details. */
function problemOf(error: FastifyError | Problem | StaleError): {
  readonly problem: Problem['problem'];
  readonly detail: string;
  readonly pointer?: string | undefined;
} {
  if (error instanceof Problem) return { problem: error.problem, detail: error.message, pointer: error.pointer };
  if (error instanceof StaleError)
    return { problem: 'precondition-failed', detail: 'Read the resource again: it has changed or was deleted' };
  const problem = problemOfStatus('statusCode' in error ? error.statusCode : undefined);
  if (problem === 'internal') return { problem, detail: 'See the log for this request id' };
  const [first] = ('validation' in error && error.validation) || [];
  if (first === undefined) return { problem, detail: error.message };
  const { instancePath, params } = first;
  const field = params['additionalProperty'] ?? params['missingProperty'];
  const pointer =
    field === undefined
      ? instancePath
      : `${instancePath}/${String(field).slice(0, LONGEST_FIELD).replaceAll('~', '~0').replaceAll('/', '~1')}`;
  const words = WORDS_OF_PATTERN.get(String(params['pattern']));
  const place = ('validationContext' in error && error.validationContext) || 'body';
  const unknown =
    params['additionalProperty'] === undefined
      ? ''
      : `: ${JSON.stringify(String(field).slice(0, LONGEST_FIELD))} is unknown`;
  return {
    problem,
    detail: words === undefined ? `${error.message}${unknown}` : `${place}${instancePath} ${words}`,
    ...(pointer !== '' && { pointer }),
  };
}
