import type { SipCall, SipCallEvent } from '../../gateway/sip/edge.ts';
import { relayIncoming, type RelayedCall, type RelayedCallFact } from '../../gateway/sip/relayed-call/call.ts';
import { RelayError, type Relay, type RelaySession } from '../../media/index.ts';

interface Asked {
  readonly text: string;
  readonly answer: (sdp?: string) => Promise<void>;
  readonly fail: (kind: RelayError['kind']) => Promise<void>;
}

/** Lets pending promises settle. */
export const settle = async (): Promise<void> => {
  for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
};

/** A call at the edge and a relay, both controlled by the test. */
export class Stage {
  readonly edge: string[] = [];
  readonly above: SipCallEvent[] = [];
  readonly facts: string[] = [];
  readonly errors: unknown[] = [];
  readonly asked: Asked[] = [];
  readonly moves: ((found: boolean) => void)[] = [];
  session!: RelaySession;
  closed = 0;
  relayed: RelayedCall | undefined;
  readonly call: SipCall;

  constructor(offer: string | undefined) {
    const did =
      (name: string) =>
      (...args: readonly unknown[]): void =>
        void this.edge.push(
          [name, ...args.map((arg) => (typeof arg === 'string' ? arg : JSON.stringify(arg)))].join(' '),
        );
    const ended = (): void => this.call.onEvent({ type: 'ended', end: { cause: 'local' } });
    this.call = {
      id: 'sip-1',
      direction: 'inbound',
      request: {} as SipCall['request'],
      offer,
      onEvent: () => undefined,
      ring: did('ring'),
      accept: did('accept'),
      answer: did('answer'),
      refuseOffer: ({ status }) => did('refuseOffer')(String(status)),
      sendOffer: did('sendOffer'),
      sendInfo: did('info'),
      probe: did('probe'),
      acceptRefer: did('acceptRefer'),
      notifyRefer: did('notifyRefer'),
      refuseRefer: did('refuseRefer'),
      reject: ({ status, headers }) => {
        did('reject')(`${status} ${(headers ?? []).map(([name]) => name).join(',')}`);
        ended();
      },
      end: (reason) => {
        did('end')(reason ?? '');
        ended();
      },
    };
    const onFact = ({ change, why }: RelayedCallFact): void =>
      void this.facts.push(why === undefined ? change : `${change} ${why}`);
    relayIncoming(
      this.call,
      { relay: this.#relay(), onFact, onError: (error) => void this.errors.push(error) },
      (relayed) => {
        this.relayed = relayed;
        relayed.onEvent = (event) => void this.above.push(event);
      },
    );
  }

  #relay(): Relay {
    const ask = (text: string): Promise<string> => {
      const { promise, resolve, reject } = Promise.withResolvers<string>();
      this.asked.push({
        text,
        answer: async (sdp = `<${text}>`) => (resolve(sdp), settle()),
        fail: async (kind) => (reject(new RelayError(kind, 'as the test requires')), settle()),
      });
      return promise;
    };
    const openSession = (): RelaySession =>
      (this.session = {
        offer: (sdp, from) => ask(`${from} offers ${sdp}`),
        answer: (sdp, from) => ask(`${from} answers ${sdp}`),
        instance: '127.0.0.1:1',
        security: ['sdes'],
        lost: false,
        onLost: () => undefined,
        move: () => new Promise((resolve) => void this.moves.push(resolve)),
        close: () => void (this.closed += 1),
      });
    return { openSession, stats: () => [], close: async () => undefined };
  }

  get last(): Asked {
    return this.asked.at(-1)!;
  }

  /** Brings both up, answering the relay's requests in order. */
  static async up(): Promise<Stage> {
    const stage = new Stage('A');
    await stage.last.answer();
    stage.relayed!.accept('B');
    await stage.last.answer();
    stage.call.onEvent({ type: 'established' });
    return stage;
  }

  async lose(): Promise<void> {
    this.session.onLost('instance-down');
    await settle();
  }
}
