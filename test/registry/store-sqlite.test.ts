import { openTestRegistry } from '../fakes/registry.ts';
import { auditContract } from './audit.contract.ts';
import { storeContract } from './store.contract.ts';

storeContract(() => openTestRegistry());
auditContract(() => Promise.resolve(':memory:'));
