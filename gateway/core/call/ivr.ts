/**
 * PIN entry by keypad, for a room that dialled no PIN: prompt, digits, `#` or a pause, three tries. Pure: what the room
 * keys in and how time passes goes in, what it hears and what is to be looked up comes out.
 *
 *   asking ⇄ checking
 *      └─────────┴───▶ parting ─▶ done
 */
import type { PromptName } from './prompts.ts';
import type { EndReason } from '../reason.ts';
import { Pin } from '../../../base/secret.ts';

export interface IvrSettings {
  /** Lengths of PINs. At the longest nothing more is waited for. */
  readonly pinLengths: readonly number[];
  /** Wrong PINs and passcodes before the call is ended. */
  readonly tries: number;
  /** Times that nothing at all is keyed in before the call is ended. */
  readonly silences: number;
  /** ms after a prompt in which the first digit must come. */
  readonly firstDigit: number;
  /** ms to the next digit; after them what was keyed in counts. */
  readonly nextDigit: number;
  /** The same when what was keyed in is as long as a PIN. */
  readonly wholePin: number;
}

export const IVR_DEFAULTS: IvrSettings = {
  pinLengths: [10, 13],
  tries: 3,
  silences: 3,
  firstDigit: 10_000,
  nextDigit: 6000,
  wholePin: 2500,
};

/** More digits than any PIN or passcode has are not kept. */
const MOST_DIGITS = 20;
/** Of a PIN and what belongs to it, keyed in before the look-up was done. */
const MOST_AHEAD = 64;
/** ms for a prompt whose end is never told, as the room takes no sound. */
const LONGEST_PROMPT = 20_000;

type Asked = 'pin' | 'passcode';

interface Entry {
  readonly asks: Asked;
  readonly tries: number;
  readonly silences: number;
  /** Found already, while the passcode is asked for. */
  readonly pin?: Pin;
}

export type IvrState =
  | ({ readonly kind: 'asking'; readonly typed: Pin } & Entry)
  /** `ahead`: keyed in before the answer was there. */
  | ({ readonly kind: 'checking'; readonly ahead: Pin } & Entry)
  /** The reason is being said; then the call ends. */
  | { readonly kind: 'parting'; readonly reason: EndReason }
  | { readonly kind: 'done' };

export type IvrEvent =
  | { readonly type: 'digit'; readonly digit: string }
  /** What was said last has been heard to its end. */
  | { readonly type: 'played' }
  | { readonly type: 'timeout' }
  /** `wrong`: there is no such PIN, or the passcode is not the one. With a right one this machine is left. */
  | { readonly type: 'checked'; readonly outcome: 'wrong' | 'passcode-needed' | EndReason };

export type IvrEffect =
  | { readonly type: 'say'; readonly prompts: readonly PromptName[] }
  | { readonly type: 'hush' }
  | { readonly type: 'check'; readonly pin: Pin; readonly passcode?: Pin }
  /** The one timer; `undefined` stops it. */
  | { readonly type: 'wait'; readonly ms: number | undefined }
  | { readonly type: 'end'; readonly reason: EndReason };

export type IvrStep = readonly [IvrState, readonly IvrEffect[]];

const NOTHING = new Pin('');
const ASK: Readonly<Record<Asked, PromptName>> = { pin: 'enter-pin', passcode: 'enter-passcode' };
const WRONG: Readonly<Record<Asked, PromptName>> = { pin: 'wrong-pin', passcode: 'wrong-passcode' };

const REASONS: Partial<Readonly<Record<EndReason, PromptName>>> = {
  'unknown-pin': 'too-many-tries',
  'pin-lockout': 'too-many-tries',
  'no-pin': 'no-input',
  'meeting-locked': 'meeting-locked',
  'meeting-ended': 'meeting-ended',
  'meeting-full': 'meeting-full',
  'no-bandwidth': 'no-bandwidth',
  'host-absent': 'host-never-came',
};

/** The reason of an end, in spoken words. */
export const spokenReason = (reason: EndReason): PromptName => REASONS[reason] ?? 'cannot-join';

/** Right after the answer. With a `pin` only its passcode is asked for. */
export const startIvr = (pin?: Pin): IvrStep =>
  ask({ asks: pin === undefined ? 'pin' : 'passcode', tries: 0, silences: 0, ...(pin && { pin }) }, ['welcome']);

/** Says why, and then ends the call. */
export const partWith = (reason: EndReason): IvrStep => [
  { kind: 'parting', reason },
  [
    { type: 'say', prompts: [spokenReason(reason), 'goodbye'] },
    { type: 'wait', ms: LONGEST_PROMPT },
  ],
];

