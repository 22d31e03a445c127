import { entryScenarios } from './entry-scenarios.ts';
import { openH323Rooms } from './leg-h323-rooms.ts';

entryScenarios('H.323', openH323Rooms, 31_900, { rtpEvents: false, tones: false, offers: false });
