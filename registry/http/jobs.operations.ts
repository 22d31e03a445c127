import { Type, type Static } from 'typebox';
import type { JobTable } from './jobs.ts';
import { operation, type Operation } from './operation.ts';
import { OneOf, OrNull, Time, Uuid } from './types.ts';

const Problem = Type.Object({ name: Type.String(), detail: Type.String(), pointer: OrNull(Type.String()) });
const JobFields = {
  id: Uuid,
  accountId: Uuid,
  kind: Type.String({ description: 'the operation' }),
  state: OneOf('running', 'done', 'failed'),
  done: Type.Integer({ description: 'steps, of `total`' }),
  total: Type.Integer(),
  startedAt: Time,
  endedAt: OrNull(Time),
  problem: OrNull(Problem),
};
export const Job = Type.Object(JobFields);
const JobWithResult = Type.Object({
  ...JobFields,
  result: OrNull(Type.Unknown({ description: 'the result of the operation, given once, to the key that started it' })),
});
const OfJob = Type.Object({ job: Uuid });

export const jobOperations = (jobs: JobTable): readonly Operation[] => [
  operation({
    name: 'GetJob',
    method: 'GET',
    path: '/v1/jobs/:job',
    summary: 'Shows the progress of a job, and its result: once, to the key that started it',
    status: 200,
    params: OfJob,
    result: JobWithResult,
    owner: async (_trx, { params }) => jobs.get(params.job)?.accountId,
    run: async ({ principal }, { params }) => {
      const job = jobs.get(params.job);
      return (
        job &&
        ({ ...job, result: job.state === 'done' ? jobs.takeResult(job.id, principal.id) : null } as Static<
          typeof JobWithResult
        >)
      );
    },
  }),
];
