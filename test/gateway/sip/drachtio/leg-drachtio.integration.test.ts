import { legScenarios } from '../../scenarios/leg-scenarios.ts';
import { openDrachtioRooms } from '../../scenarios/leg-sip-rooms.ts';

legScenarios('SIP through drachtio', openDrachtioRooms, 32_600);
