/** Secrets that must be recoverable, sealed with the registry's key: H.235 hashes a device's password itself. */
import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createSecretKey,
  randomBytes,
  type KeyObject,
} from 'node:crypto';
import { Secret } from '../base/secret.ts';

const NONCE = 12;
const TAG = 16;

export const hide = (text: string): Secret => new Secret(text);

/** The sealing key, derived from the key of the PIN hash. */
export const sealingKey = (pinKey: KeyObject): KeyObject =>
  createSecretKey(createHmac('sha256', pinKey).update('seal\0').digest());

/** AES-256-GCM; `owner` is authenticated too, so that a sealed secret is useless in another row. */
export function seal(key: KeyObject, owner: string, text: string): Buffer {
  const nonce = randomBytes(NONCE);
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(owner));
  const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), sealed]);
}

/** Returns undefined if the secret was sealed with another key, or for another owner. */
export function unseal(key: KeyObject, owner: string, sealed: Uint8Array): Secret | undefined {
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, NONCE), { authTagLength: TAG }).setAAD(
    Buffer.from(owner),
  );
  decipher.setAuthTag(sealed.subarray(NONCE, NONCE + TAG));
  try {
    return hide(Buffer.concat([decipher.update(sealed.subarray(NONCE + TAG)), decipher.final()]).toString('utf8'));
  } catch {
    return undefined;
  }
}
