/** A call with a relay between: order, both ways; an end at any time; moves; nothing done twice. */
import { describe, expect, it } from 'vitest';
import { RelayError, type Relay, type RelaySession } from '../../../media/index.ts';
import type { SipCall, SipCallEvent } from '../../../gateway/sip/edge.ts';
import { RelayedCall, relayIncoming, type RelayedCallFact } from '../../../gateway/sip/relayed-call.ts';

interface Asked {
  readonly text: string;
  readonly answer: (sdp?: string) => Promise<void>;
  readonly fail: (kind: RelayError['kind']) => Promise<void>;
}

/** Lets what waits for a promise go on. */
const settle = async (): Promise<void> => {
  for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
};

/** A call at the edge and a relay, both in the hands of the test. */
class Stage {
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
    const did = (name: string) => (...args: readonly unknown[]): void => void this.edge.push([name, ...args.map((arg) => (typeof arg === 'string' ? arg : JSON.stringify(arg)))].join(' '));
    const ended = (): void => this.call.onEvent({ type: 'ended', end: { cause: 'local' } });
    this.call = {
      id: 'sip-1', direction: 'inbound', request: {} as SipCall['request'], offer, onEvent: () => undefined,
      ring: did('ring'), accept: did('accept'), answer: did('answer'), refuseOffer: ({ status }) => did('refuseOffer')(String(status)), sendOffer: did('sendOffer'), sendInfo: did('info'), probe: did('probe'),
      acceptRefer: did('acceptRefer'), notifyRefer: did('notifyRefer'), refuseRefer: did('refuseRefer'),
      reject: ({ status, headers }) => {
        did('reject')(`${status} ${(headers ?? []).map(([name]) => name).join(',')}`);
        ended();
      },
      end: (reason) => {
        did('end')(reason ?? '');
        ended();
      },
    };
    const onFact = ({ change, why }: RelayedCallFact): void => void this.facts.push(why === undefined ? change : `${change} ${why}`);
    relayIncoming(this.call, { relay: this.#relay(), onFact, onError: (error) => void this.errors.push(error) }, (relayed) => {
      this.relayed = relayed;
      relayed.onEvent = (event) => void this.above.push(event);
    });
  }

  #relay(): Relay {
    const ask = (text: string): Promise<string> => {
      const { promise, resolve, reject } = Promise.withResolvers<string>();
      this.asked.push({
        text,
        answer: async (sdp = `<${text}>`) => (resolve(sdp), settle()),
        fail: async (kind) => (reject(new RelayError(kind, 'as the test wants it')), settle()),
      });
      return promise;
    };
    const openSession = (): RelaySession =>
      (this.session = {
        offer: (sdp, from) => ask(`${from} offers ${sdp}`), answer: (sdp, from) => ask(`${from} answers ${sdp}`),
        instance: '127.0.0.1:1', security: ['sdes'], lost: false, onLost: () => undefined,
        move: () => new Promise((resolve) => void this.moves.push(resolve)),
        close: () => void (this.closed += 1),
      });
    return { openSession, stats: () => [], close: async () => undefined };
  }

  get last(): Asked {
    return this.asked.at(-1)!;
  }

  /** In the order that it was asked. */
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

