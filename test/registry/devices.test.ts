import { createSecretKey } from 'node:crypto';
import { expect, it } from 'vitest';
import { seal, sealingKey, unseal } from '../../registry/sealed.ts';

it('a sealed secret opens only with its key and for its owner', () => {
  const key = sealingKey(createSecretKey('11'.repeat(32), 'hex'));
  const other = sealingKey(createSecretKey('22'.repeat(32), 'hex'));
  const sealed = seal(key, 'device', 'open sesame');
  expect(unseal(key, 'device', sealed)!.reveal()).toBe('open sesame');
  expect(unseal(other, 'device', sealed)).toBeUndefined();
  expect(unseal(key, 'another', sealed)).toBeUndefined();
});
