/**
 * One record per API call, in the format of CloudTrail (the guide's example); each contains the hash of the
 * previous one. Pure.
 */
import { createHash } from 'node:crypto';

export interface UserIdentity {
  readonly type: 'ApiKey' | 'Token' | 'Anonymous' | 'Gateway' | 'Operator';
  /** Id of the key, or the token's issuer and subject. */
  readonly principalId: string;
  readonly userName?: string;
  /** The one account that it is limited to. */
  readonly accountId?: string;
}

export interface AuditRecord {
  readonly eventVersion: '1.05';
  readonly userIdentity: UserIdentity;
  /** ISO 8601, UTC. */
  readonly eventTime: string;
  readonly eventSource: 'roomgate';
  readonly eventName: string;
  readonly sourceIPAddress: string;
  readonly userAgent: string;
  readonly errorCode?: string;
  readonly errorMessage?: string;
  readonly requestParameters: unknown;
  /** `null` for calls that change nothing. */
  readonly responseElements: unknown;
  readonly requestID: string;
  readonly eventID: string;
  readonly eventType: 'ApiCall' | 'ServiceEvent';
  readonly readOnly: boolean;
}

const HIDDEN = 'HIDDEN_DUE_TO_SECURITY_REASONS';
const SECRETS: ReadonlySet<string> = new Set([
  'pin',
  'hostpin',
  'personalpin',
  'passcode',
  'password',
  'key',
  'secret',
  'token',
  'authorization',
]);
const LONGEST_TEXT = 1000;
const MOST_ENTRIES = 100;
const DEEPEST = 8;

/** A copy without secrets, limited in size. */
export function redacted(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return value.length <= LONGEST_TEXT ? value : `${value.slice(0, LONGEST_TEXT)}…`;
  if (typeof value !== 'object' || value === null) return value;
  if (depth >= DEEPEST) return '…';
  if (Array.isArray(value)) return value.slice(0, MOST_ENTRIES).map((each) => redacted(each, depth + 1));
  const entries = Object.entries(value).slice(0, MOST_ENTRIES);
  return Object.fromEntries(
    entries.map(([name, each]) => [
      name.slice(0, 100),
      SECRETS.has(name.toLowerCase()) && each !== null && each !== undefined ? HIDDEN : redacted(each, depth + 1),
    ]),
  );
}

/** The hash before the first record. */
export const NO_HASH = '0'.repeat(64);

/** The hash of a stored record and all records before it: SHA-256, hexadecimal. */
export const chainHash = (previous: string, text: string): string =>
  createHash('sha256').update(previous).update('\n').update(text).digest('hex');
