/** Errors as RFC 9457 problem documents, from one table. */
import type { FastifyReply } from 'fastify';

const PROBLEMS = {
  'bad-request': [400, 'The request is not valid'],
  unauthorized: [401, 'An API key or a token is needed'],
  forbidden: [403, 'Its policies do not allow this'],
  'not-found': [404, 'There is no such resource'],
  conflict: [409, 'It cannot be done as things are'],
  'precondition-failed': [412, 'It has changed meanwhile'],
  'too-large': [413, 'The request is too large'],
  'unsupported-media': [415, 'The body must be application/json'],
  'other-request': [422, 'The idempotency key was used for another request'],
  'precondition-required': [428, 'If-Match is needed'],
  'too-many-requests': [429, 'Too much at once'],
  internal: [500, 'Something went wrong'],
  unavailable: [503, 'Something that is needed is not in reach'],
} as const satisfies Record<string, readonly [number, string]>;

export type ProblemName = keyof typeof PROBLEMS;

/** Thrown by routes; `detail` says what the caller can do, `pointer` (RFC 6901) where in the body it is. */
export class Problem extends Error {
  readonly problem: ProblemName;
  readonly pointer: string | undefined;
  constructor(problem: ProblemName, detail?: string, pointer?: string) {
    super(detail ?? PROBLEMS[problem][1]);
    this.problem = problem;
    this.pointer = pointer;
  }
}

export function sendProblem(reply: FastifyReply, name: ProblemName, detail: string, requestId: string, pointer?: string): FastifyReply {
  const [status, title] = PROBLEMS[name];
  const document = { type: `urn:roomgate:problem:${name}`, title, status, detail, instance: `urn:request:${requestId}`, ...(pointer !== undefined && { pointer }) };
  return reply.code(status).type('application/problem+json').send(document);
}

export function problemOfStatus(status: number | undefined): ProblemName {
  const found = Object.entries(PROBLEMS).find(([, [code]]) => code === status);
  if (found !== undefined) return found[0] as ProblemName;
  return status !== undefined && status >= 400 && status < 500 ? 'bad-request' : 'internal';
}
