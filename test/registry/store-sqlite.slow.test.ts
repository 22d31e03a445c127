import { openTestRegistry } from '../fakes/registry.ts';
import { deviceContract } from './devices.contract.ts';
import { requestsContract } from './requests.contract.ts';
import { storeContract } from './store.contract.ts';

storeContract(() => openTestRegistry());
deviceContract(() => openTestRegistry());
requestsContract(() => openTestRegistry());
