import { entryScenarios } from '../../scenarios/entry-scenarios.ts';
import { openDrachtioRooms } from '../../scenarios/leg-sip-rooms.ts';

entryScenarios('SIP through drachtio', openDrachtioRooms, 32_200, { rtpEvents: true, tones: true, offers: true });
