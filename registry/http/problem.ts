/** Errors as RFC 9457 problem documents, from a single table. */
import { RemoteError } from '../../base/errors.ts';
import type { Duplex } from 'node:stream';
import type { FastifyReply } from 'fastify';

const PROBLEMS = {
  'bad-request': [400, 'The request is not valid'],
  unauthorized: [401, 'An API key or a token is required'],
  forbidden: [403, 'The policies of this key do not allow this'],
  'not-found': [404, 'The resource does not exist'],
  conflict: [409, 'The request conflicts with the current state'],
  'precondition-failed': [412, 'The resource has changed meanwhile'],
  timeout: [408, 'The request took too long to arrive'],
  'too-large': [413, 'The request is too large'],
  'unsupported-media': [415, 'The body must be application/json'],
  'other-request': [422, 'The idempotency key was used for another request'],
  'precondition-required': [428, 'If-Match is required'],
  'too-many-requests': [429, 'Too many requests at once'],
  'headers-too-large': [431, 'The header fields are too large'],
  internal: [500, 'Something went wrong'],
  unavailable: [503, 'A required service cannot be reached'],
} as const satisfies Record<string, readonly [number, string]>;

export type ProblemName = keyof typeof PROBLEMS;

const MEDIA_TYPE = 'application/problem+json; charset=utf-8';
/** Errors of the HTTP parser. */
const BROKEN: Readonly<Record<string, readonly [ProblemName, reason: string, detail: string]>> = {
  HPE_HEADER_OVERFLOW: [
    'headers-too-large',
    'Request Header Fields Too Large',
    'The header fields have more than 16 KB',
  ],
  ERR_HTTP_REQUEST_TIMEOUT: ['timeout', 'Request Timeout', 'The request took too long to arrive'],
};

/**
 * Thrown by routes; `detail` says what the caller can do, `pointer` (RFC 6901) which part of the body it concerns.
 */
export class Problem extends RemoteError {
  readonly problem: ProblemName;
  readonly pointer: string | undefined;
  constructor(problem: ProblemName, detail?: string, pointer?: string) {
    super(problem, detail ?? PROBLEMS[problem][1], { path: pointer });
    this.problem = problem;
    this.pointer = pointer;
  }
}

function documentOf(name: ProblemName, detail: string, requestId: string, pointer?: string) {
  const [status, title] = PROBLEMS[name];
  return {
    type: `urn:roomgate:problem:${name}`,
    title,
    status,
    detail,
    instance: `urn:request:${requestId}`,
    ...(pointer !== undefined && { pointer }),
  };
}

export function sendProblem(
  reply: FastifyReply,
  name: ProblemName,
  detail: string,
  requestId: string,
  pointer?: string,
): FastifyReply {
  const document = documentOf(name, detail, requestId, pointer);
  return reply.code(document.status).type(MEDIA_TYPE).send(document);
}

/** Answers data that is not readable HTTP, and closes the connection. `code`: the parser's error code. */
export function answerBroken(socket: Duplex, code: string | undefined, requestId: string): void {
  if (code === 'ECONNRESET' || socket.destroyed) return;
  const [name, reason, detail] =
    (code !== undefined && BROKEN[code]) || (['bad-request', 'Bad Request', 'This is not an HTTP request'] as const);
  const document = documentOf(name, detail, requestId);
  const body = JSON.stringify(document);
  const head = `HTTP/1.1 ${document.status} ${reason}\r\nContent-Type: ${MEDIA_TYPE}\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n`;
  if (socket.writable) socket.write(head + body);
  socket.destroy();
}

export function problemOfStatus(status: number | undefined): ProblemName {
  const found = Object.entries(PROBLEMS).find(([, [code]]) => code === status);
  if (found !== undefined) return found[0] as ProblemName;
  return status !== undefined && status >= 400 && status < 500 ? 'bad-request' : 'internal';
}
