import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  IVR_DEFAULTS,
  startDialled,
  startIvr,
  stepIvr,
  type IvrEffect,
  type IvrEvent,
  type IvrSettings,
  type IvrState,
} from '../../../../gateway/core/call/ivr.ts';
import { Pin } from '../../../../base/secret.ts';

/** A keypad, a clock, and PINs with their passcodes. */
class Caller {
  readonly said: string[] = [];
  readonly checks: string[] = [];
  entered: string | undefined;
  ended: string | undefined;
  #state: IvrState;
  #wait: number | undefined;
  readonly #settings: IvrSettings;
  readonly #pins: Readonly<Record<string, string>>;
  /** Pending look-ups. */
  #asked: { readonly pin: string; readonly passcode: string | undefined } | undefined;

  constructor(
    pins: Readonly<Record<string, string>>,
    { settings = IVR_DEFAULTS, pin }: { readonly settings?: IvrSettings; readonly pin?: string } = {},
  ) {
    this.#pins = pins;
    this.#settings = settings;
    const [state, effects] = startIvr(pin === undefined ? undefined : new Pin(pin));
    this.#state = state;
    this.#do(effects);
  }

  get waiting(): number | undefined {
    return this.#wait;
  }

  /** Presses keys; `slowly`: waits for each answer. */
  dial(digits: string, slowly = true): this {
    for (const digit of digits) {
      this.#step({ type: 'digit', digit });
      if (slowly) this.answer();
    }
    return this;
  }

  played(): this {
    this.#step({ type: 'played' });
    return this;
  }

  timeout(): this {
    expect(this.#wait).toBeDefined();
    this.#wait = undefined;
    this.#step({ type: 'timeout' });
    this.answer();
    return this;
  }

  answer(): this {
    const asked = this.#asked;
    this.#asked = undefined;
    if (asked === undefined) return this;
    const passcode = this.#pins[asked.pin];
    if (passcode === undefined) this.#step({ type: 'checked', outcome: 'wrong' });
    else if (passcode === (asked.passcode ?? '')) this.entered = asked.pin;
    else if (passcode === 'locked') this.#step({ type: 'checked', outcome: 'meeting-locked' });
    else this.#step({ type: 'checked', outcome: asked.passcode === undefined ? 'passcode-needed' : 'wrong' });
    return this.answer();
  }

  get json(): string {
    return JSON.stringify(this.#state);
  }

  #step(event: IvrEvent): void {
    const [state, effects] = stepIvr(this.#state, event, this.#settings);
    this.#state = state;
    this.#do(effects);
  }

  #do(effects: readonly IvrEffect[]): void {
    for (const effect of effects) {
      if (effect.type === 'say') this.said.push(effect.prompts.join(' '));
      if (effect.type === 'stopPrompt') this.said.push('-');
      if (effect.type === 'wait') this.#wait = effect.ms;
      if (effect.type === 'end') this.ended = effect.reason;
      if (effect.type !== 'check') continue;
      this.#asked = { pin: effect.pin.reveal(), passcode: effect.passcode?.reveal() };
      this.checks.push(effect.pin.reveal());
    }
  }
}

const PIN = '0123456789';
const HOST = '0123456789012';

describe('PIN entry', () => {
  it('prompts, stops at the first digit, and accepts a PIN with #', () => {
    const caller = new Caller({ [PIN]: '' }).dial(`${PIN}#`);
    expect(caller).toMatchObject({ entered: PIN, said: ['welcome enter-pin', '-'] });
  });

  it('accepts a PIN without # after a pause', () => {
    const caller = new Caller({ [PIN]: '' }).dial(PIN);
    expect(caller.waiting).toBe(IVR_DEFAULTS.wholePin);
    expect(caller.timeout().entered).toBe(PIN);
  });

  it('accepts a PIN that is a prefix of another, and the other one', () => {
    const pins = { [PIN]: '', [HOST]: '' };
    expect(new Caller(pins).dial(PIN).timeout().entered).toBe(PIN);
    expect(new Caller(pins).dial(`${PIN}#`).entered).toBe(PIN);
    expect(new Caller(pins).dial(HOST).entered).toBe(HOST);
  });

  it('accepts PINs of every length, ended by # or a pause', () => {
    const digits = fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(
        digits,
        fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 1, maxLength: 4 }),
        fc.boolean(),
        (pin, lengths, hash) => {
          const settings = { ...IVR_DEFAULTS, pinLengths: [...lengths, pin.length] };
          const longest = Math.max(...settings.pinLengths);
          const caller = new Caller({ [pin]: '' }, { settings }).dial(pin);
          if (pin.length < longest && hash) caller.dial('#');
          else if (pin.length < longest) caller.timeout();
          expect(caller.entered).toBe(pin);
        },
      ),
      { numRuns: 300, seed: 4 },
    );
  });

  it('announces the reason and ends after three attempts', () => {
    const caller = new Caller({}).dial('1111111111#').dial('2222222222#').dial('3333333333#');
    expect(caller.said).toEqual([
      'welcome enter-pin',
      '-',
      'wrong-pin enter-pin',
      '-',
      'wrong-pin enter-pin',
      '-',
      'too-many-tries goodbye',
    ]);
    expect(caller.ended).toBeUndefined();
    expect(caller.played().ended).toBe('unknown-pin');
  });

  it('ends even if the last prompt never finishes', () => {
    expect(new Caller({}).dial('1#').dial('2#').dial('3#').timeout().ended).toBe('unknown-pin');
  });

  it('asks for the passcode, sharing the count of attempts', () => {
    const caller = new Caller({ [PIN]: '4711' }).dial(`${PIN}#0815#4711#`);
    expect(caller).toMatchObject({
      entered: PIN,
      said: ['welcome enter-pin', '-', 'enter-passcode', '-', 'wrong-passcode enter-passcode', '-'],
    });
    expect(new Caller({ [PIN]: '4711' }).dial(`${PIN}#1#2#3#`).played().ended).toBe('unknown-pin');
  });

  it('asks only for the passcode if the PIN was dialled', () => {
    const caller = new Caller({ [PIN]: '4711' }, { pin: PIN }).dial('4711#');
    expect(caller).toMatchObject({ entered: PIN, said: ['welcome enter-passcode', '-'] });
  });

  it('keeps digits keyed in ahead of the result', () => {
    const caller = new Caller({ [PIN]: '4711' }).dial(`${PIN}#4711#`, false).answer();
    expect(caller.entered).toBe(PIN);
  });

  it('ignores a # after the longest PIN', () => {
    const caller = new Caller({ [HOST]: '4711' }).dial(`${HOST}#4711#`, false).answer();
    expect(caller.entered).toBe(HOST);
  });

  it('starts over with *', () => {
    expect(new Caller({ [PIN]: '' }).dial(`999*${PIN}#`)).toMatchObject({ entered: PIN, checks: [PIN] });
  });

  it('prompts again without input, and gives up after the third prompt', () => {
    const caller = new Caller({}).played().timeout().played().timeout().played().timeout();
    expect(caller.said).toEqual(['welcome enter-pin', 'enter-pin', 'enter-pin', 'no-input goodbye']);
    expect(caller.played().ended).toBe('no-pin');
  });

  it('announces that the meeting is locked', () => {
    const caller = new Caller({ [PIN]: 'locked' }).dial(`${PIN}#`);
    expect(caller.said.at(-1)).toBe('meeting-locked goodbye');
    expect(caller.played().ended).toBe('meeting-locked');
  });

  it('prints no digit of its state, and stores a limited number', () => {
    const caller = new Caller({}, { settings: { ...IVR_DEFAULTS, pinLengths: [100] } }).dial('7'.repeat(1000));
    expect(caller.json).not.toContain('7');
    expect(caller.dial('#').checks[0]).toHaveLength(20);
  });
});

