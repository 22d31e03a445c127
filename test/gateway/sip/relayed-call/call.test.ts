/** A call with a relay in between: order in both directions, an end at any time, moves, and nothing done twice. */
import { describe, expect, it } from 'vitest';
import { settle, Stage } from '../../../fakes/relay-stage.ts';

describe('an incoming call', () => {
  it('is reported once the relay has its offer, and answered once it has our answer', async () => {
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

  it('without an offer gets ours, and its answer also goes through the relay', async () => {
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

  it('without an offer ends if the relay rejects its answer, as it would be without media', async () => {
    const stage = new Stage(undefined);
    stage.relayed!.accept('B');
    await stage.last.answer();
    stage.call.onEvent({ type: 'answer', sdp: 'A' });
    stage.call.onEvent({ type: 'established' });
    await stage.last.fail('bad-sdp');
    expect(stage.above).toEqual([{ type: 'ended', end: { cause: 'media-lost' } }]);
    expect(stage.edge.at(-1)).toMatch(/^end SIP;cause=500/);
    expect(stage.facts.at(-1)).toBe('lost bad-sdp');
  });

  it('cancelled while the relay is asked is not reported, and is ended at the relay once', async () => {
    const stage = new Stage('A');
    stage.call.onEvent({ type: 'ended', end: { cause: 'cancel' } });
    await stage.last.answer();
    expect(stage.relayed).toBeUndefined();
    expect(stage.edge).toEqual([]);
    expect(stage.closed).toBe(1);
  });

  it('cancelled while our answer is at the relay is not answered', async () => {
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
  ] as const)('that the relay rejects (%s) is rejected', async (kind, refusal) => {
    const stage = new Stage('A');
    await stage.last.fail(kind);
    expect(stage.edge).toEqual([refusal]);
    expect(stage.facts).toEqual([`refused ${kind}`]);
    expect(stage.closed).toBe(1);
  });

  it('ends with the reason if the relay rejects its answer', async () => {
    const stage = new Stage('A');
    await stage.last.answer();
    stage.relayed!.accept('B');
    await stage.last.fail('lost');
    expect(stage.edge).toEqual(['reject 503 Warning,Retry-After']);
    expect(stage.above).toEqual([{ type: 'ended', end: { cause: 'media-lost' } }]);
  });

  it('ends if its handler throws, and the fault is reported', async () => {
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

describe('an established call', () => {
  it('ends if its handler throws for a delayed event, and the fault is reported', async () => {
    const stage = await Stage.up();
    stage.relayed!.onEvent = ({ type }) => {
      if (type === 'info') throw new Error('above');
    };
    stage.call.onEvent({ type: 'offer', sdp: 'A2' });
    stage.call.onEvent({ type: 'info', contentType: 'x', body: '1' });
    expect(stage.errors).toEqual([]);
    await stage.last.answer();
    expect(stage.errors).toEqual([new Error('above')]);
    expect(stage.edge.at(-1)).toMatch(/^end/);
    expect(stage.closed).toBe(1);
  });

  it("ends if its handler throws when the relay's rejection is reported", async () => {
    const stage = await Stage.up();
    stage.relayed!.onEvent = () => {
      throw new Error('above');
    };
    stage.relayed!.sendOffer('B2');
    await stage.last.fail('bad-sdp');
    // The handler fails again when it is told about the end: the first fault stands for both.
    expect(stage.errors).toEqual([new Error('above')]);
    expect(stage.closed).toBe(1);
  });

  it.each([
    ['bad-sdp', 488],
    ['no-instance', 503],
    ['lost', 503],
  ] as const)('rejects an offer of the device that the relay rejects (%s) with %i', async (kind, status) => {
    const stage = await Stage.up();
    stage.call.onEvent({ type: 'offer', sdp: 'A2' });
    await stage.last.fail(kind);
    expect(stage.edge.at(-1)).toBe(`refuseOffer ${status}`);
  });

  it('keeps the order of events while the relay is asked', async () => {
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

  it("that asks for our offer gets one, and the peer's answer is passed on as an answer", async () => {
    const stage = await Stage.up();
    stage.call.onEvent({ type: 'offer', sdp: undefined });
    stage.relayed!.answer('B2');
    await stage.last.answer();
    expect(stage.edge.at(-1)).toBe('answer <gateway offers B2>');
    stage.call.onEvent({ type: 'answer', sdp: 'A2' });
    await stage.last.answer();
    expect(stage.above.at(-1)).toEqual({ type: 'answer', sdp: '<device answers A2>' });
  });

  it("delays our offers until the peer's offer and our earlier one are settled", async () => {
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

  it('continues after the relay rejects an offer', async () => {
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

  it('ends at once, and at the relay only once', async () => {
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

describe('a call whose relay instance is lost', () => {
  it('is offered to the device by another instance, as if the device had asked for an offer', async () => {
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

  it('ends if no instance is found in time', async () => {
    const stage = await Stage.up();
    await stage.lose();
    stage.moves[0]!(false);
    await settle();
    expect(stage.edge.at(-1)).toMatch(/^end SIP;cause=500/);
    expect(stage.above.at(-1)).toEqual({ type: 'ended', end: { cause: 'media-lost' } });
    expect(stage.facts.at(-1)).toBe('lost no-instance');
    expect(stage.closed).toBe(1);
  });

  it('tries the next instances, a limited number of times', async () => {
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

  it('drops an offer that waits for the move, because the new full offer replaces it', async () => {
    const stage = await Stage.up();
    await stage.lose();
    stage.relayed!.sendOffer('old');
    stage.moves[0]!(true);
    await settle();
    stage.relayed!.answer('whole');
    await stage.last.answer();
    stage.call.onEvent({ type: 'answer', sdp: 'A2' });
    await stage.last.answer();
    expect(stage.facts.at(-1)).toBe('moved');
    expect(stage.asked.map(({ text }) => text)).not.toContain('gateway offers old');
    stage.relayed!.sendOffer('new');
    expect(stage.last.text).toBe('gateway offers new');
  });

  it('ends if the device rejects the offer', async () => {
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

  it('moves with an offer of the device if that arrives first', async () => {
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

  it('waits for the offer in progress', async () => {
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

  it('moves once it is established', async () => {
    const stage = new Stage('A');
    await stage.last.answer();
    stage.relayed!.accept('B');
    await stage.last.answer();
    await stage.lose();
    expect(stage.moves).toHaveLength(0);
    stage.call.onEvent({ type: 'established' });
    expect(stage.moves).toHaveLength(1);
  });

  it('because of silence is ended', async () => {
    const stage = await Stage.up();
    stage.session.onLost('media-timeout');
    expect(stage.facts.at(-1)).toBe('lost media-timeout');
    expect(stage.edge.at(-1)).toMatch(/^end SIP;cause=500/);
  });
});
