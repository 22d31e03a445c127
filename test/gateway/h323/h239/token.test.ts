/** The presentation token: a table of its transitions, and two ends of it whose messages cross. */
import { describe, expect, it } from 'vitest';
import { decodeH239, type H239Message } from '../../../../gateway/h323/h239/messages.ts';
import {
  newToken,
  tokenStep,
  type TokenEvent,
  type TokenNotice,
  type TokenState,
} from '../../../../gateway/h323/h239/token.ts';
import type { Effect } from '../../../../gateway/h323/h245/message.ts';
import { seededNumbers } from '../../../fakes/memory-network.ts';

const ASKED = { label: 3, channel: 901 };
const [OURS, FRESH] = [300, 50];
const FREE: TokenState = { kind: 'free' };
const REQUESTED: TokenState = { kind: 'requested', asked: ASKED };
const OPENED: TokenState = { kind: 'requested' };
const WAITING: TokenState = { kind: 'requested', asked: ASKED, wants: OURS };
const HELD: TokenState = { kind: 'requested', asked: ASKED, held: { channel: OURS, showing: true } };
const IDLE: TokenState = { kind: 'requested', asked: ASKED, held: { channel: OURS, showing: false } };
const THEIRS: TokenState = { kind: 'theirs', asked: ASKED };
const ASKING: TokenState = { kind: 'asking', channel: OURS, number: 40, tries: 1, show: false };
const ASKING_TO_SHOW: TokenState = { ...ASKING, show: true };
const TAKEN: TokenState = { kind: 'ours', channel: OURS, showing: false };
const SHOWING: TokenState = { kind: 'ours', channel: OURS, showing: true };

const request = (symmetryBreaking = 64): TokenEvent => ({ type: 'request', symmetryBreaking, ...ASKED });
const response = (accepted: boolean): TokenEvent => ({ type: 'response', accepted, label: 0, channel: OURS });
const present: TokenEvent = { type: 'present', channel: OURS };
const revoked: TokenEvent = { type: 'revoked', channel: OURS };

function wordOf(effect: Effect<TokenNotice>): string {
  if (effect.type !== 'send') return effect.type === 'notice' ? effect.notice.type : effect.type;
  const message = decodeH239(effect.message);
  if (message === undefined || message === 'unknown') return 'another message';
  const short = message.type.replace('presentationToken', '');
  if ('accepted' in message) return `${short} ${message.accepted ? 'yes' : 'no'} ${message.channel}`;
  return 'symmetryBreaking' in message ? `${short} ${message.symmetryBreaking}` : `${short} ${message.channel}`;
}