describe('a dialled PIN that waits for the acknowledgement', () => {
  const [first] = startDialled(new Pin('0123456789'), new Pin('4711'));

  it('is looked up once the call is established, and silently before', () => {
    expect(stepIvr(first, { type: 'timeout' }, IVR_DEFAULTS)).toEqual([first, []]);
    const [state, effects] = stepIvr(first, { type: 'established' }, IVR_DEFAULTS);
    expect(effects).toEqual([{ type: 'check', pin: new Pin('0123456789'), passcode: new Pin('4711') }]);
    expect(stepIvr(state, { type: 'established' }, IVR_DEFAULTS)).toEqual([state, []]);
  });

  it('that is wrong counts as the first attempt, and digits keyed in meanwhile as the second', () => {
    let state = first;
    for (const digit of '1111111111#') [state] = stepIvr(state, { type: 'digit', digit }, IVR_DEFAULTS);
    [state] = stepIvr(state, { type: 'established' }, IVR_DEFAULTS);
    const [next, effects] = stepIvr(state, { type: 'checked', outcome: 'wrong' }, IVR_DEFAULTS);
    expect(effects.filter(({ type }) => type === 'say' || type === 'check')).toEqual([
      { type: 'say', prompts: ['wrong-pin', 'enter-pin'] },
      { type: 'check', pin: new Pin('1111111111') },
    ]);
    expect(next).toMatchObject({ kind: 'checking', tries: 1 });
  });

  it('is not printed', () => {
    expect(JSON.stringify(first)).not.toMatch(/0123456789|4711/);
  });
});
