import { stripVTControlCharacters } from 'node:util';
import { renderNextSweep } from '../../../cli/plan/render-next-sweep';
import { parseSettings, type Settings } from '../../../infra/settings';
import { snap, underWay, vol } from '../../support/builders';
import { copied, copy, DR, managed, planOf, PRIMARY, snapshot, volume, type Account } from './account';
import type { PlanOptions } from '../../../cli/plan/plan-fleet';

const NOW = new Date('2026-03-05T02:00:00Z');

const settingsFrom = (from: string): Settings =>
  parseSettings({ primary: { region: PRIMARY }, dr: [{ region: DR }], adopt: { from } }, 'the test');

const planned = (account: Account, from = 'deployment', options: Partial<PlanOptions> = {}) =>
  planOf(account, { now: NOW, ...options }, settingsFrom(from));

const foundIn = (...question: Parameters<typeof planned>) =>
  planned(...question).nextSweep.regions.map(({ found }) => found);

const before: Account = { volumes: [volume(1)], primary: [snapshot(1, vol(1), 3), snapshot(2, vol(1), 4)] };

test.each<[rule: string, from: string, deployedAt: string | undefined, found: object]>([
  ['from the deployment on', 'deployment', '2026-03-04T00:00:00Z', { 'newest unadopted': 1 }],
  ['none where no deployment is known', 'deployment', undefined, {}],
  ['all that are there', 'all', undefined, { 'newest unadopted': 1, unadopted: 1 }],
  ['from a time on', '2026-03-03T03:00:00Z', undefined, { 'newest unadopted': 1 }],
])('what no event told of is adopted as adopt.from says: %s', (_, from, deployedAt, found) => {
  const deployed = deployedAt === undefined ? {} : { deployedAt: new Date(deployedAt) };

  expect(foundIn(before, from, { deployed })).toEqual([found, {}]);
});

test.each([
  ['counts', true, { 'newest unadopted': 1, 'no room': 1 }],
  ['does not count', false, { 'newest unadopted': 1, unadopted: 1 }],
])('what an instance bears for the volume needs room on a snapshot where it %s', (_, counts, found) => {
  const InstanceId = 'i-0123456789abcdef0';
  const full = Object.fromEntries(Array.from({ length: 43 }, (_each, index) => [`own-${index}`, '']));
  const account: Account = {
    volumes: [{ ...volume(1), Attachments: [{ InstanceId }] }],
    primary: [snapshot(1, vol(1), 3, full), snapshot(2, vol(1), 4)],
    instances: [{ InstanceId, Tags: [{ Key: 'snapshot-keeper:retain', Value: '30d' }] }],
  };

  const { nextSweep } = planOf(account, { now: NOW }, { ...settingsFrom('all'), instanceOverrides: counts });

  expect(nextSweep.regions.map((region) => region.found)).toEqual([found, {}]);
});

test('what runs is left alone where it is known', () => {
  const deployed = { underWay: underWay(snap(1), snap(2)) };

  expect(foundIn(before, 'all', { deployed })).toEqual([{}, {}]);
  expect(planned(before, 'all', { deployed }).nextSweep.knowsWhatRuns).toBe(true);
});

test('each Region has what its own sweep finds', () => {
  const failed = { ...copy(902, vol(1), 4, 2), State: 'error' as const };
  const account: Account = {
    volumes: [volume(1)],
    primary: [managed(1, vol(1), 3), managed(2, vol(1), 4)],
    dr: [copy(901, vol(1), 3, 1), failed],
  };

  expect(foundIn(account)).toEqual([{ 'copy missing': 1, 'copy unconfirmed': 1 }, { 'copy failed': 1 }]);
});

const lines = (account: Account, all = false): string[] =>
  renderNextSweep(planned(account), all).map(stripVTControlCharacters);

test('in words: by Region, and what is most urgent', () => {
  const account = { volumes: [volume(1, { Backup: '', Name: 'web' })], primary: [managed(1, vol(1), 3)] };

  expect(lines(account)).toEqual([
    `${PRIMARY}: 1 copy missing`,
    `${DR}: nothing to repair`,
    `  ${PRIMARY}  ${snap(1)} of ${vol(1)} web: copy missing (it has no copy in ${DR})`,
    'Snapshots that no event has told of are not among it: adopt.from is "deployment", and since when there is one is not known here.',
    'Nobody has looked at what runs: the sweep leaves that alone, and may start less.',
  ]);
});

test('ten are named, and all where all are asked for', () => {
  const numbers = Array.from({ length: 14 }, (_, index) => index + 1);
  const account = {
    volumes: numbers.map((number) => volume(number)),
    primary: numbers.map((number) => managed(number, vol(number), 3)),
  };

  expect(lines(account).filter((line) => line.includes(' of vol-'))).toHaveLength(10);
  expect(lines(account)).toContain('  and 4 others; --all or --json lists them');
  expect(lines(account, true).filter((line) => line.includes(' of vol-'))).toHaveLength(14);
});

test('of a volume that is as it should be nothing is to be repaired', () => {
  const account = { volumes: [volume(1)], primary: [copied(1, vol(1), 3)], dr: [copy(901, vol(1), 3, 1)] };

  expect(foundIn(account)).toEqual([{}, {}]);
});
