import { openFakeLegs } from '../../fakes/leg.ts';
import { legScenarios } from './leg-scenarios.ts';

legScenarios('a leg without a protocol', openFakeLegs, 31_300);
