/** Requests to the API: adds the key, retries once if a connection fails, and interprets answers. */
import { isObject, type Json } from './command.ts';
import { NotReached, Refused, type ProblemDocument } from './errors.ts';

export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

export interface ClientOptions {
  /** URL of the API, without `/v1`. */
  readonly url: string;
  readonly key: string;
  readonly fetch: Fetch;
  /** For `Idempotency-Key`. */
  readonly randomId: () => string;
}

export interface ApiRequest {
  readonly method: string;
  /** Including the query. */
  readonly path: string;
  readonly body?: Json | undefined;
  /** The entity tag of the resource to change. */
  readonly ifMatch?: string | undefined;
}

export interface Answer {
  /** Empty if the API returned no content. */
  readonly body: Json;
  readonly etag: string | undefined;
}

/** Throws `Refused` or `NotReached`. */
export type Ask = (request: ApiRequest) => Promise<Answer>;

/** ms; an import of ten thousand devices takes a while. */
const PATIENCE = 120_000;
/** Status codes of proxies in front of a gateway that does not answer. */
const GATEWAY_AWAY: readonly number[] = [502, 503, 504];

export function createClient({ url, key, fetch, randomId }: ClientOptions): Ask {
  return async ({ method, path, body, ifMatch }) => {
    const headers = {
      authorization: `Bearer ${key}`,
      accept: 'application/json',
      'user-agent': 'roomgate-cli',
      ...(body && { 'content-type': 'application/json' }),
      ...(ifMatch !== undefined && { 'if-match': ifMatch }),
      ...(method === 'POST' && { 'idempotency-key': randomId() }),
    };
    // Redirects are not followed: the key is only for this address.
    const send = (): Promise<Response> =>
      fetch(`${url}${path}`, {
        method,
        headers,
        redirect: 'manual',
        signal: AbortSignal.timeout(PATIENCE),
        ...(body && { body: JSON.stringify(body) }),
      });
    try {
      const response = await send().catch((error: unknown) => again(error, method, send));
      return readAnswer(response.status, response.headers.get('etag') ?? undefined, await response.text(), url);
    } catch (error) {
      throw error instanceof Refused || error instanceof NotReached ? error : notReached(url, error);
    }
  };
}

/**
 * Retries where that is safe: a GET changes nothing, and a POST with the same key is done once; other methods might
 * be done twice.
 */
function again(error: unknown, method: string, send: () => Promise<Response>): Promise<Response> {
  if ((method !== 'GET' && method !== 'POST') || isTimeout(error)) throw error;
  return send();
}

const isTimeout = (error: unknown): boolean => error instanceof Error && error.name === 'TimeoutError';

function readAnswer(status: number, etag: string | undefined, text: string, url: string): Answer {
  const body = text === '' && status < 400 ? {} : parsed(text);
  if (status >= 200 && status < 300 && body !== undefined) return { body, etag };
  if (body !== undefined && isProblem(body)) throw new Refused(body);
  if (GATEWAY_AWAY.includes(status))
    throw new NotReached(
      `${url} answers ${status}`,
      'The proxy in front of the gateway cannot reach it: is the gateway running?',
    );
  throw new NotReached(
    `${url} answers ${status}, but not like the API of a gateway`,
    'Is the address right? --api URL or ROOMGATE_API sets it, e.g. http://127.0.0.1:8080',
  );
}

function parsed(text: string): Json | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

const isProblem = (body: Json): body is Json & ProblemDocument =>
  typeof body['status'] === 'number' &&
  typeof body['title'] === 'string' &&
  typeof body['detail'] === 'string' &&
  (body['pointer'] === undefined || typeof body['pointer'] === 'string');

const START =
  'Is it running ("roomgate start")? If it is on another machine or port, give its address with --api URL or ROOMGATE_API.';
const TRUST =
  'If the certificate is your own, name its file in NODE_EXTRA_CA_CERTS; the host in --api must be a name in the certificate.';

const HINTS: readonly (readonly [RegExp, string])[] = [
  [/CERT|SIGNATURE/, TRUST],
  [/SSL/, 'It does not speak TLS: is the address http://?'],
  [/^(?:ECONNRESET|UND_ERR_SOCKET)$/, `${START} With api.certificate the address begins with https://.`],
];

function notReached(url: string, error: unknown): NotReached {
  if (isTimeout(error))
    return new NotReached(
      `${url} did not answer in ${PATIENCE / 1000} seconds`,
      'Check its log; the request may have been carried out.',
    );
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const { code = '', message = String(cause) } = cause as { readonly code?: string; readonly message?: string };
  const [, hint = START] = HINTS.find(([codes]) => codes.test(code)) ?? [];
  return new NotReached(
    `Cannot reach the gateway at ${url}: ${WORDS[code] ?? WORDS[message] ?? (message === '' ? code : message)}`,
    hint,
  );
}

const WORDS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there',
  ENOTFOUND: 'the host does not exist',
  EAI_AGAIN: 'its name cannot be resolved now',
  ECONNRESET: 'the connection was cut',
  UND_ERR_SOCKET: 'the connection was cut',
  EHOSTUNREACH: 'no route to that host',
  // https://fetch.spec.whatwg.org/#port-blocking
  'bad port': 'no HTTP client uses this port; choose another for api.port',
  ETIMEDOUT: 'that host does not answer',
  UND_ERR_CONNECT_TIMEOUT: 'that host does not answer',
};
