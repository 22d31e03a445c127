/** Headless Chromium with the client page of `browser/`, as a participant that dials from a browser. */
import { existsSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { build } from 'esbuild';
import { chromium, type Browser, type Page } from 'playwright-core';
import type { BrowserClient } from './browser/client.ts';
import { root } from './gateway.ts';

const PATHS = ['/usr/bin/chromium', '/usr/bin/chromium-browser'];
/** WebRTC must be allowed to send from loopback; nothing else is reachable. */
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--ignore-certificate-errors',
  '--allow-loopback-in-peer-connection',
  '--autoplay-policy=no-user-gesture-required',
  '--disable-features=WebRtcHideLocalIpsWithMdns',
];

export interface OpenBrowser {
  /** Opens a separate page: one participant. */
  open(): Promise<BrowserPage>;
  close(): Promise<void>;
}

export class BrowserPage {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  /** Calls a function of the page's client. */
  async run<K extends keyof BrowserClient>(
    name: K,
    ...args: Parameters<BrowserClient[K]>
  ): Promise<Awaited<ReturnType<BrowserClient[K]>>> {
    const call = ([method, parameters]: readonly [string, readonly unknown[]]): unknown =>
      (globalThis as unknown as { client: Record<string, (...args: readonly unknown[]) => unknown> }).client[method]!(
        ...parameters,
      );
    // The stack of the page is of no use in a test.
    const result = await this.#page.evaluate(call, [name, args] as const).catch((error: unknown) => {
      throw new Error(`the page cannot ${name}: ${error instanceof Error ? error.message : String(error)}`);
    });
    return result as Awaited<ReturnType<BrowserClient[K]>>;
  }

  async close(): Promise<void> {
    await this.#page.close();
  }
}

async function servePage(): Promise<{ readonly server: Server; readonly url: string }> {
  const { outputFiles } = await build({
    entryPoints: [`${root}/test/e2e/browser/page.ts`],
    bundle: true,
    write: false,
    format: 'iife',
    platform: 'browser',
    logLevel: 'error',
  });
  const html = `<!doctype html><meta charset="utf-8"><title>roomgate client</title><script>${outputFiles[0]!.text.replaceAll('</script', '<\\/script')}</script>`;
  const server = createServer(
    (_, response) => void response.setHeader('content-type', 'text/html; charset=utf-8').end(html),
  );
  await new Promise<void>((done) => void server.listen(0, '127.0.0.1', done));
  return { server, url: `http://127.0.0.1:${(server.address() as { port: number }).port}/` };
}

export async function openBrowser(): Promise<OpenBrowser> {
  const executablePath = PATHS.find((path) => existsSync(path));
  if (executablePath === undefined) throw new Error('Chromium is needed: apt-get install chromium');
  const { server, url } = await servePage();
  const browser: Browser = await chromium.launch({ executablePath, args: FLAGS });
  return {
    open: async () => {
      const page = await browser.newPage();
      await page.goto(url);
      return new BrowserPage(page);
    },
    close: async () => {
      await browser.close();
      await new Promise((done) => void server.close(done));
    },
  };
}
