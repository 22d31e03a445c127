/**
 * Tokens (JWT, RFC 7519) of an OpenID Connect issuer, as an alternative to API keys: verified here, and mapped to a
 * principal.
 */
import { createRemoteJWKSet, errors, jwtVerify, type JWTPayload, type JWTVerifyGetKey } from 'jose';
import type { Principal } from '../access/principal.ts';
import { policiesOf } from '../sql/api-keys.ts';
import type { Store } from '../sql/store.ts';
import { standingOf } from '../sql/users.ts';
import { Problem } from './problem.ts';

export interface TokenOptions {
  readonly issuer: string;
  /** The `aud` that a token must have. */
  readonly audience: string;
  /** Empty: taken from the issuer's OpenID configuration. */
  readonly jwksUrl: string;
  /** Claims with the names of policies, and with the one account that the token is for. */
  readonly policiesClaim: string;
  readonly accountClaim: string;
}

/**
 * Returns the principal of a token; undefined: the token is invalid. Throws `Problem` if the issuer's keys cannot
 * be reached.
 */
export type TokenReader = (store: Store, token: string, now: number) => Promise<Principal | undefined>;

/** Signatures that only the issuer can make; a shared secret or no signature proves nothing. */
const ALGORITHMS = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
  'Ed25519',
];
/** s by which the clocks may differ. */
const TOLERANCE = 30;
/** ms. */
const TIMEOUT = 5000;
const ASK_AGAIN = 10_000;
const MOST_POLICIES = 20;
const ID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export const looksLikeToken = (credential: string): boolean => credential.split('.').length === 3;

export function createTokenReader(options: TokenOptions): TokenReader {
  let keys: Promise<JWTVerifyGetKey> | undefined;
  let askAgainAt = -Infinity;
  return async (store, token, now) => {
    // Strangers must not control how often we ask the issuer.
    if (keys === undefined && now < askAgainAt) throw unreachable();
    keys ??= issuersKeys(options).catch((error) => {
      [keys, askAgainAt] = [undefined, now + ASK_AGAIN];
      throw error;
    });
    const payload = await verified(token, keys, options, now);
    return payload && principalOf(store, payload, options);
  };
}

const unreachable = (): Problem => new Problem('unavailable', 'The keys of the token’s issuer cannot be reached');

async function verified(
  token: string,
  keys: Promise<JWTVerifyGetKey>,
  { issuer, audience }: TokenOptions,
  now: number,
): Promise<JWTPayload | undefined> {
  const checks = {
    issuer,
    audience,
    algorithms: ALGORITHMS,
    requiredClaims: ['exp', 'iat', 'sub'],
    clockTolerance: TOLERANCE,
    currentDate: new Date(now),
  };
  try {
    return (await jwtVerify(token, await keys, checks)).payload;
  } catch (error) {
    // `jose` reports an invalid token with one of its own errors; anything else, and a time-out, means that the
    // keys could not be fetched.
    if (
      error instanceof errors.JOSEError &&
      !(error instanceof errors.JWKSTimeout) &&
      error.code !== 'ERR_JOSE_GENERIC'
    )
      return undefined;
    throw unreachable();
  }
}

async function issuersKeys({ issuer, jwksUrl }: TokenOptions): Promise<JWTVerifyGetKey> {
  return createRemoteJWKSet(new URL(jwksUrl === '' ? await discovered(issuer) : jwksUrl), { timeoutDuration: TIMEOUT });
}

/** OpenID Connect Discovery 1.0 §4. Rejects if the document is not from this issuer. */
async function discovered(issuer: string): Promise<string> {
  const response = await fetch(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`, {
    signal: AbortSignal.timeout(TIMEOUT),
    redirect: 'error',
  });
  const document = (await response.json()) as { readonly issuer?: unknown; readonly jwks_uri?: unknown };
  if (!response.ok || document.issuer !== issuer || typeof document.jwks_uri !== 'string')
    throw new Error(`Cannot use the OpenID configuration of ${issuer}`);
  // A document fetched over TLS must not lead to keys fetched without it.
  if (new URL(document.jwks_uri).protocol !== new URL(issuer).protocol)
    throw new Error(`Cannot use the keys of ${issuer}: not the issuer's protocol`);
  return document.jwks_uri;
}

/** A user who is suspended, or was signed out since the token was issued, has no principal. */
async function principalOf(
  store: Store,
  { iss = '', sub = '', iat = 0, ...claims }: JWTPayload,
  { policiesClaim, accountClaim }: TokenOptions,
): Promise<Principal | undefined> {
  const account = claims[accountClaim];
  if (account !== undefined && !(typeof account === 'string' && ID.test(account))) return undefined;
  const email = typeof claims['email'] === 'string' ? claims['email'].slice(0, 254).toLowerCase() : undefined;
  if (email !== undefined) {
    const { suspended, loggedOut } = await standingOf(store, email);
    if (suspended || loggedOut >= iat * 1000) return undefined;
  }
  const policyNames = [claims[policiesClaim] ?? []]
    .flat()
    .filter((name): name is string => typeof name === 'string')
    .slice(0, MOST_POLICIES);
  return {
    type: 'Token',
    id: `${iss}#${sub.slice(0, 255)}`,
    name: email ?? sub.slice(0, 255),
    ...(account !== undefined && { accountId: account }),
    policies: await policiesOf(store, policyNames),
    policyNames,
  };
}
