import { legScenarios } from '../../leg-scenarios.ts';
import { openDrachtioRooms } from '../../leg-sip-rooms.ts';

legScenarios('SIP through drachtio', openDrachtioRooms, 32_600);
