/** Errors as RFC 9457 problem documents, from one table. */
import type { FastifyReply } from 'fastify';

const PROBLEMS = {
  'bad-request': [400, 'The request is not valid'],
  unauthorized: [401, 'An API key is needed'],
  'not-found': [404, 'There is no such resource'],
  conflict: [409, 'It is there already'],
  'too-large': [413, 'The request is too large'],
  'unsupported-media': [415, 'The body must be application/json'],
  internal: [500, 'Something went wrong'],
} as const satisfies Record<string, readonly [number, string]>;

export type ProblemName = keyof typeof PROBLEMS;

/** Thrown by routes; `detail` says what the caller can do. */
export class Problem extends Error {
  readonly problem: ProblemName;
  constructor(problem: ProblemName, detail?: string) {
    super(detail ?? PROBLEMS[problem][1]);
    this.problem = problem;
  }
}

export function sendProblem(reply: FastifyReply, name: ProblemName, detail: string, requestId: string): FastifyReply {
  const [status, title] = PROBLEMS[name];
  return reply.code(status).type('application/problem+json').send({ type: `urn:roomgate:problem:${name}`, title, status, detail, instance: `urn:request:${requestId}` });
}

export function problemOfStatus(status: number | undefined): ProblemName {
  const found = Object.entries(PROBLEMS).find(([, [code]]) => code === status);
  if (found !== undefined) return found[0] as ProblemName;
  return status !== undefined && status >= 400 && status < 500 ? 'bad-request' : 'internal';
}
