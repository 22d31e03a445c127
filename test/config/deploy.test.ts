/** The files in config/deploy, prometheus and grafana refer only to existing metrics, keys and files. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { environmentName, keysOf } from '../../config/load.ts';
import { createMetrics, observeAtScrape } from '../../gateway/app/observe/metrics.ts';

const read = (path: string): string => readFileSync(resolve(import.meta.dirname, '../../config', path), 'utf8');
const metrics = createMetrics();
observeAtScrape(metrics, {
  activeCalls: () => 0,
  activeMeetings: () => 0,
  certificates: () => new Map(),
  sip: () => ({ clientTransactions: 0, serverTransactions: 0, connections: 0, timers: 0 }),
  h323: () => ({ connections: 0, calls: 0, registrations: 0 }),
  media: () => Promise.reject(new Error('not asked')),
  reportRtp: () => Promise.resolve(),
});
const names = new Set(metrics.registry.getMetricsAsArray().map(({ name }) => name));
const named = (text: string): readonly string[] => text.match(/roomgate_[a-z0-9_]+/g) ?? [];

describe('deployment files', () => {
  it.each(['prometheus/alerts.yml', 'grafana/dashboards/roomgate.json'])('%s names metrics that there are', (path) => {
    const used = named(read(path));
    expect(used.length).toBeGreaterThan(8);
    expect(used.filter((name) => !names.has(name) && !names.has(name.replace(/_bucket$/, '')))).toEqual([]);
  });

  it('every alert describes the problem', () => {
    const { groups } = parse(read('prometheus/alerts.yml')) as {
      readonly groups: readonly { readonly rules: readonly Record<string, unknown>[] }[];
    };
    for (const rule of groups.flatMap(({ rules }) => rules))
      expect(rule).toMatchObject({
        alert: expect.any(String),
        expr: expect.any(String),
        annotations: { summary: expect.any(String) },
      });
  });

  it('compose and the unit set only existing variables, and contain every part', () => {
    const compose = read('deploy/compose.yaml');
    expect(Object.keys((parse(compose) as { services: object }).services)).toEqual([
      'gateway',
      'postgres',
      'drachtio',
      'rtpengine',
      'prometheus',
      'grafana',
    ]);
    const known = new Set([...keysOf().map(([path]) => environmentName(path)), 'ROOMGATE_CONFIG']);
    const used = ['deploy/compose.yaml', 'deploy/roomgate.service', 'deploy/Dockerfile'].flatMap(
      (path) => read(path).match(/ROOMGATE_[A-Z0-9_]+/g) ?? [],
    );
    expect(used.filter((name) => !known.has(name))).toEqual([]);
  });

  it('the unit waits longer than calls may continue', () =>
    expect(Number(/^TimeoutStopSec=(\d+)/m.exec(read('deploy/roomgate.service'))?.[1])).toBeGreaterThan(30));
});
