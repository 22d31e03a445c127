/**
 * An operation of the API: what it is called, who may do it, what goes in and what comes out. From this one definition come
 * the route, its validation, the authorisation, the audit record and the OpenAPI document. `pipeline.ts` runs it.
 *
 * To add some: a file `<resource>.operations.ts` that exports a list, and its name in `operations.ts`.
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
  /** Everything that the operation reads and writes, with its audit record. */
  readonly trx: Transaction;
  readonly principal: Principal;
  /** Unix ms. */
  readonly now: number;
  /** Of `If-Match`; undefined where the operation changes nothing that has a version. */
  readonly version: number | '*' | undefined;
  /** Run once the change is in the database, e.g. to tell the calls. */
  readonly after: (task: () => void) => void;
  /** What takes long: begun once this is in the database; the answer is the job. Throws `Problem` while too many run. */
  readonly start: (accountId: string, work: (tools: WorkTools) => Promise<unknown>) => Job;
}

/** What a job works with. */
export interface WorkTools {
  readonly db: Database;
  /** Everything that it changes, with the audit record of it: once, at its end. */
  readonly commit: <T>(change: (trx: Transaction) => Promise<T>) => Promise<T>;
  readonly progress: Progress;
}

export interface Operation<
  P extends TSchema = TSchema,
  Q extends TSchema = TSchema,
  B extends TSchema = TSchema,
  R extends TSchema = TSchema,
> {
  /** Of the guide where it has one: the action of policies, the name in the audit log, the operation's id. */
  readonly name: ActionName;
  /** Where several operations share an action; else the name. */
  readonly id?: string;
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** As Fastify writes it: `/v1/accounts/:account`. */
  readonly path: string;
  readonly summary: string;
  readonly status: 200 | 201 | 202 | 204;
  readonly params?: P;
  readonly query?: Q;
  readonly body?: B;
  readonly result?: R;
  /** Of the request's body, bytes, where it may be more than usual. */
  readonly bodyLimit?: number;
  /** Changes something that has a version: `If-Match` must be sent. */
  readonly versioned?: boolean;
  /** Whose it is, an account's id; `undefined`: there is no such thing (404). Absent: it belongs to no account. */
  readonly owner?: (trx: Transaction, input: Input<P, Q, B>) => Promise<string | undefined>;
  /** Belongs to no account, and shows a key of one account only what is that account's. */
  readonly scoped?: boolean;
  /** What must be allowed beside the action; asked before an answer is sent again, too. Throws `Problem`. */
  readonly permits?: (context: Context, input: Input<P, Q, B>) => Promise<void>;
  readonly run: (context: Context, input: Input<P, Q, B>) => Promise<Static<R> | undefined>;
}

/** For the types' sake. */
export const operation = <P extends TSchema, Q extends TSchema, B extends TSchema, R extends TSchema>(
  value: Operation<P, Q, B, R>,
): Operation => value as unknown as Operation;