export function stepIvr(state: IvrState, event: IvrEvent, settings: IvrSettings): IvrStep {
  switch (state.kind) {
    case 'asking':
      return onAsking(state, event, settings);
    case 'checking':
      return onChecking(state, event, settings);
    case 'parting':
      return event.type === 'played' || event.type === 'timeout'
        ? [
            { kind: 'done' },
            [
              { type: 'wait', ms: undefined },
              { type: 'end', reason: state.reason },
            ],
          ]
        : [state, []];
    case 'done':
      return [state, []];
    default:
      return state satisfies never;
  }
}

type Asking = Extract<IvrState, { kind: 'asking' }>;
type Checking = Extract<IvrState, { kind: 'checking' }>;

function ask(entry: Entry, first: readonly PromptName[]): IvrStep {
  return [
    { kind: 'asking', typed: NOTHING, ...entry },
    [
      { type: 'say', prompts: [...first, ASK[entry.asks]] },
      { type: 'wait', ms: LONGEST_PROMPT },
    ],
  ];
}

const entryOf = ({ asks, tries, silences, pin }: Entry): Entry => ({ asks, tries, silences, ...(pin && { pin }) });

function onAsking(state: Asking, event: IvrEvent, settings: IvrSettings): IvrStep {
  const typed = state.typed.reveal();
  switch (event.type) {
    case 'digit':
      return onDigit(state, event.digit, settings);
    case 'played':
      return typed === '' ? [state, [{ type: 'wait', ms: settings.firstDigit }]] : [state, []];
    case 'timeout':
      return typed === '' ? onSilence(state, settings) : check(state);
    case 'checked':
      return [state, []];
    default:
      return event satisfies never;
  }
}

function onDigit(state: Asking, digit: string, settings: IvrSettings): IvrStep {
  const typed = state.typed.reveal();
  // An empty `#` is an echo of the one before, or impatience.
  if (digit === '#') return typed === '' ? [state, []] : check(state);
  if (digit === '*') return ask(entryOf(state), []);
  if (!/^\d$/.test(digit)) return [state, []];
  const next = { ...state, typed: new Pin((typed + digit).slice(0, MOST_DIGITS)) };
  const length = typed.length + 1;
  const { pinLengths, nextDigit, wholePin } = settings;
  if (state.asks === 'pin' && length >= Math.max(...pinLengths)) return withHush(typed, check(next));
  const ms = state.asks === 'pin' && pinLengths.includes(length) ? wholePin : nextDigit;
  return withHush(typed, [next, [{ type: 'wait', ms }]]);
}

/** The first digit stops the prompt. */
const withHush = (typed: string, [state, effects]: IvrStep): IvrStep =>
  typed === '' ? [state, [{ type: 'hush' }, ...effects]] : [state, effects];

function onSilence(state: Asking, { silences }: IvrSettings): IvrStep {
  const count = state.silences + 1;
  return count >= silences ? partWith('no-pin') : ask({ ...entryOf(state), silences: count }, []);
}

function check(state: Asking): IvrStep {
  const { asks, typed, pin } = state;
  const asked: IvrEffect =
    asks === 'passcode' && pin !== undefined ? { type: 'check', pin, passcode: typed } : { type: 'check', pin: typed };
  const entry = asks === 'pin' ? { ...entryOf(state), pin: typed } : entryOf(state);
  return [{ kind: 'checking', ahead: NOTHING, ...entry }, [{ type: 'wait', ms: undefined }, asked]];
}

function onChecking(state: Checking, event: IvrEvent, settings: IvrSettings): IvrStep {
  if (event.type === 'digit')
    return [{ ...state, ahead: new Pin((state.ahead.reveal() + event.digit).slice(0, MOST_AHEAD)) }, []];
  if (event.type !== 'checked') return [state, []];
  const { outcome } = event;
  if (outcome === 'passcode-needed') return goOn(ask({ ...entryOf(state), asks: 'passcode' }, []), state, settings);
  if (outcome === 'wrong') return onWrong(state, settings);
  return partWith(outcome);
}

function onWrong(state: Checking, settings: IvrSettings): IvrStep {
  const tries = state.tries + 1;
  if (tries >= settings.tries) return partWith('unknown-pin');
  return goOn(ask({ ...entryOf(state), tries }, [WRONG[state.asks]]), state, settings);
}

/** With what was keyed in ahead. */
function goOn([asking, effects]: IvrStep, { ahead }: Checking, settings: IvrSettings): IvrStep {
  let state = asking;
  const done = [...effects];
  for (const digit of ahead.reveal()) {
    const [next, more] = stepIvr(state, { type: 'digit', digit }, settings);
    state = next;
    done.push(...more);
  }
  return [state, done];
}