describe('an incoming call', () => {
  it('is heard of when the relay has its offer, and answered when it has our answer', async () => {
    const stage = new Stage('A');
    expect(stage.relayed).toBeUndefined();
    await stage.last.answer();
    expect(stage.relayed).toBeDefined();
    stage.relayed!.accept('B');
    expect(stage.edge).toEqual([]);
    await stage.last.answer();
    expect(stage.edge).toEqual(['accept <gateway answers B>']);
    expect(stage.facts).toEqual(['anchored']);
    expect(stage.relayed!.mediaSecurity).toEqual(['sdes']);
    expect(stage.asked.map(({ text }) => text)).toEqual(['device offers A', 'gateway answers B']);
  });

  it('without an offer gets ours, and its answer goes through the relay, too', async () => {
    const stage = new Stage(undefined);
    expect(stage.relayed?.offer).toBeUndefined();
    stage.relayed!.accept('B');
    await stage.last.answer();
    expect(stage.edge).toEqual(['accept <gateway offers B>']);
    stage.call.onEvent({ type: 'answer', sdp: 'A' });
    stage.call.onEvent({ type: 'established' });
    await stage.last.answer();
    expect(stage.above).toEqual([{ type: 'answer', sdp: '<device answers A>' }, { type: 'established' }]);
  });

  it('cancelled while the relay is asked: nobody hears of it, and the relay ends it once', async () => {
    const stage = new Stage('A');
    stage.call.onEvent({ type: 'ended', end: { cause: 'cancel' } });
    await stage.last.answer();
    expect(stage.relayed).toBeUndefined();
    expect(stage.edge).toEqual([]);
    expect(stage.closed).toBe(1);
  });

  it('cancelled while our answer is at the relay: it is not sent', async () => {
    const stage = new Stage('A');
    await stage.last.answer();
    stage.relayed!.accept('B');
    stage.call.onEvent({ type: 'ended', end: { cause: 'cancel' } });
    await stage.last.answer();
    expect(stage.edge).toEqual([]);
    expect(stage.above).toEqual([{ type: 'ended', end: { cause: 'cancel' } }]);
    expect(stage.closed).toBe(1);
  });

  it.each([
    ['no-instance', 'reject 503 Warning,Retry-After'],
    ['lost', 'reject 503 Warning,Retry-After'],
    ['bad-sdp', 'reject 488 Warning,Reason'],
  ] as const)('that the relay does not take (%s) is refused', async (kind, refusal) => {
    const stage = new Stage('A');
    await stage.last.fail(kind);
    expect(stage.edge).toEqual([refusal]);
    expect(stage.facts).toEqual([`refused ${kind}`]);
    expect(stage.closed).toBe(1);
  });

  it('whose answer the relay does not take ends with the reason', async () => {
    const stage = new Stage('A');
    await stage.last.answer();
    stage.relayed!.accept('B');
    await stage.last.fail('lost');
    expect(stage.edge).toEqual(['reject 503 Warning,Retry-After']);
    expect(stage.above).toEqual([{ type: 'ended', end: { cause: 'media-lost' } }]);
  });

  it('whose handler throws ends, and the fault is told', async () => {
    const stage = new Stage('A');
    await stage.last.answer();
    stage.relayed!.accept('B');
    await stage.last.answer();
    stage.relayed!.onEvent = ({ type }) => {
      if (type === 'offer') throw new Error('above');
    };
    stage.call.onEvent({ type: 'offer', sdp: 'A2' });
    await stage.last.answer();
    expect(stage.errors).toEqual([new Error('above')]);
    expect(stage.edge.at(-1)).toMatch(/^end/);
    expect(stage.closed).toBe(1);
  });
});

describe('a call that is up', () => {
  it('keeps the order of what happens while the relay is asked', async () => {
    const stage = await Stage.up();
    stage.call.onEvent({ type: 'offer', sdp: 'A2' });
    stage.call.onEvent({ type: 'info', contentType: 'x', body: '1' });
    stage.relayed!.probe();
    expect(stage.above).toEqual([{ type: 'established' }]);
    expect(stage.edge).toHaveLength(1);
    await stage.last.answer();
    expect(stage.above.map(({ type }) => type)).toEqual(['established', 'offer', 'info']);
    expect(stage.edge.at(-1)).toBe('probe');
    stage.relayed!.answer('B2');
    await stage.last.answer();
    expect(stage.edge.at(-1)).toBe('answer <gateway answers B2>');
  });

  it('asked for our offer: it goes as one, and their answer as an answer', async () => {
    const stage = await Stage.up();
    stage.call.onEvent({ type: 'offer', sdp: undefined });
    stage.relayed!.answer('B2');
    await stage.last.answer();
    expect(stage.edge.at(-1)).toBe('answer <gateway offers B2>');
    stage.call.onEvent({ type: 'answer', sdp: 'A2' });
    await stage.last.answer();
    expect(stage.above.at(-1)).toEqual({ type: 'answer', sdp: '<device answers A2>' });
  });

  it('offers of ours wait for theirs, and for the one before', async () => {
    const stage = await Stage.up();
    stage.call.onEvent({ type: 'offer', sdp: 'A2' });
    stage.relayed!.sendOffer('B3');
    await stage.last.answer();
    stage.relayed!.answer('B2');
    await stage.last.answer();
    expect(stage.edge.at(-1)).toBe('answer <gateway answers B2>');
    expect(stage.last.text).toBe('gateway offers B3');
    await stage.last.answer();
    stage.relayed!.sendOffer('B4');
    expect(stage.last.text).toBe('gateway offers B3');
    stage.call.onEvent({ type: 'offerRefused', status: 488 });
    expect(stage.above.at(-1)).toEqual({ type: 'offerRefused', status: 488 });
    await settle();
    expect(stage.last.text).toBe('gateway offers B4');
  });

  it('what the relay does not take is refused, and the call goes on', async () => {
    const stage = await Stage.up();
    stage.call.onEvent({ type: 'offer', sdp: 'A2' });
    await stage.last.fail('bad-sdp');
    expect(stage.edge.at(-1)).toBe('refuseOffer 488');
    stage.relayed!.sendOffer('B2');
    await stage.last.fail('bad-sdp');
    expect(stage.above.at(-1)).toEqual({ type: 'offerRefused', status: 500 });
    stage.relayed!.sendInfo('x', '1');
    expect(stage.edge.at(-1)).toBe('info x 1');
  });

  it('ends at once, and the relay once', async () => {
    const stage = await Stage.up();
    stage.relayed!.sendOffer('B2');
    stage.relayed!.end('over');
    stage.relayed!.end('over');
    await stage.last.answer();
    expect(stage.edge.slice(1)).toEqual(['end over']);
    expect(stage.above.at(-1)).toEqual({ type: 'ended', end: { cause: 'local' } });
    expect(stage.closed).toBe(1);
  });
});

