/** The generic extensibility framework (H.460.1): features by their numbers. */
import type * as H225 from './asn1/generated/h225.types.ts';

/** The three lists of a FeatureSet, which SETUP has among its own fields. */
type FeatureLists = Pick<H225.FeatureSet, 'neededFeatures' | 'desiredFeatures' | 'supportedFeatures'>;

/** Whether the standard feature `number` is in any of them. */
export const offersFeature = (
  { neededFeatures = [], desiredFeatures = [], supportedFeatures = [] }: FeatureLists,
  number: number,
): boolean =>
  [...neededFeatures, ...desiredFeatures, ...supportedFeatures].some(
    ({ id }) => 'standard' in id && id.standard === number,
  );
