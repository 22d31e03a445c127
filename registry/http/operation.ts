/**
 * An operation of the API: its name, permissions, input and output. This one definition yields the route, its
 * validation, the authorisation, the audit record and the OpenAPI document. `pipeline.ts` runs it.
 *
 * To add operations: a file `<resource>.operations.ts` that exports a list, and its name in `operations.ts`.
 */
import type { Static, TSchema } from 'typebox';
import type { ActionName } from '../access/actions.ts';
import type { Principal } from '../access/principal.ts';
import type { Database, Transaction } from '../sql/database.ts';
import type { Job, Progress } from './jobs.ts';

export interface Input<P extends TSchema, Q extends TSchema, B extends TSchema> {
  readonly params: Static<P>;
  readonly query: Static<Q>;
  readonly body: Static<B>;
}

export interface Context {
  /** The transaction for everything that the operation reads and writes, with its audit record. */
  readonly trx: Transaction;
  readonly principal: Principal;
  /** Unix ms. */
  readonly now: number;
  /** From `If-Match`; undefined if the operation changes nothing that has a version. */
  readonly version: number | '*' | undefined;
  /** Runs `task` once the change is committed, e.g. to notify the calls. */
  readonly after: (task: () => void) => void;
  /**
   * Starts long work as a job once this transaction is committed; the answer is the job. Throws `Problem` while too
   * many run.
   */
  readonly start: (accountId: string, work: (tools: WorkTools) => Promise<unknown>) => Job;
}

/** Tools for a job. */
export interface WorkTools {
  readonly db: Database;
  /** Makes all changes of the job in one transaction, with its audit record: once, at its end. */
  readonly commit: <T>(change: (trx: Transaction) => Promise<T>) => Promise<T>;
  readonly progress: Progress;
}

export interface Operation<
  P extends TSchema = TSchema,
  Q extends TSchema = TSchema,
  B extends TSchema = TSchema,
  R extends TSchema = TSchema,
> {
  /** The guide's name if it has one: the action in policies, the name in the audit log, the operation's id. */
  readonly name: ActionName;
  /** Set if several operations share an action; defaults to the name. */
  readonly id?: string;
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** In Fastify's notation: `/v1/accounts/:account`. */
  readonly path: string;
  readonly summary: string;
  readonly status: 200 | 201 | 202 | 204;
  readonly params?: P;
  readonly query?: Q;
  readonly body?: B;
  readonly result?: R;
  /** Limit for the request's body, bytes, if larger than usual. */
  readonly bodyLimit?: number;
  /** Changes a resource that has a version: `If-Match` must be sent. */
  readonly versioned?: boolean;
  /**
   * Finds the account that owns the resource; `undefined`: the resource does not exist (404). Absent: the resource
   * belongs to no account.
   */
  readonly owner?: (trx: Transaction, input: Input<P, Q, B>) => Promise<string | undefined>;
  /** Belongs to no account, but shows a key of one account only that account's part. */
  readonly scoped?: boolean;
  /** Checks permissions beyond the action, also before an answer is repeated. Throws `Problem`. */
  readonly permits?: (context: Context, input: Input<P, Q, B>) => Promise<void>;
  readonly run: (context: Context, input: Input<P, Q, B>) => Promise<Static<R> | undefined>;
}

/** Only for type inference. */
export const operation = <P extends TSchema, Q extends TSchema, B extends TSchema, R extends TSchema>(
  value: Operation<P, Q, B, R>,
): Operation => value as unknown as Operation;