describe('a call whose instance is lost', () => {
  it('is offered to the device by another one, as if it had asked the layer above', async () => {
    const stage = await Stage.up();
    await stage.lose();
    stage.moves[0]!(true);
    await settle();
    expect(stage.above.at(-1)).toEqual({ type: 'offer', sdp: undefined });
    stage.relayed!.answer('B2');
    await stage.last.answer();
    expect(stage.edge.at(-1)).toBe('sendOffer <gateway offers B2>');
    stage.call.onEvent({ type: 'answer', sdp: 'A2' });
    await stage.last.answer();
    expect(stage.above.at(-1)).toEqual({ type: 'answer', sdp: '<device answers A2>' });
    expect(stage.facts).toEqual(['anchored', 'moving instance-down', 'moved']);
  });

  it('ends when there is none in time', async () => {
    const stage = await Stage.up();
    await stage.lose();
    stage.moves[0]!(false);
    await settle();
    expect(stage.edge.at(-1)).toMatch(/^end SIP;cause=500/);
    expect(stage.above.at(-1)).toEqual({ type: 'ended', end: { cause: 'media-lost' } });
    expect(stage.facts.at(-1)).toBe('lost no-instance');
    expect(stage.closed).toBe(1);
  });

  it('tries the next ones, but not for ever', async () => {
    const stage = await Stage.up();
    await stage.lose();
    for (let attempt = 0; attempt < 3; attempt += 1) {
      stage.moves[attempt]!(true);
      await settle();
      stage.relayed!.answer('B2');
      await stage.last.fail('no-instance');
    }
    expect(stage.moves).toHaveLength(3);
    expect(stage.facts.at(-1)).toBe('lost no-instance');
  });

  it('ends when the device does not take the offer', async () => {
    const stage = await Stage.up();
    await stage.lose();
    stage.moves[0]!(true);
    await settle();
    stage.relayed!.answer('B2');
    await stage.last.answer();
    stage.call.onEvent({ type: 'offerRefused', status: 488 });
    expect(stage.facts.at(-1)).toBe('lost refused-by-device');
    expect(stage.edge.at(-1)).toMatch(/^end /);
  });

  it('moves with an offer of the device, when that is quicker', async () => {
    const stage = await Stage.up();
    await stage.lose();
    stage.call.onEvent({ type: 'offer', sdp: 'A2' });
    await stage.last.answer();
    stage.relayed!.answer('B2');
    await stage.last.answer();
    stage.moves[0]!(true);
    await settle();
    expect(stage.above.filter(({ type }) => type === 'offer')).toEqual([{ type: 'offer', sdp: '<device offers A2>' }]);
    expect(stage.facts.at(-1)).toBe('moved');
  });

  it('waits for what is under way', async () => {
    const stage = await Stage.up();
    stage.relayed!.sendOffer('B2');
    await stage.last.answer();
    await stage.lose();
    expect(stage.moves).toHaveLength(0);
    stage.call.onEvent({ type: 'answer', sdp: 'A2' });
    await stage.last.fail('lost');
    expect(stage.above.at(-1)).toEqual({ type: 'offerRefused', status: 500 });
    expect(stage.moves).toHaveLength(1);
  });

  it('before it is up moves when it is', async () => {
    const stage = new Stage('A');
    await stage.last.answer();
    stage.relayed!.accept('B');
    await stage.last.answer();
    await stage.lose();
    expect(stage.moves).toHaveLength(0);
    stage.call.onEvent({ type: 'established' });
    expect(stage.moves).toHaveLength(1);
  });

  it('for silence is ended', async () => {
    const stage = await Stage.up();
    stage.session.onLost('media-timeout');
    expect(stage.facts.at(-1)).toBe('lost media-timeout');
    expect(stage.edge.at(-1)).toMatch(/^end SIP;cause=500/);
  });
});
