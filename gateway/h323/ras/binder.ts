/**
 * Writes registrations to the registry, after the answers: they are the devices' bindings, like those of REGISTER.
 */
import type { Registry } from '../../../registry/port.ts';
import type { Clock } from '../../../base/clock.ts';
import type { Registration } from './registrations.ts';

export class Binder {
  readonly #registry: Pick<Registry, 'bind'>;
  readonly #clock: Clock;
  /** Unix ms. */
  readonly #now: () => number;
  readonly #onFault: (detail: string) => void;
  /** Writes are sequential, so that the last one prevails. */
  #last: Promise<void> = Promise.resolve();
  #sequence = 0;

  constructor(registry: Pick<Registry, 'bind'>, clock: Clock, now: () => number, onFault: (detail: string) => void) {
    this.#registry = registry;
    this.#clock = clock;
    this.#now = now;
    this.#onFault = onFault;
  }

  bind(registration: Registration): void {
    const { signal, ras, expiresAt } = registration;
    const at = signal ?? ras;
    const contact = `h323:${at.address.includes(':') ? `[${at.address}]` : at.address}:${at.port}`;
    this.#write(registration, [{ contact, expiresAt: this.#now() + expiresAt - this.#clock.now() }]);
  }

  unbind(registration: Registration): void {
    this.#write(registration, []);
  }

  #write(
    { device, endpointId: callId }: Registration,
    places: readonly { readonly contact: string; readonly expiresAt: number }[],
  ): void {
    if (device === undefined) return;
    // Greater than any earlier one, also across restarts.
    const cseq = (this.#sequence = Math.max(this.#sequence + 1, this.#now()));
    const aor = `h323:${device.username}`;
    const bindings = places.map(({ contact, expiresAt }) => ({ aor, contact, callId, cseq, expiresAt }));
    this.#last = this.#last
      .then(async () => void (await this.#registry.bind(aor, bindings, { callId, cseq })))
      .catch((error: unknown) => this.#onFault(String(error)));
  }

  /** Resolves once everything is written. */
  close(): Promise<void> {
    return this.#last;
  }
}
