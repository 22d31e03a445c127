/**
 * Video with a role (H.239 §7.1, H.245 ExtendedVideoCapability), in capability sets and as the data type of
 * channels. Pure.
 */
import type * as H245 from '../asn1/generated/h245.types.ts';

/** H.239 appendix I: h239ControlCapability, h239ExtendedVideoCapability. */
const CONTROL = '0.0.8.239.1.1';
const EXTENDED_VIDEO = '0.0.8.239.1.2';
/** H.239 §7.1.2: the parameter of the role, and its bits. */
const ROLE_LABEL = 1;
const [PRESENTATION, LIVE] = [1, 2];

export interface Roles {
  readonly presentation: boolean;
  readonly live: boolean;
}

/** Announces that we speak H.239. */
export const CONTROL_CAPABILITY: H245.Capability = {
  genericControlCapability: { capabilityIdentifier: { standard: CONTROL } },
};

export const asPresentation = (video: H245.VideoCapability): H245.VideoCapability => ({
  extendedVideoCapability: {
    videoCapability: [video],
    videoCapabilityExtension: [
      {
        capabilityIdentifier: { standard: EXTENDED_VIDEO },
        collapsing: [{ parameterIdentifier: { standard: ROLE_LABEL }, parameterValue: { booleanArray: PRESENTATION } }],
      },
    ],
  },
});

/** The roles of the capability. Without a label it is taken as a presentation, its usual purpose. */
export function rolesOf({ videoCapabilityExtension = [] }: H245.ExtendedVideoCapability): Roles {
  const own = videoCapabilityExtension.find(
    ({ capabilityIdentifier }) =>
      'standard' in capabilityIdentifier && capabilityIdentifier.standard === EXTENDED_VIDEO,
  );
  const label = [...(own?.collapsing ?? []), ...(own?.nonCollapsing ?? [])].find(
    ({ parameterIdentifier }) => 'standard' in parameterIdentifier && parameterIdentifier.standard === ROLE_LABEL,
  )?.parameterValue;
  if (label === undefined) return { presentation: true, live: false };
  const bits = 'booleanArray' in label ? label.booleanArray : 'unsignedMin' in label ? label.unsignedMin : 0;
  return { presentation: (bits & PRESENTATION) !== 0, live: (bits & LIVE) !== 0 };
}

/** The alternatives of a shared screen's video; undefined for any other video. */
export function presentationOf(video: H245.VideoCapability): readonly H245.VideoCapability[] | undefined {
  if (!('extendedVideoCapability' in video)) return undefined;
  return rolesOf(video.extendedVideoCapability).presentation
    ? video.extendedVideoCapability.videoCapability
    : undefined;
}
