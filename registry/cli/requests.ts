/** Turns typed values into requests, and collects their answers. */
import type { Answer, Ask } from './client.ts';
import {
  rowsOf,
  type Argument,
  type Command,
  type Json,
  type List,
  type Option,
  type Request,
  type World,
} from './command.ts';
import { Mistake, NotReached, Refused } from './errors.ts';
import type { Typed } from './parse.ts';

export interface Inputs {
  readonly path: Json;
  readonly query: Json;
  readonly body: Json;
}

/** Reads the inputs in order: a user is searched for in the account named before. */
export async function readInputs(command: Command, typed: Typed, world: World): Promise<Inputs> {
  const inputs: Record<Argument['place'], Record<string, unknown>> = { path: {}, query: {}, body: {} };
  for (const input of [...command.arguments, ...command.options]) {
    const texts = typed.filter(([each]) => each === input).map(([, text]) => text);
    if (texts.length === 0) continue;
    const values = [];
    for (const text of texts) values.push(await input.reads(text, world, { ...inputs.path, ...inputs.body }));
    const value = gathered(input, values);
    if (input.field !== '') inputs[input.place][input.field] = value;
    else Object.assign(inputs[input.place], value);
  }
  const [first] = command.requests;
  if (first.line.startsWith('PATCH') && first.fixed === undefined && Object.keys(inputs.body).length === 0)
    throw new Mistake('nothing to change was given; see the options in its help');
  return inputs;
}

function gathered(input: Argument | Option, values: readonly unknown[]): unknown {
  if ('many' in input) return input.many?.(values);
  return 'takes' in input && input.takes === 'many' ? values : values[0];
}

export interface Outcome {
  readonly answer: Json;
  /** The list has more rows. */
  readonly more: boolean;
}

export interface Performed {
  readonly command: Command;
  readonly inputs: Inputs;
  /** Rows wanted from a list. */
  readonly wanted: number;
}

export async function perform(ask: Ask, { command, inputs, wanted }: Performed): Promise<Outcome> {
  if (command.list !== undefined)
    return readList(ask, {
      path: targetOf(command.requests[0].line, inputs),
      list: command.list,
      query: inputs.query,
      wanted,
    });
  const answers: Json[] = [];
  for (const request of command.requests) {
    try {
      answers.push((await askOne(ask, request, command.versioned === true, inputs)).body);
    } catch (error) {
      throw afterOthers(error, command.requests.slice(0, answers.length));
    }
  }
  return { answer: command.combine?.(answers) ?? answers.at(-1) ?? {}, more: false };
}

/** Adds to an error which earlier requests were done, as they stay in effect. */
function afterOthers(error: unknown, done: readonly Request[]): unknown {
  const words = done.length === 0 ? '' : `; the earlier steps stay done: ${done.map(({ line }) => line).join(', ')}`;
  if (error instanceof Refused) return new Refused({ ...error.problem, detail: `${error.problem.detail}${words}` });
  return error instanceof NotReached ? new NotReached(`${error.message}${words}`, error.hint) : error;
}

/** Reads a versioned resource first, so that a concurrent change is not overwritten. */
async function askOne(ask: Ask, request: Request, versioned: boolean, inputs: Inputs): Promise<Answer> {
  const [method = ''] = request.line.split(' ');
  const path = targetOf(request.line, inputs) + queryOf(inputs.query);
  const body = { ...inputs.body, ...request.fixed };
  const read = request.etagOf !== undefined ? targetOf(`GET ${request.etagOf}`, inputs) : versioned ? path : undefined;
  const ifMatch = read === undefined ? undefined : (await ask({ method: 'GET', path: read })).etag;
  return ask({ method, path, ...(Object.keys(body).length > 0 && { body }), ifMatch });
}

const targetOf = (line: Request['line'], { path }: Inputs): string =>
  (line.split(' ')[1] ?? '').replaceAll(/:(\w+)/g, (_, name: string) => encodeURIComponent(String(path[name])));

function queryOf(query: Json): string {
  const text = new URLSearchParams(
    Object.entries(query).map(([name, value]) => [name, String(value)] as [string, string]),
  ).toString();
  return text === '' ? '' : `?${text}`;
}

/** The API's largest page. */
const PAGE = 200;

export interface ListRequest {
  readonly path: string;
  readonly list: List;
  readonly query: Json;
  /** Rows. */
  readonly wanted: number;
}

/** Reads page after page. Requests one row more than wanted, to find out whether there are more. */
export async function readList(
  ask: Ask,
  { path, list: { items, cursor }, query, wanted }: ListRequest,
): Promise<Outcome> {
  const rows: Json[] = [];
  for (let at: Json = {}; ;) {
    const limit = Math.min(PAGE, wanted + 1 - rows.length);
    const { body } = await ask({ method: 'GET', path: path + queryOf({ ...query, ...(cursor && { limit }), ...at }) });
    if (!Array.isArray(body[items]))
      throw new NotReached(`The answer contains no ${items}`, 'Is this the API of a gateway of this version?');
    const page = rowsOf(body, items);
    rows.push(...page);
    const last = page.at(-1);
    if (cursor === undefined || last === undefined || page.length < limit || rows.length > wanted)
      return {
        answer: { ...body, [items]: cursor ? rows.slice(0, wanted) : rows },
        more: cursor !== undefined && rows.length > wanted,
      };
    at = { [cursor.query]: last[cursor.field] };
  }
}
