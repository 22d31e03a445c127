import { legScenarios } from './leg-scenarios.ts';
import { openSipRooms } from './leg-sip-rooms.ts';

legScenarios('SIP', openSipRooms, 31_400);
