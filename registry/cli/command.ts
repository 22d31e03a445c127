/**
 * A command over the API: its arguments, the requests it makes, and what it shows. This one definition yields
 * parsing, help and execution. To add one: an entry in its noun's file in `commands/`; a test reports operations
 * without a command.
 */

export type Json = Readonly<Record<string, unknown>>;
export type RequestLine = `${'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'} /v1/${string}`;

/** Kinds of objects, other than accounts and users, that have a name in addition to their id. */
export type Named = 'device' | 'meeting' | 'key';

/** Services for reading arguments. */
export interface World {
  /** Unix ms. */
  readonly now: number;
  /** UTF-8; `-` is the standard input. */
  readonly readFile: (path: string) => Promise<string>;
  /**
   * Finds the id of the one account with this name, or of the one user with this e-mail address. Throws `Refused`.
   */
  readonly findAccount: (name: string) => Promise<string>;
  readonly findUser: (email: string, account: string | undefined) => Promise<string>;
  /** Finds the id of the one with this name in all visible accounts. Throws `Refused`. */
  readonly findNamed: (kind: Named, name: string) => Promise<string>;
}

/** Converts typed text to the value to send; `before`: the fields already read. Throws `Mistake`. */
export type Reader = (text: string, world: World, before: Json) => unknown;

/** A typed value, and where it is sent. */
export interface Input {
  /** As shown in the help: `ACCOUNT`, `FILE`. */
  readonly word: string;
  readonly about: string;
  readonly place: 'path' | 'query' | 'body';
  /** The field's name in the API; empty: the value is an object, whose fields are used. */
  readonly field: string;
  readonly reads: Reader;
}

export interface Argument extends Input {
  /** Combines the values if the argument may be repeated (only the last one). */
  readonly many?: (values: readonly unknown[]) => unknown;
}

export interface Option extends Input {
  /** Without the `--`. */
  readonly flag: string;
  readonly takes: 'nothing' | 'one' | 'many';
  readonly needed?: boolean;
}

export interface Request {
  readonly line: RequestLine;
  /** Constant fields of the body. */
  readonly fixed?: Json;
  /** Path of the resource whose version is read first and sent with the change. */
  readonly etagOf?: `/v1/${string}`;
}

/** Something to print. */
export type Block =
  | { readonly kind: 'table'; readonly columns: Columns; readonly rows: readonly Json[]; readonly empty: string }
  | { readonly kind: 'pairs'; readonly value: Json }
  | { readonly kind: 'words'; readonly text: string };

/** Title to the path of its value, e.g. `event` to `record.eventName`. */
export type Columns = Readonly<Record<string, string>>;

export interface List {
  /** The answer's field that holds the rows. */
  readonly items: string;
  /**
   * How to request the next page: the query's name, and the field of the last row that is its value. Absent: the
   * list has no pages.
   */
  readonly cursor?: { readonly query: 'after' | 'before'; readonly field: 'id' | 'seq' | 'name' };
}

export interface Command {
  readonly verb: string;
  readonly about: string;
  /** Made in this order; all but the last are preparations. */
  readonly requests: readonly [Request, ...Request[]];
  readonly arguments: readonly Argument[];
  readonly options: readonly Option[];
  /** The command changes a resource that has a version, which is first read at the same path. */
  readonly versioned?: boolean;
  readonly list?: List;
  /** Combines the answers of all requests; absent: the last one is used. */
  readonly combine?: (answers: readonly Json[]) => Json;
  readonly view: (answer: Json) => readonly Block[];
  /** A document printed as it is, instead of `view` and JSON. */
  readonly raw?: (answer: Json) => string;
  /** The name of a secret that is shown only once. */
  readonly once?: string;
  /** The answer reports problems: exit code 1. */
  readonly hasProblems?: (answer: Json) => boolean;
  readonly examples: readonly string[];
}

export interface Group {
  readonly noun: string;
  readonly about: string;
  readonly commands: readonly Command[];
}

interface Details extends Partial<Omit<Command, 'verb' | 'about' | 'requests' | 'examples'>> {
  readonly fixed?: Json;
  readonly etagOf?: Request['etagOf'];
  readonly examples: readonly [string, ...string[]];
}

/** Fills in the defaults. */
export function command(
  verb: string,
  line: RequestLine | readonly [Request, ...Request[]],
  about: string,
  { fixed, etagOf, ...details }: Details,
): Command {
  const requests: readonly [Request, ...Request[]] =
    typeof line === 'string' ? [{ line, ...(fixed && { fixed }), ...(etagOf && { etagOf }) }] : line;
  return { verb, about, requests, arguments: [], options: [], view: onePair, ...details };
}

const onePair = (answer: Json): readonly Block[] => [{ kind: 'pairs', value: answer }];

/** The text shown if the answer is empty. */
export const says = (text: string) => (): readonly Block[] => [{ kind: 'words', text }];

export const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
export const rowsOf = (answer: Json, items: string): readonly Json[] =>
  Array.isArray(answer[items]) ? (answer[items] as readonly Json[]) : [];

/** A list's settings: its pages and its table. */
export const listOf = (items: string, columns: Columns, cursor?: List['cursor']): Pick<Command, 'list' | 'view'> => ({
  list: { items, ...(cursor && { cursor }) },
  view: (answer) => [{ kind: 'table', columns, rows: rowsOf(answer, items), empty: `No ${items}.` }],
});

/** Ids for use in examples. */
export const EXAMPLE = {
  device: '7c9e6679-7425-40de-944b-e07fc1f90ae7',
  meeting: '5c1f0e9a-7b1d-4c7e-9a55-0b2f6d1c8e11',
  call: '2b64d1c4-3f0e-4a0b-9d3e-8f6a1c7e5b90',
  job: '9f3b1d2c-5a64-4e7b-8c0d-6e1f2a3b4c5d',
  user: 'a4d5c1f2-6e0b-4c39-8f57-1d2e3f4a5b6c',
  key: 'e3b0c442-98fc-4c14-9afb-f4c8996fb924',
} as const;
