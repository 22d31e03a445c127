/** PIN entry, waiting for the host, key commands in the meeting, and the prompts that go with them. */
import type {
  CallContext,
  CallEffect,
  CallEvent,
  Destination,
  Meeting,
  PinOutcome,
  Presence,
  Step,
  Up,
} from './types.ts';
import { endCall } from './end.ts';
import { meets, ruleIn } from '../media/security.ts';
import { recordPress, type DigitWay } from './digits.ts';
import { partWith, startDialled, startIvr, stepIvr, type IvrEffect, type IvrEvent, type IvrStep } from './ivr.ts';
import { pressKey, NO_KEYS, type KeyCommand } from './keys.ts';
import type { PromptName } from './prompts.ts';
import type { EndReason } from '../reason.ts';
import type { MeetingNotice } from '../meeting/messages.ts';

/** Interval of reminders while waiting for the host, ms. */
const REMINDER = 30_000;

export const present: Presence = { kind: 'present', keys: NO_KEYS };

const say = (...prompts: readonly PromptName[]): CallEffect => ({ type: 'say', prompts });
const timer = (ms: number | undefined): CallEffect => ({ type: 'timer', timer: 'prompts', ms });
const withPresence = <S extends Up>(state: S, presence: Presence): S => ({
  ...state,
  running: { ...state.running, presence },
});

/** In the lobby, with the entry still missing or not looked up. */
export function enterLobby<S extends Up>(
  state: S,
  { pin, dialled }: Extract<Destination, { kind: 'lobby' }>,
): readonly [S, readonly CallEffect[]] {
  const [ivr, effects] = dialled === undefined ? startIvr(pin) : startDialled(dialled.pin, dialled.passcode);
  return [withPresence(state, { kind: 'entry', ivr }), effects.flatMap(ivrEffect)];
}

/** In the meeting. */
export function enterMeeting<S extends Up>(
  state: S,
  waiting: boolean,
  now: number,
): readonly [S, readonly CallEffect[]] {
  if (!waiting) return [withPresence(state, present), [timer(undefined)]];
  return [withPresence(state, { kind: 'waiting', since: now }), [say('waiting-for-host'), timer(REMINDER)]];
}

/** The call is established: a dialled PIN can be looked up. */
export const onLobbyEstablished = (state: Up, context: CallContext): Step =>
  onIvr(state, { type: 'established' }, context);

/** Returns undefined for an event that does not concern presence. */
export function onPresenceEvent(state: Up, event: CallEvent, now: number, context: CallContext): Step | undefined {
  switch (event.type) {
    case 'said':
      return onIvr(state, { type: 'played' }, context);
    case 'timer':
      return event.timer === 'prompts' ? onTimer(state, now, context) : undefined;
    case 'checked':
      return onChecked(state, event.outcome, context);
    case 'entered':
      return onEntered(state, event.waiting, now);
    case 'enterFailed':
      return part(state, event.reason);
    case 'meeting':
      return event.notice.type === 'admitted' || event.notice.type === 'muted'
        ? onNotice(state, event.notice, now)
        : undefined;
    case 'lockChanged':
      return [state, [say(event.locked ? 'locked' : 'unlocked')]];
    default:
      return undefined;
  }
}

/** Handles a digit from any way: each press counts once. */
export function onDigit(state: Up, digit: string, way: DigitWay, now: number, context: CallContext): Step {
  const [presses, isNew] = recordPress(state.running.presses, digit, way, now);
  const next = { ...state, running: { ...state.running, presses } };
  if (!isNew) return [next, []];
  const { presence } = state.running;
  if (presence.kind === 'entry') return onIvr(next, { type: 'digit', digit }, context);
  if (presence.kind !== 'present') return [next, []];
  const [keys, command] = pressKey(presence.keys, digit, now);
  const after = withPresence(next, { kind: 'present', keys });
  return command === undefined ? [after, []] : onKeys(after, command);
}

const ivrEffect = (effect: IvrEffect): readonly CallEffect[] => {
  switch (effect.type) {
    case 'say':
    case 'stopPrompt':
      return [effect];
    case 'wait':
      return [timer(effect.ms)];
    case 'check':
      return [{ type: 'checkPin', pin: effect.pin, ...(effect.passcode && { passcode: effect.passcode }) }];
    case 'end':
      // `afterIvr` does it.
      return [];
    default:
      return effect satisfies never;
  }
};

