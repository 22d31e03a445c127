import { openTestRegistry } from '../fakes/registry.ts';
import { storeContract } from './store.contract.ts';

storeContract(() => openTestRegistry());
