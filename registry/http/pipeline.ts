/**
 * Runs operations: authentication, authorisation, the change and its audit record in one transaction, and the
 * answer.
 */
import { createHash, randomUUID, type KeyObject } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { isRead, type Action } from '../access/actions.ts';
import { accessOf, type Principal } from '../access/principal.ts';
import { redacted, type AuditRecord } from '../audit/record.ts';
import { findPrincipal } from '../sql/api-keys.ts';
import { appendAudit, waitForTurn } from '../sql/audit.ts';
import type { Database, Transaction } from '../sql/database.ts';
import { recall, remember, type Answer, type RequestKey } from '../sql/idempotency.ts';
import type { Context, Input, Operation, WorkTools } from './operation.ts';
import type { JobTable } from './jobs.ts';
import { Problem, type ProblemName } from './problem.ts';
import { Turns } from './turns.ts';
import { looksLikeToken, type TokenReader } from './tokens.ts';

export interface PipelineOptions {
  readonly db: Database;
  readonly sealing: KeyObject;
  /** Unix ms. */
  readonly now: () => number;
  /** Absent: only API keys are accepted. */
  readonly tokens?: TokenReader | undefined;
  readonly jobs: JobTable;
}

/** Outcome of a failed request, for its audit record. */
export interface Failure {
  readonly problem: ProblemName;
  readonly detail: string;
}

declare module 'fastify' {
  interface FastifyRequest {
    principal?: Principal;
    failure?: Failure;
    /** The request's audit record is in the database. */
    audited?: boolean;
  }
  interface FastifyContextConfig {
    operation?: Operation;
  }
}

type AnyInput = Input<never, never, never>;

export function registerOperations(
  app: FastifyInstance,
  operations: readonly Operation[],
  options: PipelineOptions,
): void {
  const turns = new Turns();
  app.addHook('onRequest', async (request) => {
    await turns.take();
    request.principal = await principalOf(request.headers.authorization, options);
  });
  // Records failed requests, whether or not they reached their operation.
  app.addHook('onResponse', async (request) => {
    const { operation } = request.routeOptions.config;
    if (operation === undefined || request.audited === true) return;
    await turns.take();
    const record = recordOf(operation, request, options.now(), {
      failure: request.failure ?? { problem: 'internal', detail: '' },
    });
    await options.db.transaction().execute((trx) => appendAudit(trx, record, request.principal?.accountId));
  });
  for (const operation of operations) {
    const { method, path, params, query, body, bodyLimit } = operation;
    const schema = { ...(params && { params }), ...(query && { querystring: query }), ...(body && { body }) };
    app.route({
      method,
      url: path,
      schema,
      ...(bodyLimit !== undefined && { bodyLimit }),
      config: { operation },
      handler: (request, reply) => run(operation, request, reply, options),
      preHandler: () => turns.take(),
    });
  }
}

/** Throws `Problem`. */
async function principalOf(header = '', { db, now, tokens }: PipelineOptions): Promise<Principal> {
  const [, credential = ''] = /^Bearer (\S{1,8000})$/i.exec(header) ?? [];
  const isToken = tokens !== undefined && looksLikeToken(credential);
  const principal = isToken ? await tokens(db, credential, now()) : await findPrincipal(db, credential, now());
  if (principal === undefined)
    throw new Problem(
      'unauthorized',
      tokens === undefined ? 'Send Authorization: Bearer <API key>' : 'Send Authorization: Bearer <API key or token>',
    );
  return principal;
}

async function run(
  operation: Operation,
  request: FastifyRequest,
  reply: FastifyReply,
  options: PipelineOptions,
): Promise<FastifyReply> {
  const { principal } = request;
  if (principal === undefined) throw new Problem('unauthorized');
  const version = operation.versioned === true ? versionOf(request) : undefined;
  const key = operation.method === 'POST' ? requestKeyOf(request, principal) : undefined;
  const tasks: (() => void)[] = [];
  const after = (task: () => void): void => void tasks.push(task);
  const started: string[] = [];
  const start: Context['start'] = (accountId, work) => {
    const job = options.jobs.open({ accountId, kind: operation.id ?? operation.name, actor: principal.id });
    started.push(job.id);
    after(() => void runJob(job.id, work, { accountId, operation, request, options }));
    return job;
  };
  let answer: Answer;
  try {
    answer = await options.db.transaction().execute(async (trx) => {
      if (!isRead(`chime:${operation.name}`)) await waitForTurn(trx);
      const attempt: Attempt = {
        operation,
        request,
        context: { trx, principal, now: options.now(), version, after, start },
      };
      const owner = await authorize(attempt);
      const known = key && (await recall(trx, options.sealing, key));
      if (known === 'other') throw new Problem('other-request');
      const done = known ?? (await perform(attempt, owner));
      if (known === undefined && key !== undefined) await remember(trx, options.sealing, key, done, options.now());
      if (known !== undefined)
        await appendAudit(trx, recordOf(operation, request, options.now(), {}), owner ?? principal.accountId);
      return done;
    });
  } catch (error) {
    for (const id of started) options.jobs.drop(id);
    throw error;
  }
  request.audited = true;
  for (const task of tasks) task();
  return send(reply, answer);
}

interface JobOrigin {
  readonly accountId: string;
  readonly operation: Operation;
  readonly request: FastifyRequest;
  readonly options: PipelineOptions;
}

