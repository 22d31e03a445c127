/**
 * A coverage-guided fuzzer of the ASN.1 codecs. The reach of an input is measured in two ways: after each input,
 * which fields of the schema were decoded or failed, and why; and after each batch, which blocks of the runtime's
 * code ran (V8's precise coverage). An input that reached something new joins the corpus, which is mutated further.
 */
import { Session, type Profiler } from 'node:inspector';
import { isDeepStrictEqual } from 'node:util';
import { Asn1Error, type Codec } from '../../gateway/h323/asn1/index.ts';
import { UNKNOWN_ADDITIONS } from '../../gateway/h323/asn1/values.ts';
import { Generator, seeded, type Pick } from '../gateway/h323/asn1/generate.ts';
import { modules, octets, type PDUS } from '../gateway/h323/asn1/modules.ts';
import { VECTORS } from '../gateway/h323/asn1/vectors.ts';
import { mutate } from './h323-per-mutate.ts';

type Pdu = (typeof PDUS)[number];

/** The limit of inputs in octets, far below TPKT's longest payload. */
const MAX_INPUT = 2048;
const MAX_CORPUS = 4000;
const BATCH = 512;
/** Codecs accept values that they would not send: characters outside the type's alphabet. */
const LENIENT = /is not in its alphabet|is outside Latin-1|an open type has at least one octet/;

export interface FuzzResult {
  readonly inputs: number;
  readonly decoded: number;
  readonly corpus: number;
  /** The number of fields and failures reached. */
  readonly features: number;
  /** The number of code blocks reached. */
  readonly blocks: number;
  /** The time of the slowest input. */
  readonly slowestMs: number;
  /** Inputs that violated a guarantee; must be empty. */
  readonly faults: readonly string[];
}

export class PerFuzz {
  readonly #pdu: Pdu;
  readonly #pick: Pick;
  readonly #corpus: Uint8Array[] = [];
  readonly #features = new Set<string>();
  readonly #faults: string[] = [];
  readonly #coverage = new BlockCoverage();
  #decoded = 0;
  #slowest = 0;

  constructor(pdu: Pdu, seed: number) {
    this.#pdu = pdu;
    this.#pick = seeded(seed);
    for (const { codec, octets: text } of VECTORS) if (codec === pdu.codec) this.#corpus.push(octets(text));
    for (let value = 0; value < 40; value += 1) {
      const generator = new Generator(modules, seeded(seed * 1000 + value), { depth: 2 + (value % 4) });
      const bytes = pdu.codec.encode(generator.value(pdu.module, pdu.type));
      if (bytes.length <= MAX_INPUT) this.#corpus.push(bytes);
    }
  }

