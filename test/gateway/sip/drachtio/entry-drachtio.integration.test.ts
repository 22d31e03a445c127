import { entryScenarios } from '../../entry-scenarios.ts';
import { openDrachtioRooms } from '../../leg-sip-rooms.ts';

entryScenarios('SIP through drachtio', openDrachtioRooms, 32_200, { rtpEvents: true, tones: true, offers: true });