/** The end of a job has its own audit record: in the transaction of the change, or alone if nothing was changed. */
async function runJob(
  id: string,
  work: (tools: WorkTools) => Promise<unknown>,
  { accountId, operation, request, options }: JobOrigin,
): Promise<void> {
  const { db, now, jobs } = options;
  const record = (outcome: { readonly response?: unknown; readonly failure?: Failure }): AuditRecord => ({
    ...recordOf(operation, request, now(), outcome),
    eventType: 'ServiceEvent',
  });
  await jobs.run(id, async (progress) => {
    const commit: WorkTools['commit'] = (change) =>
      db.transaction().execute(async (trx) => {
        await waitForTurn(trx);
        const response = await change(trx);
        await appendAudit(trx, record({ response }), accountId);
        return response;
      });
    try {
      return await work({ db, commit, progress });
    } catch (error) {
      const failure: Failure =
        error instanceof Problem
          ? { problem: error.problem, detail: error.message }
          : { problem: 'internal', detail: '' };
      await db.transaction().execute((trx) => appendAudit(trx, record({ failure }), accountId));
      throw error;
    }
  });
}

interface Attempt {
  readonly operation: Operation;
  readonly request: FastifyRequest;
  readonly context: Context;
}

const inputOf = ({ params, query, body }: FastifyRequest): AnyInput => ({ params, query, body }) as AnyInput;

/**
 * Returns the owning account. Throws `Problem` if not permitted; also checked on idempotent repetitions, since
 * answers may contain secrets.
 */
async function authorize({ operation, request, context }: Attempt): Promise<string | undefined> {
  const input = inputOf(request);
  const owner = await ownerOf(operation, context.trx, input);
  const access = accessOf(
    context.principal,
    `chime:${operation.name}` satisfies Action,
    owner,
    operation.scoped === true,
  );
  if (access === 'hidden') throw new Problem('not-found');
  if (access === 'denied')
    throw new Problem('forbidden', `No policy of ${context.principal.name} allows chime:${operation.name} here`);
  await operation.permits?.(context, input as never);
  return owner;
}

async function perform({ operation, request, context }: Attempt, owner: string | undefined): Promise<Answer> {
  const result = await operation.run(context, inputOf(request) as never);
  const record = recordOf(operation, request, context.now, { response: result });
  await appendAudit(context.trx, record, owner);
  return { status: operation.status, body: result === undefined ? '' : JSON.stringify(result) };
}

async function ownerOf({ owner }: Operation, trx: Transaction, input: AnyInput): Promise<string | undefined> {
  if (owner === undefined) return undefined;
  const found = await owner(trx, input as never);
  if (found === undefined) throw new Problem('not-found');
  return found;
}

function send(reply: FastifyReply, { status, body }: Answer): FastifyReply {
  if (body === '') return reply.code(status).send();
  const { version } = JSON.parse(body) as { readonly version?: unknown };
  if (typeof version === 'number') void reply.header('etag', `"${version}"`);
  return reply.code(status).type('application/json; charset=utf-8').send(body);
}

/** RFC 9110 §13.1.1: one strong entity tag, or `*`. */
function versionOf(request: FastifyRequest): number | '*' {
  const header = request.headers['if-match'];
  if (header === undefined)
    throw new Problem('precondition-required', 'Send If-Match with the ETag that you have read, or *');
  if (header === '*') return '*';
  const [, version] = /^"(\d{1,9})"$/.exec(header) ?? [];
  if (version === undefined) throw new Problem('bad-request', 'If-Match must be one ETag exactly as received, or *');
  return Number(version);
}

function requestKeyOf(request: FastifyRequest, principal: Principal): RequestKey | undefined {
  const key = request.headers['idempotency-key'];
  if (key === undefined) return undefined;
  if (typeof key !== 'string' || !/^[!-~]{1,128}$/.test(key))
    throw new Problem('bad-request', 'Idempotency-Key must be 1 to 128 visible characters');
  const text = `${request.method} ${request.url}\n${JSON.stringify(request.body ?? null)}`;
  return { actor: principal.id, key, request: createHash('sha256').update(text).digest('hex') };
}

/** Longer user agents carry no more information. */
const LONGEST_AGENT = 256;

function recordOf(
  operation: Operation,
  request: FastifyRequest,
  now: number,
  { response, failure }: { readonly response?: unknown; readonly failure?: Failure },
): AuditRecord {
  const { principal } = request;
  const readOnly = isRead(`chime:${operation.name}`);
  const parameters = {
    ...(request.params as object),
    ...(request.query as object),
    ...(typeof request.body === 'object' ? request.body : {}),
  };
  return {
    eventVersion: '1.05',
    userIdentity:
      principal === undefined
        ? { type: 'Anonymous', principalId: 'anonymous' }
        : {
            type: principal.type,
            principalId: principal.id,
            userName: principal.name,
            ...(principal.accountId !== undefined && { accountId: principal.accountId }),
          },
    eventTime: new Date(now).toISOString(),
    eventSource: 'roomgate',
    eventName: operation.id ?? operation.name,
    sourceIPAddress: request.ip,
    userAgent: (request.headers['user-agent'] ?? '').slice(0, LONGEST_AGENT),
    ...(failure && { errorCode: failure.problem, errorMessage: failure.detail.slice(0, LONGEST_AGENT) }),
    requestParameters: Object.keys(parameters).length === 0 ? null : redacted(parameters),
    responseElements: readOnly || response === undefined ? null : redacted(response),
    requestID: request.id,
    eventID: randomUUID(),
    eventType: 'ApiCall',
    readOnly,
  };
}
