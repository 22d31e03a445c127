/**
 * Requests and their answers, RFC 8855 §8, for both sides and both kinds of transport. Pure.
 *
 * On an unreliable transport a request is repeated until it is answered, one request is under way at a time (§6.2),
 * and a repeated request gets its recent answer again. On a reliable transport nothing is repeated, and a server's
 * unsolicited messages have transaction id 0 and no answer.
 */
import type { BfcpHeader, BfcpVersion } from './header.ts';
import type { BfcpBody, BfcpMessage } from './message.ts';
import type { Primitive } from './names.ts';

export interface TransactionTimers {
  /** ms until the first retransmission; each later interval is twice as long (§8.3.1). */
  readonly t1: number;
  readonly retransmissions: number;
  /** ms for which an answer is kept (§8.3.2), and, on a reliable transport, ms to wait for an answer. */
  readonly t2: number;
}

export const TIMERS: TransactionTimers = { t1: 500, retransmissions: 4, t2: 10_000 };

/** The two numbers in all messages of a leg. */
export interface LegIds {
  readonly conferenceId: number;
  readonly userId: number;
}

interface UnderWay {
  readonly message: BfcpMessage;
  readonly sent: number;
  readonly dueAt: number;
}

interface Answered {
  readonly key: string;
  readonly until: number;
  /** Undefined while the request is being processed. */
  readonly answer: BfcpMessage | undefined;
}

export interface Transactions {
  readonly ids: LegIds;
  readonly isReliable: boolean;
  readonly timers: TransactionTimers;
  /** The peer's version, once it has sent a message. */
  readonly version: BfcpVersion;
  readonly lastId: number;
  readonly underWay?: UnderWay;
  readonly queue: readonly BfcpBody[];
  /** The oldest first. */
  readonly answered: readonly Answered[];
  /** True once a notification was acknowledged. RFC 4582 has no acknowledgements, so their absence means nothing. */
  readonly acknowledges: boolean;
}

export type TransactionEvent =
  | { readonly type: 'request'; readonly body: BfcpBody }
  | { readonly type: 'respond'; readonly to: BfcpMessage | BfcpHeader; readonly body: BfcpBody }
  | { readonly type: 'received'; readonly message: BfcpMessage }
  /** Checks whether a timer is due. */
  | { readonly type: 'tick' };

export type TransactionEffect =
  | { readonly type: 'send'; readonly message: BfcpMessage }
  /** A request of the peer, or its unsolicited message. */
  | { readonly type: 'deliver'; readonly message: BfcpMessage }
  | { readonly type: 'answered'; readonly request: BfcpBody; readonly message: BfcpMessage }
  /** No answer came: the peer is lost. */
  | { readonly type: 'failed'; readonly request: BfcpBody };

type Step = readonly [Transactions, readonly TransactionEffect[]];

const MAX_QUEUE = 16;
const MAX_ANSWERED = 32;
/** The retransmissions of a message that a device may be unable to acknowledge, while others wait. */
const EXCUSED_RETRANSMISSIONS = 1;
const MAX_ID = 0xffff;

/** The primitive that answers each request (§8), apart from Error. */
const ANSWERS: Readonly<Partial<Record<Primitive, Primitive>>> = {
  FloorRequest: 'FloorRequestStatus',
  FloorRelease: 'FloorRequestStatus',
  FloorRequestQuery: 'FloorRequestStatus',
  UserQuery: 'UserStatus',
  FloorQuery: 'FloorStatus',
  ChairAction: 'ChairActionAck',
  Hello: 'HelloAck',
  FloorRequestStatus: 'FloorRequestStatusAck',
  FloorStatus: 'FloorStatusAck',
  Goodbye: 'GoodbyeAck',
};

/** Primitives that are never requests. */
const ONLY_ANSWERS: ReadonlySet<Primitive> = new Set<Primitive>([
  'UserStatus',
  'ChairActionAck',
  'HelloAck',
  'Error',
  'FloorRequestStatusAck',
  'FloorStatusAck',
  'GoodbyeAck',
]);

const isNotification = ({ primitive }: BfcpBody): boolean =>
  primitive === 'FloorRequestStatus' || primitive === 'FloorStatus';

/** `firstId`: any number of 16 bits. */
export function newTransactions(
  ids: LegIds,
  isReliable: boolean,
  firstId = 0,
  version: BfcpVersion = isReliable ? 1 : 2,
  timers = TIMERS,
): Transactions {
  return { ids, isReliable, timers, version, lastId: firstId % MAX_ID, queue: [], answered: [], acknowledges: false };
}

/** The time of the next tick; undefined if none is needed. */
export const nextDue = ({ underWay }: Transactions): number | undefined => underWay?.dueAt;

export function stepTransactions(state: Transactions, event: TransactionEvent, now: number): Step {
  switch (event.type) {
    case 'request':
      return request(state, event.body, now);
    case 'respond':
      return respond(state, event.to, event.body, now);
    case 'received':
      return receive({ ...state, version: event.message.header.version }, event.message, now);
    case 'tick':
      return tick(state, now);
    default:
      return event satisfies never;
  }
}

