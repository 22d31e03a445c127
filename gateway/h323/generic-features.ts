/** The generic extensibility framework (H.460.1): features by their numbers. */
import type * as H225 from './asn1/generated/h225.types.ts';

/** The three lists of a FeatureSet, which are direct fields of SETUP. */
type FeatureLists = Pick<H225.FeatureSet, 'neededFeatures' | 'desiredFeatures' | 'supportedFeatures'>;

/** True if the standard feature `number` is in any of the lists. */
export const offersFeature = (
  { neededFeatures = [], desiredFeatures = [], supportedFeatures = [] }: FeatureLists,
  number: number,
): boolean =>
  [...neededFeatures, ...desiredFeatures, ...supportedFeatures].some(
    ({ id }) => 'standard' in id && id.standard === number,
  );
