import { openTestRegistry } from '../fakes/registry.ts';
import { deviceContract } from './devices.contract.ts';
import { storeContract } from './store.contract.ts';

storeContract(() => openTestRegistry());
deviceContract(() => openTestRegistry());
