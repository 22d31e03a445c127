/** Determines which API to use. Pure. */
import { Mistake } from './errors.ts';

export interface Listener {
  readonly host: string;
  /** Null: off. */
  readonly port: number | null;
  /** Empty: HTTP. */
  readonly certificate: string;
}

/** The URL at which a gateway with this configuration is reached from its own machine; undefined: its API is off. */
export function urlOfListener({ host, port, certificate }: Listener): string | undefined {
  if (port === null) return undefined;
  const reached = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host;
  return `${certificate === '' ? 'http' : 'https'}://${reached.includes(':') ? `[${reached}]` : reached}:${port}`;
}

/** Returns the URL without a trailing slash and without `/v1`. Throws `Mistake`. */
export function checkedUrl(text: string): string {
  const url = URL.parse(text);
  if (url === null || !/^https?:$/.test(url.protocol))
    throw new Mistake(`${JSON.stringify(text)} is not the address of an API; expected e.g. http://127.0.0.1:8080`);
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '')
    throw new Mistake('the address of the API must not contain a user, ? or #');
  return `${url.origin}${url.pathname}`.replace(/\/(?:v1\/?)?$/, '');
}

const LOOPBACK = /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/;

/** True if others could read the key on its way. */
export const isInClear = (url: string): boolean => {
  const { protocol, hostname } = new URL(url);
  return protocol === 'http:' && !LOOPBACK.test(hostname);
};
