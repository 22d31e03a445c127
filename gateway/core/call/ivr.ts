/**
 * PIN entry by keypad, for a device that dialled no PIN: prompt, digits, `#` or a pause, three attempts. Pure:
 * digits and the passing of time go in, prompts and look-ups come out.
 *
 *   asking ⇄ checking
 *      └─────────┴───▶ parting ─▶ done
 */
import type { PromptName } from './prompts.ts';
import type { EndReason } from '../reason.ts';
import { Pin } from '../../../base/secret.ts';

export interface IvrSettings {
  /** Lengths of PINs. The longest ends the entry at once. */
  readonly pinLengths: readonly number[];
  /** Wrong PINs and passcodes after which the call ends. */
  readonly tries: number;
  /** Prompts without any key after which the call ends. */
  readonly silences: number;
  /** Time after a prompt for the first digit, ms. */
  readonly firstDigit: number;
  /** Pause after a digit that completes the entry, ms. */
  readonly nextDigit: number;
  /** The same pause if the entry is as long as a PIN, ms. */
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

/** Limit of digits kept: no PIN or passcode is longer. */
const MOST_DIGITS = 20;
/** Digits of a PIN and its passcode, keyed in during the look-up. */
const MOST_AHEAD = 64;
/** Assumed length of a prompt whose end is not reported because the device receives no audio, ms. */
const LONGEST_PROMPT = 20_000;

type Asked = 'pin' | 'passcode';

interface Entry {
  readonly asks: Asked;
  readonly tries: number;
  readonly silences: number;
  /** The PIN is known; the passcode is being requested. */
  readonly pin?: Pin;
}

export type IvrState =
  /** A dialled PIN waits for the call to be established. `ahead`: digits keyed in meanwhile. */
  | { readonly kind: 'dialled'; readonly pin: Pin; readonly passcode?: Pin; readonly ahead: Pin }
  | ({ readonly kind: 'asking'; readonly typed: Pin } & Entry)
  /** `ahead`: digits keyed in before the result. */
  | ({ readonly kind: 'checking'; readonly ahead: Pin } & Entry)
  /** The reason is being announced; then the call ends. */
  | { readonly kind: 'parting'; readonly reason: EndReason }
  | { readonly kind: 'done' };

export type IvrEvent =
  | { readonly type: 'digit'; readonly digit: string }
  | { readonly type: 'established' }
  /** The last prompt was played to its end. */
  | { readonly type: 'played' }
  | { readonly type: 'timeout' }
  /** `wrong`: the PIN does not exist, or the passcode is wrong. A correct entry leaves this machine. */
  | { readonly type: 'checked'; readonly outcome: 'wrong' | 'passcode-needed' | EndReason };

export type IvrEffect =
  | { readonly type: 'say'; readonly prompts: readonly PromptName[] }
  | { readonly type: 'stopPrompt' }
  | { readonly type: 'check'; readonly pin: Pin; readonly passcode?: Pin }
  /** The only timer; `undefined` stops it. */
  | { readonly type: 'wait'; readonly ms: number | undefined }
  | { readonly type: 'end'; readonly reason: EndReason };

export type IvrStep = readonly [IvrState, readonly IvrEffect[]];

const NOTHING = new Pin('');
const ASK: Readonly<Record<Asked, PromptName>> = { pin: 'enter-pin', passcode: 'enter-passcode' };
const WRONG: Readonly<Record<Asked, PromptName>> = { pin: 'wrong-pin', passcode: 'wrong-passcode' };

const REASONS: Partial<Readonly<Record<EndReason, PromptName>>> = {
  'unknown-pin': 'too-many-tries',
  'no-pin': 'no-input',
  'meeting-locked': 'meeting-locked',
  'meeting-ended': 'meeting-ended',
  'meeting-full': 'meeting-full',
  'no-bandwidth': 'no-bandwidth',
  'host-absent': 'host-never-came',
};

/** The spoken form of a reason. */
export const spokenReason = (reason: EndReason): PromptName => REASONS[reason] ?? 'cannot-join';

/** Starts right after the answer. With a `pin`, only its passcode is requested. */
export const startIvr = (pin?: Pin): IvrStep =>
  ask({ asks: pin === undefined ? 'pin' : 'passcode', tries: 0, silences: 0, ...(pin && { pin }) }, ['welcome']);

/** Waits for the call to be established, then looks up a PIN that was dialled. */
export const startDialled = (pin: Pin, passcode: Pin | undefined): IvrStep => [
  { kind: 'dialled', pin, ahead: NOTHING, ...(passcode && { passcode }) },
  [],
];

/** Announces the reason, then ends the call. */
export const partWith = (reason: EndReason): IvrStep => [
  { kind: 'parting', reason },
  [
    { type: 'say', prompts: [spokenReason(reason), 'goodbye'] },
    { type: 'wait', ms: LONGEST_PROMPT },
  ],
];

export function stepIvr(state: IvrState, event: IvrEvent, settings: IvrSettings): IvrStep {
  switch (state.kind) {
    case 'dialled':
      return onDialled(state, event);
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

function onDialled(state: Extract<IvrState, { kind: 'dialled' }>, event: IvrEvent): IvrStep {
  const { pin, passcode, ahead } = state;
  if (event.type === 'digit') return [{ ...state, ahead: keyedAhead(ahead, event.digit) }, []];
  if (event.type !== 'established') return [state, []];
  const entry: Entry = { asks: 'pin', tries: 0, silences: 0, pin };
  return [{ kind: 'checking', ahead, ...entry }, [{ type: 'check', pin, ...(passcode && { passcode }) }]];
}

const keyedAhead = (ahead: Pin, digit: string): Pin => new Pin((ahead.reveal() + digit).slice(0, MOST_AHEAD));

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
    case 'established':
      return [state, []];
    default:
      return event satisfies never;
  }
}

function onDigit(state: Asking, digit: string, settings: IvrSettings): IvrStep {
  const typed = state.typed.reveal();
  // An empty `#` is an echo of the previous one, or impatience.
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
  typed === '' ? [state, [{ type: 'stopPrompt' }, ...effects]] : [state, effects];

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
  if (event.type === 'digit') return [{ ...state, ahead: keyedAhead(state.ahead, event.digit) }, []];
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

/** Continues with the digits that were keyed in ahead. */
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
