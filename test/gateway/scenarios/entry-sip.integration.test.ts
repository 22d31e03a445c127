import { entryScenarios } from './entry-scenarios.ts';
import { openSipRooms } from './leg-sip-rooms.ts';

entryScenarios('SIP', openSipRooms, 31_800, { rtpEvents: true, tones: true, offers: true });
