/**
 * Plans the media sent to the peer beside main audio and video: the shared screen (H.239 §9) and H.224 (H.323 Annex
 * Q). Pure.
 */
import type { H264Codec, MediaDescription } from '../../../media/port.ts';
import { presentationOf } from '../h239/extended-video.ts';
import {
  mainPlan,
  mayRunTogether,
  receivedVideo,
  sameCodec,
  type Receivable,
  type RemoteCapabilities,
} from './capabilities.ts';
import { videoCodecs } from './data-type.ts';
import { h224FormOf, receivedData, type H224Codec, type H224Form } from './h224.ts';
import { streamNamed, weSend } from './streams.ts';

/** The greatest number of alternatives of one kind that are considered. */
const [MAX_CONTENT, MAX_MAIN] = [8, 4];

/** Our codecs, best first, that the peer accepts as a shared screen beside some audio and video. */
export function contentPlan(local: MediaDescription, remote: RemoteCapabilities): readonly H264Codec[] {
  const ours = streamNamed(local, 'content');
  if (ours === undefined || !weSend(ours)) return [];
  const theirs = [...remote.table].flatMap(([entry, capability]) => {
    const video = receivedVideo(capability);
    const presented = video === undefined ? [] : (presentationOf(video) ?? []);
    return presented
      .flatMap((one) => remote.packetizationModes.flatMap((mode) => videoCodecs(one, mode)))
      .map((codec) => ({ entry, codec }));
  });
  const main = mainPlan(local, remote);
  return ours.codecs
    .flatMap((own) =>
      theirs
        .filter(({ codec }) => sameCodec(own, codec))
        .map(({ entry, codec }) => ({ entry, codec: { ...codec, payloadType: own.payloadType } })),
    )
    .slice(0, MAX_CONTENT)
    .filter(({ entry }) => runsBeside(remote, entry, main))
    .map(({ codec }) => codec);
}

/** Checks the entry itself, or the stream of several payloads that contains it (Avaya). */
function runsBeside(remote: RemoteCapabilities, entry: number, { audio, video }: ReturnType<typeof mainPlan>): boolean {
  const within = [...remote.table].flatMap(([number, capability]) =>
    'multiplePayloadStreamCapability' in capability &&
    capability.multiplePayloadStreamCapability.capabilities.some((set) => set.includes(entry))
      ? [number]
      : [],
  );
  const [sounds, pictures] = [entriesOf(audio), entriesOf(video)];
  return [entry, ...within.slice(0, MAX_MAIN)].some((own) =>
    sounds.some((sound) => pictures.some((picture) => mayRunTogether(remote, [own, ...sound, ...picture]))),
  );
}

/** Each entry as a list of its own; one empty list if there is no entry. */
const entriesOf = (receivable: readonly Receivable[]): readonly (readonly number[])[] =>
  receivable.length === 0
    ? [[]]
    : [...new Set(receivable.map(({ entry }) => entry))].slice(0, MAX_MAIN).map((entry) => [entry]);

/** The H.224 codecs in the forms that the peer names, in its order. */
export function cameraPlan(local: MediaDescription, remote: RemoteCapabilities): readonly H224Codec[] {
  const ours = streamNamed(local, 'camera');
  const codec = ours?.codecs.find((own) => own.kind === 'data');
  if (codec === undefined || !weSend(ours)) return [];
  const forms = [...remote.table].flatMap(([, capability]): readonly H224Form[] => {
    const data = receivedData(capability);
    const form = data && h224FormOf(data);
    return form === undefined ? [] : [form];
  });
  return [...new Set(forms)].map((form) => ({ ...codec, form }));
}
