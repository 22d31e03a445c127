/** Offers and answers of an established call, in both directions. */
import type { MediaDescription } from '../../../media/port.ts';
import { agreeEffects, keepAgreement, withCodecs } from './agree.ts';
import { endCall } from './end.ts';
import type { CallEffect, CallFacts, Running, Step, Up } from './types.ts';
import type { LegCommand } from '../leg.ts';
import { agreeOnAnswer, makeOffer } from '../media/offer.ts';
import { answerOffer } from '../media/answer.ts';
import { refuse } from '../media/streams.ts';
import { whyNothing } from '../media/choose.ts';
import type { Agreement, LocalAddresses, MediaAbilities } from '../media/abilities.ts';
import { reoffer } from '../media/reoffer.ts';

const command = (value: LegCommand): CallEffect => ({ type: 'command', command: value });

/**
 * Our offer for a running session. Over SIP it has the same streams in the same places as before; over H.323 it
 * states our abilities, as every capability set does.
 */
export function nextOffer(
  { original, abilities }: Running,
  local: LocalAddresses,
  { info }: CallFacts,
): MediaDescription {
  return original === undefined || info.protocol === 'h323'
    ? makeOffer(local, abilities)
    : reoffer(original, local, abilities);
}

/** The limits in our last description of what the device may send. */
export const toldOf = ({ videoMode, maxVideoBitrate, camera }: MediaAbilities): Running['told'] => ({
  rate: maxVideoBitrate,
  camera,
  ...(videoMode && { mode: videoMode }),
});

export function withoutOffer<S extends Up>(state: S): S {
  const { offered: _, ...running } = state.running;
  return { ...state, running };
}

/** Streams that our offer has added or activated belong to the session from then on. */
function withNew(original: Agreement, { description, streams }: Agreement): Agreement {
  const [content, known] = [
    streams.find(({ kind }) => kind === 'content'),
    original.streams.find(({ kind }) => kind === 'content'),
  ];
  if (known?.send === true) return original;
  // RFC 3264 §8: a refused line keeps its place, too.
  const added = description.streams.slice(original.description.streams.length);
  if (content === undefined)
    return added.length === 0
      ? original
      : {
          ...original,
          description: { ...original.description, streams: [...original.description.streams, ...added.map(refuse)] },
        };
  return keepAgreement({
    description,
    streams: [...original.streams.filter(({ kind }) => kind !== 'content'), content],
  });
}

/** Delay of the next attempt while another offer is pending, ms. */
export const RETRY = 2000;

/** A SIP device whose camera line differs from the account's current policy. */
export function isCameraDue({ running, facts }: Up): boolean {
  const has =
    running.original?.description.streams.some(({ role, rtp }) => role === 'camera' && rtp !== undefined) === true;
  return facts.info.protocol === 'sip' && has && running.abilities.camera !== running.told.camera;
}

/** The account's camera policy has changed: an offer removes or restores the camera line of a SIP device. */
export function onCameraPolicy(state: Up, allowed: boolean): Step {
  const { running, facts } = state;
  if (running.abilities.camera === allowed) return [state, []];
  const next = { ...state, running: { ...running, abilities: { ...running.abilities, camera: allowed } } };
  if (!isCameraDue(next)) return [next, []];
  if (state.kind !== 'active' || running.offered !== undefined)
    return [next, [{ type: 'timer', timer: 'rates', ms: RETRY }]];
  const offered = nextOffer(next.running, running.local, facts);
  return [
    { ...next, running: { ...next.running, offered, told: toldOf(next.running.abilities) } },
    [command({ type: 'offerMedia', media: offered })],
  ];
}

/** Handles a new offer of the device (hold, resume, another address, other codecs) or a request for ours. */
export function onOffer(state: Up, offer: MediaDescription | undefined): Step {
  const { running, facts } = state;
  const { abilities, local } = running;
  if (offer === undefined) {
    const offered = nextOffer(running, local, facts);
    return [
      { ...state, running: { ...running, offered, told: toldOf(abilities) } },
      [command({ type: 'answerMedia', media: offered })],
    ];
  }
  const agreement = answerOffer(offer, local, abilities);
  if (agreement === undefined) return [state, [command({ type: 'rejectMedia', reason: whyNothing(offer, abilities) })]];
  return [
    {
      ...state,
      facts: withCodecs(facts, agreement),
      running: { ...running, original: keepAgreement(agreement), told: toldOf(abilities) },
    },
    [...agreeEffects(facts, agreement, agreement), command({ type: 'answerMedia', media: agreement.description })],
  ];
}

/**
 * Handles the answer to our offer. An answer that accepts nothing ends a new call, and changes nothing in an older
 * one.
 */
export function onAnswer(state: Up, answer: MediaDescription): Step {
  const { offered, abilities, original } = state.running;
  if (offered === undefined) return [state, []];
  const agreement = agreeOnAnswer(offered, answer, abilities);
  const next = withoutOffer(state);
  if (agreement === undefined)
    return state.kind === 'answered' ? endCall(state, whyNothing(answer, abilities), true) : [next, []];
  // An answer to an offer that was lowered for the other participants understates the device's abilities.
  const first = original === undefined ? keepAgreement(agreement) : withNew(original, agreement);
  return [
    { ...next, facts: withCodecs(state.facts, agreement), running: { ...next.running, original: first } },
    agreeEffects(state.facts, agreement, first),
  ];
}