  /** `progress` is called after each hundred thousand inputs. */
  run(inputs: number, progress: () => void = () => {}): FuzzResult {
    using _coverage = this.#coverage;
    for (let done = 0; done < inputs; done += BATCH) {
      const batch: Uint8Array[] = [];
      for (let count = Math.min(BATCH, inputs - done); count > 0; count -= 1) {
        const input = this.#mutant();
        if (this.#try(input)) this.#keep(input);
        else if (batch.length < 4) batch.push(input);
      }
      // New blocks are rare, and searching for the input that reached them is not worthwhile: keep a few of the
      // batch.
      if (this.#coverage.grew()) for (const input of batch) this.#keep(input);
      if (Math.floor(done / 100_000) !== Math.floor((done + BATCH) / 100_000)) progress();
    }
    const { size: blocks } = this.#coverage;
    return {
      inputs,
      decoded: this.#decoded,
      corpus: this.#corpus.length,
      features: this.#features.size,
      blocks,
      slowestMs: this.#slowest,
      faults: this.#faults,
    };
  }

  #mutant(): Uint8Array {
    const one = this.#corpus[this.#pick(this.#corpus.length)] ?? new Uint8Array(1);
    const other = this.#corpus[this.#pick(this.#corpus.length)] ?? one;
    return mutate(one, other, this.#pick).slice(0, MAX_INPUT);
  }

  #keep(input: Uint8Array): void {
    if (this.#corpus.length < MAX_CORPUS) this.#corpus.push(input);
    else this.#corpus[this.#pick(MAX_CORPUS)] = input;
  }

  /** True if the input reached anything new. */
  #try(input: Uint8Array): boolean {
    const before = this.#features.size;
    const started = performance.now();
    try {
      const value = this.#pdu.codec.decode(input);
      this.#slowest = Math.max(this.#slowest, performance.now() - started);
      this.#decoded += 1;
      for (const path of paths(value, '', 0)) this.#features.add(path);
      this.#check(input, value);
    } catch (error) {
      this.#slowest = Math.max(this.#slowest, performance.now() - started);
      if (error instanceof Asn1Error && error.kind !== 'unencodable' && error.offset <= input.length)
        this.#features.add(failure(error));
      else this.#fault(input, error);
    }
    return this.#features.size > before;
  }

  /** A decoded value can be encoded, and is then decoded to the same value. */
  #check(input: Uint8Array, value: unknown): void {
    const { codec } = this.#pdu as { readonly codec: Codec<unknown> };
    try {
      const again = codec.decode(codec.encode(value));
      if (!isDeepStrictEqual(again, value)) this.#fault(input, new Error('it is another value after encoding it'));
    } catch (error) {
      if (!(error instanceof Asn1Error) || !LENIENT.test(error.message)) this.#fault(input, error);
    }
  }

  #fault(input: Uint8Array, error: unknown): void {
    if (this.#faults.length < 10)
      this.#faults.push(
        `${this.#pdu.type} ${Buffer.from(input).toString('hex')}: ${error instanceof Error ? error.stack : String(error)}`,
      );
  }
}

/** The fields of a value, each as the last names of its path. */
function* paths(value: unknown, path: string, depth: number): Iterable<string> {
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array || depth > 40) return;
  for (const name of Reflect.ownKeys(value)) {
    if (name === 'length') continue;
    const step = Array.isArray(value) ? '[]' : name === UNKNOWN_ADDITIONS ? '$more' : String(name);
    const next = `${path}.${step}`.split('.').slice(-4).join('.');
    yield next;
    yield* paths((value as Record<PropertyKey, unknown>)[name], next, depth + 1);
  }
}

const failure = ({ path, message, kind }: Asn1Error): string => {
  const place = path
    .replaceAll(/\[\d+\]/g, '[]')
    .split('.')
    .slice(-3)
    .join('.');
  return `${kind} ${place} ${message.slice(message.lastIndexOf(':')).replaceAll(/-?\d+/g, 'n')}`;
};

/** Tracks which blocks of the codecs' code have run. */
class BlockCoverage implements Disposable {
  readonly #session = new Session();
  readonly #blocks = new Set<string>();

  constructor() {
    this.#session.connect();
    this.#session.post('Profiler.enable');
    this.#session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
  }

  get size(): number {
    return this.#blocks.size;
  }

  /** True if blocks ran that did not run before. A session to the own thread answers at once. */
  grew(): boolean {
    const before = this.#blocks.size;
    this.#session.post(
      'Profiler.takePreciseCoverage',
      (error: Error | null, taken: Profiler.TakePreciseCoverageReturnType) => {
        if (error !== null) throw error;
        for (const { url, functions } of taken.result) if (url.includes('/h323/asn1/per/')) this.#add(url, functions);
      },
    );
    return this.#blocks.size > before;
  }

  #add(url: string, functions: readonly Profiler.FunctionCoverage[]): void {
    for (const { ranges } of functions) {
      for (const { startOffset, endOffset, count } of ranges)
        if (count > 0) this.#blocks.add(`${url}:${startOffset}-${endOffset}`);
    }
  }

  [Symbol.dispose](): void {
    this.#session.disconnect();
  }
}
