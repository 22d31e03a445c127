/** The calls for which endpoints were admitted. */

export interface Admission {
  /** The call's GUID, hexadecimal. */
  readonly callId: string;
  readonly endpointId: string;
  readonly callReference: number;
  /** True if the endpoint answers the call, false if it makes the call. */
  readonly answer: boolean;
  /** 100 bit/s. */
  readonly bandwidth: number;
  /** The last time that the endpoint mentioned the call, in monotonic ms. */
  readonly heardAt: number;
  /** The last time that the endpoint was asked about the call. */
  readonly inquiredAt?: number;
}

const keyOf = (endpointId: string, callId: string): string => `${endpointId}\0${callId}`;

export class Admissions {
  readonly #calls = new Map<string, Admission>();
  readonly #byEndpoint = new Map<string, Set<string>>();
  /** The number of endpoints in each call. */
  readonly #byCall = new Map<string, number>();

  get size(): number {
    return this.#calls.size;
  }

  all(): IterableIterator<Admission> {
    return this.#calls.values();
  }

  has(callId: string): boolean {
    return this.#byCall.has(callId);
  }

  get(endpointId: string, callId: string): Admission | undefined {
    return this.#calls.get(keyOf(endpointId, callId));
  }

  of(endpointId: string): readonly Admission[] {
    return [...(this.#byEndpoint.get(endpointId) ?? [])].flatMap((key) => this.#calls.get(key) ?? []);
  }

  put(admission: Admission): void {
    const { endpointId, callId } = admission;
    const key = keyOf(endpointId, callId);
    if (!this.#calls.has(key)) {
      const own = this.#byEndpoint.get(endpointId) ?? new Set();
      this.#byEndpoint.set(endpointId, own.add(key));
      this.#byCall.set(callId, (this.#byCall.get(callId) ?? 0) + 1);
    }
    this.#calls.set(key, admission);
  }

  remove({ endpointId, callId }: Pick<Admission, 'endpointId' | 'callId'>): boolean {
    const key = keyOf(endpointId, callId);
    if (!this.#calls.delete(key)) return false;
    const own = this.#byEndpoint.get(endpointId);
    own?.delete(key);
    if (own?.size === 0) this.#byEndpoint.delete(endpointId);
    const left = (this.#byCall.get(callId) ?? 0) - 1;
    if (left > 0) this.#byCall.set(callId, left);
    else this.#byCall.delete(callId);
    return true;
  }
}
