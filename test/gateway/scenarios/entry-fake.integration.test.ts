import { openFakeLegs } from '../../fakes/leg.ts';
import { entryScenarios } from './entry-scenarios.ts';

entryScenarios('a leg without a protocol', openFakeLegs, 31_700, { rtpEvents: true, tones: true, offers: true });
