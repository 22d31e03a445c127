import { describe, expect, it } from 'vitest';
import { newTransactions, nextDue, stepTransactions, TIMERS } from '../../../gateway/bfcp/transactions.ts';
import type { TransactionEffect, TransactionEvent, Transactions } from '../../../gateway/bfcp/transactions.ts';
import type { BfcpBody, BfcpHeader, BfcpMessage } from '../../../gateway/bfcp/index.ts';

const ids = { conferenceId: 1, userId: 3 };
const HELLO: BfcpBody = { primitive: 'Hello' };
const HELLO_ACK: BfcpBody = { primitive: 'HelloAck' };
const FLOOR_STATUS: BfcpBody = { primitive: 'FloorStatus', floorId: 2, floorRequests: [] };
const FLOOR_QUERY: BfcpBody = { primitive: 'FloorQuery', floorIds: [2] };
const ACK: BfcpBody = { primitive: 'FloorStatusAck' };
const ERROR: BfcpBody = { primitive: 'Error', error: { code: 'genericError', details: new Uint8Array(0) } };

const from = (body: BfcpBody, header: Partial<BfcpHeader> = {}): BfcpMessage => ({
  header: { version: 2, isResponse: false, ...ids, transactionId: 1, ...header },
  body,
});
const received = (body: BfcpBody, header: Partial<BfcpHeader> = {}): TransactionEvent => ({
  type: 'received',
  message: from(body, header),
});
const request = (body: BfcpBody): TransactionEvent => ({ type: 'request', body });
const TICK: TransactionEvent = { type: 'tick' };

/** `send Hello 1`, `send HelloAck 1 R`, `deliver Hello`, `answered Hello by HelloAck`, `failed Hello`. */
function shown(effect: TransactionEffect): string {
  if (effect.type === 'failed') return `failed ${effect.request.primitive}`;
  const { header, body } = effect.message;
  if (effect.type === 'answered') return `answered ${effect.request.primitive} by ${body.primitive}`;
  return effect.type === 'deliver'
    ? `deliver ${body.primitive}`
    : `send ${body.primitive} ${header.transactionId}${header.isResponse ? ' R' : ''}`;
}

/** The state after the events, each at its time, and the effects of the last one. */
function after(
  start: Transactions,
  ...events: readonly (TransactionEvent | readonly [number, TransactionEvent])[]
): readonly [Transactions, readonly string[]] {
  let state = start;
  let effects: readonly TransactionEffect[] = [];
  for (const each of events) {
    const [now, event] = Array.isArray(each)
      ? (each as readonly [number, TransactionEvent])
      : [0, each as TransactionEvent];
    [state, effects] = stepTransactions(state, event, now);
  }
  return [state, effects.map(shown)];
}

const udp = newTransactions(ids, false);
const tcp = newTransactions(ids, true);

