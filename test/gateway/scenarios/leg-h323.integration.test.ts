import { openH323Rooms } from './leg-h323-rooms.ts';
import { legScenarios } from './leg-scenarios.ts';

legScenarios('H.323', openH323Rooms, 31_500, []);
