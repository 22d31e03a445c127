/**
 * Work that takes longer than an answer should. Its changes are in one transaction with their audit record, so jobs
 * are kept only in memory: a process that ends during a job has changed nothing, and the job is gone.
 */
import { randomUUID } from 'node:crypto';
import { Problem, type ProblemName } from './problem.ts';

export interface Job {
  readonly id: string;
  readonly accountId: string;
  /** Name of the operation. */
  readonly kind: string;
  readonly state: 'running' | 'done' | 'failed';
  /** Steps done, of `total`; both 0 until the total is known. */
  readonly done: number;
  readonly total: number;
  /** Unix ms. */
  readonly startedAt: number;
  readonly endedAt: number | null;
  /** Reason of a failure. */
  readonly problem: { readonly name: ProblemName; readonly detail: string; readonly pointer: string | null } | null;
}

export type Progress = (done: number, total: number) => void;

interface Entry {
  readonly job: Job;
  /** The principal that started the job. */
  readonly actor: string;
  /** The result, until it is fetched. */
  readonly result: unknown;
}

export interface NewJob {
  readonly accountId: string;
  readonly kind: string;
  readonly actor: string;
}

const MOST_RUNNING = 4;
const MOST_KEPT = 100;
/** ms that a job is kept after its end. */
const KEPT = 3600 * 1000;

export class JobTable {
  readonly #entries = new Map<string, Entry>();
  readonly #now: () => number;
  readonly #onFault: (error: Error) => void;

  /** `now` returns Unix ms; `onFault` receives our own errors. */
  constructor(now: () => number, onFault: (error: Error) => void) {
    this.#now = now;
    this.#onFault = onFault;
  }

  /** Throws `Problem` while too many jobs run. The job starts when `run` is called. */
  open({ accountId, kind, actor }: NewJob): Job {
    this.#forget();
    if ([...this.#entries.values()].filter(({ job }) => job.state === 'running').length >= MOST_RUNNING)
      throw new Problem('too-many-requests', 'Too many jobs are running; try again when they are done');
    const job: Job = {
      id: randomUUID(),
      accountId,
      kind,
      state: 'running',
      done: 0,
      total: 0,
      startedAt: this.#now(),
      endedAt: null,
      problem: null,
    };
    this.#entries.set(job.id, { job, actor, result: undefined });
    return job;
  }

  async run(id: string, work: (progress: Progress) => Promise<unknown>): Promise<void> {
    try {
      const result = await work((done, total) => this.#change(id, { done, total }));
      this.#change(id, { state: 'done', endedAt: this.#now() }, result);
    } catch (error) {
      const known = error instanceof Problem;
      if (!known) this.#onFault(error as Error);
      const problem = known
        ? { name: error.problem, detail: error.message, pointer: error.pointer ?? null }
        : { name: 'internal' as const, detail: 'See the log', pointer: null };
      this.#change(id, { state: 'failed', endedAt: this.#now(), problem });
    }
  }

  /** Removes a job that was opened for a change that was not made. */
  drop(id: string): void {
    this.#entries.delete(id);
  }

  get(id: string): Job | undefined {
    return this.#entries.get(id)?.job;
  }

  /**
   * Returns the result once, and only to the principal that started the job: it may contain secrets shown only
   * once. Null: not there, or no longer.
   */
  takeResult(id: string, actor: string): unknown {
    const entry = this.#entries.get(id);
    if (entry === undefined || entry.actor !== actor) return null;
    this.#entries.set(id, { ...entry, result: undefined });
    return entry.result ?? null;
  }

  #change(id: string, change: Partial<Job>, result?: unknown): void {
    const entry = this.#entries.get(id);
    if (entry !== undefined) this.#entries.set(id, { ...entry, job: { ...entry.job, ...change }, result });
  }

  #forget(): void {
    const ended = [...this.#entries.values()].filter(({ job }) => job.endedAt !== null);
    const surplus = ended.slice(0, Math.max(0, this.#entries.size - MOST_KEPT));
    for (const { job } of ended.filter(
      (entry) => surplus.includes(entry) || (entry.job.endedAt ?? 0) + KEPT < this.#now(),
    ))
      this.#entries.delete(job.id);
  }
}