function request(state: Transactions, body: BfcpBody, now: number): Step {
  if (state.isReliable && isNotification(body)) return [state, [{ type: 'send', message: messageOf(state, 0, body) }]];
  if (state.underWay === undefined) return start(state, body, now);
  const { primitive } = state.underWay.message.body;
  if (
    body.primitive === 'Hello' &&
    (primitive === 'Hello' || state.queue.some((waiting) => waiting.primitive === 'Hello'))
  )
    return [state, []];
  // Only the latest state of the floor is of interest.
  const queue =
    body.primitive === 'FloorStatus'
      ? state.queue.filter((waiting) => waiting.primitive !== 'FloorStatus')
      : state.queue;
  if (queue.length >= MAX_QUEUE) return [state, [{ type: 'failed', request: body }]];
  return [{ ...state, queue: [...queue, body] }, []];
}

function start(state: Transactions, body: BfcpBody, now: number): Step {
  const lastId = (state.lastId % MAX_ID) + 1;
  const message = messageOf(state, lastId, body);
  return [
    { ...state, lastId, underWay: { message, sent: 1, dueAt: now + patience(state, 1) } },
    [{ type: 'send', message }],
  ];
}

const patience = ({ isReliable, timers: { t1, t2 } }: Transactions, sent: number): number =>
  isReliable ? t2 : t1 * 2 ** (sent - 1);

const messageOf = ({ ids, version }: Transactions, transactionId: number, body: BfcpBody): BfcpMessage => ({
  header: { version, isResponse: false, ...ids, transactionId },
  body,
});

/** Starts the next request in the queue. */
function proceed(state: Transactions, now: number, effects: readonly TransactionEffect[]): Step {
  const { underWay: _done, ...idle } = state;
  const [next, ...queue] = idle.queue;
  if (next === undefined) return [idle, effects];
  const [started, more] = start({ ...idle, queue }, next, now);
  return [started, [...effects, ...more]];
}

/** The answer has the ids of the request, even wrong ones, and the request's version. */
function respond(state: Transactions, to: BfcpMessage | BfcpHeader, body: BfcpBody, now: number): Step {
  const header = 'header' in to ? to.header : to;
  if (state.isReliable && (body.primitive === 'FloorStatusAck' || body.primitive === 'FloorRequestStatusAck'))
    return [state, []];
  const message: BfcpMessage = { header: { ...header, isResponse: !state.isReliable }, body };
  const key = 'header' in to ? keyOf(to) : undefined;
  const answered = state.answered.map((entry) =>
    entry.key === key ? { ...entry, answer: message, until: now + state.timers.t2 } : entry,
  );
  return [{ ...state, answered }, [{ type: 'send', message }]];
}

const keyOf = ({ header, body }: BfcpMessage): string =>
  `${header.transactionId}|${header.userId}|${header.conferenceId}|${body.primitive}`;

function receive(state: Transactions, message: BfcpMessage, now: number): Step {
  const { underWay } = state;
  if (underWay !== undefined && answers(state, underWay.message, message)) {
    const acknowledges = state.acknowledges || isNotification(underWay.message.body);
    return proceed({ ...state, acknowledges }, now, [{ type: 'answered', request: underWay.message.body, message }]);
  }
  const isLate = ONLY_ANSWERS.has(message.body.primitive) || (!state.isReliable && message.header.isResponse);
  if (isLate) return [state, []];
  return state.isReliable ? [state, [{ type: 'deliver', message }]] : receiveRequest(state, message, now);
}

/**
 * FloorStatus and FloorRequestStatus are both answers and requests: in version 2 the R bit distinguishes them, in
 * version 1 it may be missing.
 */
function answers({ isReliable }: Transactions, request: BfcpMessage, { header, body }: BfcpMessage): boolean {
  if (header.transactionId !== request.header.transactionId) return false;
  if (body.primitive !== 'Error' && ANSWERS[request.body.primitive] !== body.primitive) return false;
  return isReliable || header.isResponse || header.version === 1 || ONLY_ANSWERS.has(body.primitive);
}

function receiveRequest(state: Transactions, message: BfcpMessage, now: number): Step {
  const key = keyOf(message);
  const kept = state.answered.filter(({ until }) => until > now);
  const present = kept.find((entry) => entry.key === key);
  if (present?.answer !== undefined) return [{ ...state, answered: kept }, [{ type: 'send', message: present.answer }]];
  if (present !== undefined) return [{ ...state, answered: kept }, []];
  const answered = [...kept, { key, until: now + state.timers.t2, answer: undefined }].slice(-MAX_ANSWERED);
  return [{ ...state, answered }, [{ type: 'deliver', message }]];
}

function tick(state: Transactions, now: number): Step {
  const { underWay, timers, isReliable } = state;
  if (underWay === undefined || underWay.dueAt > now) return [state, []];
  const { message } = underWay;
  const sent = underWay.sent + 1;
  const isExcused = state.version === 1 && !state.acknowledges && isNotification(message.body);
  const most =
    isExcused && state.queue.length > 0
      ? Math.min(EXCUSED_RETRANSMISSIONS, timers.retransmissions)
      : timers.retransmissions;
  if (!isReliable && underWay.sent <= most) {
    return [{ ...state, underWay: { message, sent, dueAt: now + patience(state, sent) } }, [{ type: 'send', message }]];
  }
  return proceed(state, now, isExcused ? [] : [{ type: 'failed', request: message.body }]);
}