describe('the presentation token (H.239 §11.2)', () => {
  it.each<[string, TokenState, TokenEvent, TokenState, readonly string[]]>([
    ['free -> requested on a request', FREE, request(), REQUESTED, ['requested']],
    ['free -> requested when a channel is opened without a request', FREE, { type: 'opened' }, OPENED, ['requested']],
    ['free -> ours on present', FREE, present, SHOWING, ['IndicateOwner 300', 'mayShow']],
    ['free -> free on a late acceptance, which is given back', FREE, response(true), FREE, ['Release 300']],
    ['free -> free on a late rejection', FREE, response(false), FREE, []],
    ['free -> free on a release', FREE, { type: 'release' }, FREE, []],
    ['free -> free on an owner that did not ask', FREE, { type: 'owner' }, FREE, []],
    ['free -> free when a channel closes', FREE, { type: 'closed' }, FREE, []],
    ['free -> free on a late decision', FREE, { type: 'granted' }, FREE, []],
    ['free -> free on a late revocation', FREE, revoked, FREE, []],
    ['free -> free on stop', FREE, { type: 'stop' }, FREE, []],
    ['free -> free on a late timeout', FREE, { type: 'timeout' }, FREE, []],

    ['requested -> theirs on a grant', REQUESTED, { type: 'granted' }, THEIRS, ['Response yes 901', 'admitted']],
    [
      'requested -> theirs on a grant, if only a channel was opened',
      OPENED,
      { type: 'granted' },
      { kind: 'theirs' },
      ['admitted'],
    ],
    [
      'requested -> theirs on a grant while we present',
      HELD,
      { type: 'granted' },
      THEIRS,
      ['Response yes 901', 'lost', 'admitted'],
    ],
    [
      'requested -> theirs on a grant while we wait to present',
      WAITING,
      { type: 'granted' },
      THEIRS,
      ['Response yes 901', 'lost', 'admitted'],
    ],
    ['requested -> free on a denial', REQUESTED, { type: 'denied' }, FREE, ['Response no 901', 'turnedAway']],
    ['requested -> free on a denial, if only a channel was opened', OPENED, { type: 'denied' }, FREE, ['turnedAway']],
    [
      'requested -> ours on a denial while we present',
      HELD,
      { type: 'denied' },
      SHOWING,
      ['Response no 901', 'turnedAway'],
    ],
    [
      'requested -> ours on a denial while we wait to present',
      WAITING,
      { type: 'denied' },
      SHOWING,
      ['Response no 901', 'turnedAway', 'IndicateOwner 300', 'mayShow'],
    ],
    ['requested -> free on a revocation', REQUESTED, revoked, FREE, ['Response no 901', 'turnedAway']],
    [
      'requested -> requested on another request',
      REQUESTED,
      { ...request(), channel: 5 } as TokenEvent,
      { kind: 'requested', asked: { label: 3, channel: 5 } },
      [],
    ],
    ['requested -> requested on a request after its channel was opened', OPENED, request(), REQUESTED, []],
    ['requested -> requested when a channel is opened as well', REQUESTED, { type: 'opened' }, REQUESTED, []],
    ['requested -> free on a release', REQUESTED, { type: 'release' }, FREE, ['turnedAway', 'released']],
    [
      'requested -> free when the requesting channel is closed',
      OPENED,
      { type: 'closed' },
      FREE,
      ['turnedAway', 'released'],
    ],
    ['requested -> requested when another channel is closed', REQUESTED, { type: 'closed' }, REQUESTED, []],
    ['requested -> ours on a release while we present', HELD, { type: 'release' }, SHOWING, ['turnedAway', 'released']],
    ['requested -> requested on present', REQUESTED, present, WAITING, []],
    [
      'requested -> requested on stop, giving up the token that we hold',
      HELD,
      { type: 'stop' },
      REQUESTED,
      ['Release 300'],
    ],
    ['requested -> requested on stop before we have the token', WAITING, { type: 'stop' }, REQUESTED, []],
    [
      'requested -> requested once the device has stopped after losing the token',
      IDLE,
      { type: 'settled' },
      REQUESTED,
      ['Release 300'],
    ],
    ['requested -> requested on a response to a withdrawn request', REQUESTED, response(true), REQUESTED, []],

    ['theirs -> theirs on another request', THEIRS, request(), THEIRS, ['Response yes 901']],
    ['theirs -> free on a release', THEIRS, { type: 'release' }, FREE, ['released']],
    ['theirs -> free when its channel is closed', THEIRS, { type: 'closed' }, FREE, ['released']],
    ['theirs -> asking on a revocation', THEIRS, revoked, { ...ASKING, number: FRESH }, ['Request 50', 'timer']],
    [
      'theirs -> asking on present',
      THEIRS,
      present,
      { ...ASKING_TO_SHOW, number: FRESH },
      ['released', 'Request 50', 'timer'],
    ],
    ['theirs -> theirs on an indication', THEIRS, { type: 'owner' }, THEIRS, []],
    ['theirs -> theirs on stop', THEIRS, { type: 'stop' }, THEIRS, []],
    ['theirs -> theirs when a channel is opened', THEIRS, { type: 'opened' }, THEIRS, []],

    ['asking -> ours on an acceptance', ASKING, response(true), TAKEN, ['stopTimer', 'taken']],
    [
      'asking -> ours on an acceptance, and we present',
      ASKING_TO_SHOW,
      response(true),
      SHOWING,
      ['stopTimer', 'taken', 'IndicateOwner 300', 'mayShow'],
    ],
    ['asking -> free on a rejection', ASKING, response(false), FREE, ['stopTimer', 'refused']],
    ['asking -> free without an answer', ASKING, { type: 'timeout' }, FREE, ['refused']],
    [
      'asking -> ours on a release that crossed our request',
      ASKING,
      { type: 'release' },
      TAKEN,
      ['stopTimer', 'taken'],
    ],
    ['asking -> asking on a request with a smaller number', ASKING, request(39), ASKING, ['Response no 901']],
    [
      'asking -> requested on a request with a larger number',
      ASKING,
      request(41),
      REQUESTED,
      ['stopTimer', 'requested'],
    ],
    [
      'asking -> requested on a request with a larger number while we wait to present',
      ASKING_TO_SHOW,
      request(41),
      WAITING,
      ['stopTimer', 'requested'],
    ],
    [
      'asking -> asking on a request with the same number',
      ASKING,
      request(40),
      { ...ASKING, number: FRESH, tries: 2 },
      ['Request 50', 'timer'],
    ],
    [
      'asking -> free on equal numbers for the fifth time',
      { ...ASKING, tries: 5 },
      request(40),
      FREE,
      ['Response no 901', 'stopTimer', 'refused'],
    ],
    ['asking -> asking on present', ASKING, present, ASKING_TO_SHOW, []],
    ['asking -> asking on stop', ASKING_TO_SHOW, { type: 'stop' }, ASKING, []],
    ['asking -> asking when its channel is closed', ASKING, { type: 'closed' }, ASKING, []],

    ['ours -> requested on a request', SHOWING, request(), HELD, ['requested']],
    [
      'ours -> requested when a channel is opened without a request',
      SHOWING,
      { type: 'opened' },
      { kind: 'requested', held: { channel: OURS, showing: true } },
      ['requested'],
    ],
    ['ours -> ours on present', TAKEN, present, SHOWING, ['IndicateOwner 300', 'mayShow']],
    ['ours -> free on stop', SHOWING, { type: 'stop' }, FREE, ['Release 300']],
    [
      'ours -> free once the device has stopped after losing the token',
      TAKEN,
      { type: 'settled' },
      FREE,
      ['Release 300'],
    ],
    ['ours -> ours once the device has stopped and we present', SHOWING, { type: 'settled' }, SHOWING, []],
    ['ours -> ours on a repeated acceptance', SHOWING, response(true), SHOWING, []],
    ['ours -> ours on a rejection after an acceptance', SHOWING, response(false), SHOWING, []],
    ['ours -> ours on a release by a device without the token', SHOWING, { type: 'release' }, SHOWING, []],
  ])('%s', (_, state, event, next, effects) => {
    const [after, done] = tokenStep(state, event, FRESH);
    expect([after, done.map(wordOf)]).toEqual([next, effects]);
  });
});

