import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openRegistry } from '../../registry/index.ts';
import { testRegistryOptions } from '../fakes/registry.ts';

let data: string;
beforeEach(() => void (data = mkdtempSync(join(tmpdir(), 'roomgate-registry-'))));
afterEach(() => rmSync(data, { recursive: true, force: true }));
const open = () => openRegistry({ ...testRegistryOptions, data, pinKey: '' });

describe('the registry on disk', () => {
  it('keeps its contents, with a key readable only by the owner', async () => {
    const first = await open();
    const { id } = await first.admin.createAccount('Kept');
    const { pin } = await first.admin.createMeeting(id, { title: 'Kept' });
    await first.admin.createApiKey('admin');
    await first.registry.close();
    const second = await open();
    expect(await second.admin.hasApiKeys()).toBe(true);
    expect(await second.registry.resolvePin({ reveal: () => pin })).toBeDefined();
    await second.registry.close();
    expect(statSync(join(data, 'pin.key')).mode & 0o777).toBe(0o600);
  });

  it('rejects an invalid key file instead of invalidating every PIN', async () => {
    writeFileSync(join(data, 'pin.key'), 'damaged');
    await expect(open()).rejects.toThrow(/pin\.key: expected 64 hexadecimal digits/);
  });

  it('loses nothing that was acknowledged when the process is killed', async () => {
    const script = `
      import { openRegistry } from ${JSON.stringify(new URL('../../registry/index.ts', import.meta.url).href)};
      const { admin } = await openRegistry({ data: ${JSON.stringify(data)}, pinKey: '', realm: 'r', now: Date.now, compatibleList: new URL(${JSON.stringify(testRegistryOptions.compatibleList.href)}) });
      for (let n = 0; ; n++) { await admin.createAccount('a' + n); process.stdout.write(n + '\\n'); }`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let answered = -1;
    child.stdout.on('data', (chunk: Buffer) => {
      answered = Number(chunk.toString().trim().split('\n').at(-1));
      if (answered > 200) child.kill('SIGKILL');
    });
    await once(child, 'close');
    const { admin, registry } = await open();
    const { account } = (await registry.sizes()) as { account: number };
    expect(account).toBeGreaterThan(answered);
    expect((await admin.listAccounts({ limit: 1 }))[0]?.name).toMatch(/^a\d+$/);
    await registry.close();
  });
});