describe('our requests', () => {
  it.each<[string, Transactions, readonly TransactionEvent[], readonly string[]]>([
    ['idle -> under way on request', udp, [request(HELLO)], ['send Hello 1']],
    [
      'under way -> idle on its answer',
      udp,
      [request(HELLO), received(HELLO_ACK, { isResponse: true })],
      ['answered Hello by HelloAck'],
    ],
    [
      'under way -> idle on an Error',
      udp,
      [request(HELLO), received(ERROR, { isResponse: true })],
      ['answered Hello by Error'],
    ],
    [
      'under way -> under way on the answer to another',
      udp,
      [request(HELLO), received(HELLO_ACK, { isResponse: true, transactionId: 2 })],
      [],
    ],
    [
      'under way -> under way on the answer to another primitive',
      udp,
      [request(HELLO), received(FLOOR_STATUS, { isResponse: true })],
      [],
    ],
    ['under way -> under way with a queue on request', udp, [request(HELLO), request(FLOOR_QUERY)], []],
    [
      'under way with a queue -> under way on the answer',
      udp,
      [request(HELLO), request(FLOOR_QUERY), received(HELLO_ACK, { isResponse: true })],
      ['answered Hello by HelloAck', 'send FloorQuery 2'],
    ],
    [
      'under way -> under way on a second Hello, which is dropped',
      udp,
      [request(HELLO), request(HELLO), received(HELLO_ACK, { isResponse: true })],
      ['answered Hello by HelloAck'],
    ],
    [
      'queued FloorStatus -> the newer one',
      udp,
      [
        request(HELLO),
        request(FLOOR_STATUS),
        request(FLOOR_STATUS),
        received(HELLO_ACK),
        received(ACK, { transactionId: 2 }),
      ],
      ['answered FloorStatus by FloorStatusAck'],
    ],
    ['idle -> idle on a late answer', udp, [received(HELLO_ACK, { isResponse: true })], []],
    ['idle -> idle on a late FloorStatus with R', udp, [received(FLOOR_STATUS, { isResponse: true })], []],
    [
      'under way -> under way on a FloorStatus with the same number but without R',
      udp,
      [request(FLOOR_QUERY), received(FLOOR_STATUS)],
      ['deliver FloorStatus'],
    ],
    [
      'under way -> idle on such a FloorStatus in version 1, which has no R',
      udp,
      [request(FLOOR_QUERY), received(FLOOR_STATUS, { version: 1 })],
      ['answered FloorQuery by FloorStatus'],
    ],
    [
      'after id 65535 -> id 1',
      newTransactions(ids, false, 0xfffe),
      [request(HELLO), received(HELLO_ACK, { transactionId: 0xffff }), request(HELLO)],
      ['send Hello 1'],
    ],
    ['TCP: idle -> idle on a notification, which has number 0', tcp, [request(FLOOR_STATUS)], ['send FloorStatus 0']],
    [
      'TCP: under way -> idle on its answer',
      tcp,
      [request(FLOOR_QUERY), received(FLOOR_STATUS, { version: 1 })],
      ['answered FloorQuery by FloorStatus'],
    ],
    [
      'TCP: under way -> under way on a notification',
      tcp,
      [request(FLOOR_QUERY), received(FLOOR_STATUS, { version: 1, transactionId: 0 })],
      ['deliver FloorStatus'],
    ],
  ])('%s', (_title, start, events, effects) => {
    expect(after(start, ...events)[1]).toEqual(effects);
  });

  it('are repeated after 0.5, 1, 2 and 4 s, and abandoned after another 8 s', () => {
    let [state] = after(udp, request(HELLO));
    const times: number[] = [];
    let effects: readonly TransactionEffect[] = [];
    for (let due = nextDue(state); due !== undefined; due = nextDue(state)) {
      expect(stepTransactions(state, TICK, due - 1)).toEqual([state, []]);
      [state, effects] = stepTransactions(state, TICK, due);
      times.push(due);
    }
    expect(times).toEqual([500, 1500, 3500, 7500, 15_500]);
    expect(effects.map(shown)).toEqual(['failed Hello']);
  });

  it('are repeated with the same number and content', () => {
    const [, first] = stepTransactions(udp, request(HELLO), 0);
    const [state] = after(udp, request(HELLO));
    expect(stepTransactions(state, TICK, 500)[1]).toEqual(first);
  });

  it('are followed by the next one when abandoned', () => {
    const once = newTransactions(ids, false, 0, 2, { ...TIMERS, retransmissions: 0 });
    expect(after(once, request(HELLO), request(FLOOR_QUERY), [500, TICK])[1]).toEqual([
      'failed Hello',
      'send FloorQuery 2',
    ]);
  });

  it('fail on TCP after a long time, without repetition', () => {
    const [state] = after(tcp, request(HELLO));
    expect(nextDue(state)).toBe(TIMERS.t2);
    expect(after(state, [TIMERS.t2, TICK])[1]).toEqual(['failed Hello']);
  });

  it('do not fail if they are notifications and the device has version 1, which has no acknowledgements', () => {
    const once = newTransactions(ids, false, 0, 1, { ...TIMERS, retransmissions: 0 });
    expect(after(once, request(FLOOR_STATUS), [500, TICK])[1]).toEqual([]);
    expect(after(once, request(HELLO), [500, TICK])[1]).toEqual(['failed Hello']);
  });

  it('fail even in version 1 once the device has sent an acknowledgement', () => {
    const once = newTransactions(ids, false, 0, 1, { ...TIMERS, retransmissions: 0 });
    expect(
      after(once, request(FLOOR_STATUS), received(ACK, { version: 1 }), request(FLOOR_STATUS), [500, TICK])[1],
    ).toEqual(['failed FloorStatus']);
  });

  it('are repeated only once, in version 1, if another request waits behind an unacknowledged notification', () => {
    const old = newTransactions(ids, false, 0, 1);
    const [state, effects] = after(old, request(FLOOR_STATUS), request(HELLO), [500, TICK]);
    expect(effects).toEqual(['send FloorStatus 1']);
    expect(after(state, [1500, TICK])[1]).toEqual(['send Hello 2']);
  });

  it('wait in a bounded queue', () => {
    const [full] = after(udp, ...Array.from({ length: 17 }, () => request(FLOOR_QUERY)));
    expect(full.queue.length).toBe(16);
    expect(after(full, request(FLOOR_QUERY))[1]).toEqual(['failed FloorQuery']);
  });

  it('use the version of the device', () => {
    const [state] = after(udp, received(HELLO, { version: 1 }));
    expect(stepTransactions(state, request(FLOOR_STATUS), 0)[1]).toMatchObject([
      { message: { header: { version: 1 } } },
    ]);
  });
});