/** One end of the token; grants every request. */
class End {
  state: TokenState;
  readonly #numbers: () => number;
  readonly notices: string[] = [];
  readonly out: H239Message[] = [];

  constructor(state: TokenState, numbers: readonly number[] | (() => number)) {
    this.state = state;
    const left = typeof numbers === 'function' ? [] : [...numbers];
    this.#numbers = typeof numbers === 'function' ? numbers : () => left.shift() ?? 1;
  }

  step(event: TokenEvent): void {
    // A number is only drawn if it is used.
    const asks = (event.type === 'present' && this.state.kind === 'theirs') || event.type === 'request';
    const [next, effects] = tokenStep(this.state, event, asks ? this.#numbers() : 1);
    this.state = next;
    for (const effect of effects) {
      if (effect.type === 'notice') this.notices.push(effect.notice.type);
      const message = effect.type === 'send' ? decodeH239(effect.message) : undefined;
      if (message !== undefined && message !== 'unknown') this.out.push(message);
      if (effect.type === 'notice' && effect.notice.type === 'requested') this.step({ type: 'granted' });
    }
  }

  take(message: H239Message): void {
    if (message.type === 'presentationTokenRequest') this.step({ ...message, type: 'request' });
    else if (message.type === 'presentationTokenResponse') this.step({ ...message, type: 'response' });
    else if (message.type === 'presentationTokenRelease') this.step({ type: 'release' });
  }
}

/** Carries messages in both directions at once, until there are no more. */
function settle(a: End, b: End): number {
  let rounds = 0;
  while (a.out.length + b.out.length > 0 && rounds < 20) {
    const [fromA, fromB] = [a.out.splice(0), b.out.splice(0)];
    for (const message of fromA) b.take(message);
    for (const message of fromB) a.take(message);
    rounds++;
  }
  return rounds;
}

/** Both sides believe that the other has the token, and want it. */
function clash(
  first: readonly number[] | (() => number),
  second: readonly number[] | (() => number),
): readonly [End, End] {
  const [a, b] = [new End({ kind: 'theirs' }, first), new End({ kind: 'theirs' }, second)];
  a.step({ type: 'present', channel: 1 });
  b.step({ type: 'present', channel: 2 });
  return [a, b];
}

describe('two sides that ask for the token at once', () => {
  it.each<[string, readonly number[], readonly number[], readonly [string, string]]>([
    ['the larger number wins', [90], [20], ['ours', 'theirs']],
    ['the larger number wins, on either side', [20], [90], ['theirs', 'ours']],
    ['equal numbers are drawn again', [7, 90], [7, 20], ['ours', 'theirs']],
    ['equal numbers are drawn again, as often as necessary', [7, 8, 20], [7, 8, 90], ['theirs', 'ours']],
  ])('%s', (_, first, second, kinds) => {
    const [a, b] = clash(first, second);
    expect(settle(a, b)).toBeLessThan(20);
    expect([a.state.kind, b.state.kind]).toEqual(kinds);
  });

  it('neither gets it if their numbers are always equal', () => {
    const [a, b] = clash(
      () => 7,
      () => 7,
    );
    settle(a, b);
    expect([a.state.kind, b.state.kind]).toEqual(['free', 'free']);
  });

  it('exactly one gets it, for random numbers over all seeds', () => {
    for (let seed = 1; seed <= 500; seed++) {
      const next = seededNumbers(seed);
      const draw = (): number => 1 + Math.floor(next() * 127);
      const [a, b] = clash(draw, draw);
      expect(settle(a, b)).toBeLessThan(20);
      expect([a.state.kind, b.state.kind].toSorted()).toEqual(['ours', 'theirs']);
    }
  });
});

it('a request that crosses a release is a new one', () => {
  const [a, b] = [new End(newToken, [1]), new End({ kind: 'theirs' }, [2])];
  a.step({ type: 'present', channel: 1 });
  a.out.length = 0;
  b.step({ type: 'present', channel: 2 });
  a.step({ type: 'stop' });
  settle(a, b);
  expect([a.state.kind, b.state.kind]).toEqual(['theirs', 'ours']);
});
