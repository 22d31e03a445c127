/** The addresses that signalling has announced, and the protocol that will be used there. */
import { addressText, endpointText } from './ip.ts';

/** The protocols that a stream, or the datagrams of a port, may carry. */
export type Spoken = 'h225-cs' | 'h245' | 'h225-ras' | 'sip';

const MAX_ADDRESSES = 8192;
const BY_FIELD: ReadonlyMap<string, Spoken> = new Map([
  ['h245Address', 'h245'],
  ['rasAddress', 'h225-ras'],
  ['callSignalAddress', 'h225-cs'],
  ['destCallSignalAddress', 'h225-cs'],
]);
const PORTS: ReadonlyMap<string, Spoken> = new Map([
  ['1720', 'h225-cs'],
  ['1719', 'h225-ras'],
  ['1718', 'h225-ras'],
  ['5060', 'sip'],
]);

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !(value instanceof Uint8Array);

export class Announced {
  readonly #addresses = new Map<string, Spoken>();

  /** Records the addresses in a decoded PDU. */
  learn(pdu: unknown): void {
    if (!isObject(pdu)) return;
    for (const [name, value] of Object.entries(pdu)) {
      const spoken = BY_FIELD.get(name);
      if (spoken !== undefined)
        for (const address of Array.isArray(value) ? (value as unknown[]) : [value])
          this.#learnAddress(address, spoken);
      else this.learn(value);
    }
  }

  add(endpoint: string, spoken: Spoken): void {
    this.#addresses.delete(endpoint);
    this.#addresses.set(endpoint, spoken);
    const [oldest] = this.#addresses.keys();
    if (this.#addresses.size > MAX_ADDRESSES && oldest !== undefined) this.#addresses.delete(oldest);
  }

  /** The protocol used between two addresses: the announced one, otherwise that of a well-known port. */
  between(first: string, second: string): Spoken | undefined {
    return this.#addresses.get(first) ?? this.#addresses.get(second) ?? byPort(first) ?? byPort(second);
  }

  /** Records a TransportAddress of H.225.0 (§7.6). */
  #learnAddress(address: unknown, spoken: Spoken): void {
    if (!isObject(address)) return;
    const inner = address['ipAddress'] ?? address['ip6Address'];
    if (!isObject(inner)) return;
    const { ip, port } = inner;
    if (ip instanceof Uint8Array && typeof port === 'number' && port > 0)
      this.add(endpointText(addressText(ip), port), spoken);
  }
}

const byPort = (endpoint: string): Spoken | undefined => PORTS.get(endpoint.slice(endpoint.lastIndexOf(':') + 1));
