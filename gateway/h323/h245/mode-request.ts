/** Mode request (H.245 §8.8): the peer asks for other media to be sent to it. Pure. */
import type * as H245 from '../asn1/generated/h245.types.ts';
import type { TransmitPlan } from './capabilities.ts';
import type { AvCodec } from './data-type.ts';
import { H264_CAPABILITY } from './h241.ts';
import { response, type Message } from './message.ts';

export interface ModeAnswer {
  readonly message: Message;
  /** The media to send from now on; undefined for no change. */
  readonly plan?: TransmitPlan;
}

/**
 * Chooses the first requested mode whose codecs are all in the plan; a kind that the mode does not name is not
 * sent.
 */
export function answerModeRequest(
  { sequenceNumber, requestedModes }: H245.RequestMode,
  plan: TransmitPlan,
): ModeAnswer {
  const met = requestedModes.findIndex((mode) => narrow(mode, plan) !== undefined);
  const wanted = requestedModes[met] && narrow(requestedModes[met], plan);
  if (wanted === undefined)
    return { message: response({ requestModeReject: { sequenceNumber, cause: { modeUnavailable: null } } }) };
  const kind = met === 0 ? { willTransmitMostPreferredMode: null } : { willTransmitLessPreferredMode: null };
  return { message: response({ requestModeAck: { sequenceNumber, response: kind } }), plan: wanted };
}

function narrow(mode: H245.ModeDescription, plan: TransmitPlan): TransmitPlan | undefined {
  const [audio, video]: [AvCodec[], AvCodec[]] = [[], []];
  for (const { type } of mode) {
    const codec =
      'audioMode' in type
        ? plan.audio.find((own) => own.name === audioName(type.audioMode))
        : 'videoMode' in type && isH264(type.videoMode)
          ? plan.video[0]
          : undefined;
    if (codec === undefined) return undefined;
    (codec.kind === 'audio' ? audio : video).push(codec);
  }
  return audio.length + video.length === 0 ? undefined : { audio, video };
}

const isH264 = (mode: H245.VideoMode): boolean =>
  'genericVideoMode' in mode &&
  'standard' in mode.genericVideoMode.capabilityIdentifier &&
  mode.genericVideoMode.capabilityIdentifier.standard === H264_CAPABILITY;

function audioName(mode: H245.AudioMode): AvCodec['name'] | undefined {
  if ('g711Ulaw64k' in mode) return 'PCMU';
  if ('g711Alaw64k' in mode) return 'PCMA';
  return 'g722-64k' in mode ? 'G722' : undefined;
}