function onIvr(state: Up, event: IvrEvent, context: CallContext): Step {
  const { presence } = state.running;
  return presence.kind === 'entry' ? afterIvr(state, stepIvr(presence.ivr, event, context.ivr)) : [state, []];
}

function afterIvr(state: Up, [ivr, effects]: IvrStep): Step {
  const over = effects.find((effect) => effect.type === 'end');
  const [next, done] =
    over === undefined ? [withPresence(state, { kind: 'entry', ivr }), []] : endCall(state, over.reason, true);
  return [next, [...effects.flatMap(ivrEffect), ...done]];
}

/** Announces the reason and ends the call. */
const part = (state: Up, reason: EndReason): Step => afterIvr(state, partWith(reason));

function onChecked(state: Up, outcome: PinOutcome, context: CallContext): Step {
  if (state.running.presence.kind !== 'entry') return [state, []];
  const told: CallEffect = { type: 'fact', fact: { type: 'pinEntry', outcome: outcome.type } };
  if (
    outcome.type === 'meeting' &&
    !meets(ruleIn(state.running.abilities.encryption, outcome.meeting.policies), state.facts.encryption)
  ) {
    const [next, effects] = part(state, 'encryption-required');
    return [next, [told, ...effects]];
  }
  if (outcome.type === 'meeting')
    return [
      entering(state, outcome.meeting),
      [told, { type: 'stopPrompt' }, timer(undefined), { type: 'enter', meeting: outcome.meeting }],
    ];
  const [next, effects] = onIvr(
    state,
    { type: 'checked', outcome: outcome.type === 'refused' ? outcome.reason : outcome.type },
    context,
  );
  return [next, [told, ...effects]];
}

function entering(state: Up, meeting: Meeting): Up {
  const abilities = {
    ...state.running.abilities,
    encryption: ruleIn(state.running.abilities.encryption, meeting.policies),
  };
  return withPresence(
    { ...state, facts: { ...state.facts, meeting }, running: { ...state.running, abilities } },
    { kind: 'entering', meeting },
  );
}

function onEntered(state: Up, waiting: boolean, now: number): Step {
  const [next, effects] = enterMeeting(state, waiting, now);
  return [next, waiting ? effects : [...effects, say('admitted')]];
}

function onTimer(state: Up, now: number, context: CallContext): Step {
  const { presence } = state.running;
  if (presence.kind === 'entry') return onIvr(state, { type: 'timeout' }, context);
  if (presence.kind !== 'waiting') return [state, []];
  if (now - presence.since >= context.hostTimeout) return part(state, 'host-absent');
  return [state, [say('waiting-for-host'), timer(REMINDER)]];
}

function onNotice(state: Up, notice: Extract<MeetingNotice, { type: 'admitted' | 'muted' }>, now: number): Step {
  if (notice.type === 'admitted') {
    if (state.running.presence.kind !== 'waiting') return [state, []];
    const [next, effects] = enterMeeting(state, false, now);
    return [next, [...effects, say('admitted')]];
  }
  if (notice.by === 'self') return [state, [say(notice.muted ? 'muted' : 'unmuted')]];
  return [state, [say(notice.muted ? 'muted-by-host' : 'unmuted-by-host')]];
}

function onKeys(state: Up, command: KeyCommand): Step {
  const meeting = state.facts.meeting;
  const isHost = meeting?.role === 'host';
  switch (command) {
    case 'toggle-mute':
      return [state, [{ type: 'mute', muted: 'toggle' }]];
    case 'unmute':
      return [state, [{ type: 'mute', muted: false }]];
    case 'mute-all':
      return [state, isHost ? [{ type: 'muteAll' }, say('all-muted')] : [say('host-only')]];
    case 'toggle-lock':
      return [state, isHost ? [{ type: 'toggleLock', meetingId: meeting.meetingId }] : [say('host-only')]];
    case 'menu':
      return [state, [say(isHost ? 'menu-host' : 'menu')]];
    case 'leave':
      return endCall(state, 'hung-up', true);
    default:
      return command satisfies never;
  }
}