describe('requests of the device', () => {
  const respond: TransactionEvent = { type: 'respond', to: from(HELLO), body: HELLO_ACK };

  it.each<
    [string, Transactions, readonly (TransactionEvent | readonly [number, TransactionEvent])[], readonly string[]]
  >([
    ['new -> delivered', udp, [received(HELLO)], ['deliver Hello']],
    ['delivered -> delivered when repeated', udp, [received(HELLO), received(HELLO)], []],
    ['delivered -> answered', udp, [received(HELLO), respond], ['send HelloAck 1 R']],
    [
      'answered -> answered with the same answer when repeated',
      udp,
      [received(HELLO), respond, received(HELLO)],
      ['send HelloAck 1 R'],
    ],
    ['answered -> new after 10 s', udp, [received(HELLO), respond, [TIMERS.t2, received(HELLO)]], ['deliver Hello']],
    [
      'answered -> new with another number',
      udp,
      [received(HELLO), respond, received(HELLO, { transactionId: 2 })],
      ['deliver Hello'],
    ],
    [
      'answered -> new with another primitive',
      udp,
      [received(HELLO), respond, received(FLOOR_QUERY)],
      ['deliver FloorQuery'],
    ],
    [
      'answered -> new with another user',
      udp,
      [received(HELLO), respond, received(HELLO, { userId: 4 })],
      ['deliver Hello'],
    ],
    ['TCP: answered without R', tcp, [received(HELLO, { version: 1 }), respond], ['send HelloAck 1']],
    ['TCP: every request is new', tcp, [received(HELLO), respond, received(HELLO)], ['deliver Hello']],
    [
      'TCP: a notification is not acknowledged',
      tcp,
      [received(FLOOR_STATUS, { transactionId: 0 }), { type: 'respond', to: from(FLOOR_STATUS), body: ACK }],
      [],
    ],
  ])('%s', (_title, start, events, effects) => {
    expect(after(start, ...events)[1]).toEqual(effects);
  });

  it('are answered with their own ids and version', () => {
    const odd = from(HELLO, { version: 1, conferenceId: 77, userId: 9, transactionId: 500 });
    expect(stepTransactions(udp, { type: 'respond', to: odd, body: HELLO_ACK }, 0)[1]).toEqual([
      { type: 'send', message: { header: { ...odd.header, isResponse: true }, body: HELLO_ACK } },
    ]);
  });

  it('are remembered up to a limit', () => {
    const [state] = after(
      udp,
      ...Array.from({ length: 1000 }, (_, index) => received(HELLO, { transactionId: index })),
    );
    expect(state.answered.length).toBe(32);
  });
});
