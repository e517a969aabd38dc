import type { AwsEvent } from '../../../local/aws/api';
import { FaultDice } from '../../../local/faults/fault-dice';
import type { FaultSet } from '../../../local/faults/fault-catalogue';
import { faultyDelaysMs, faultyTickDelaysMs } from '../../../local/faults/faulty-delivery';
import { HOUR_MS } from '../../../local/kernel/time-units';

const EVENT = { detail: { event: 'createSnapshot' } } as unknown as AwsEvent;

const delaysUnder = (faults: FaultSet): readonly number[] =>
  faultyDelaysMs(new FaultDice(1, faults, () => {}), EVENT, [0]);

test('without faults an event comes as it would', () => {
  expect(delaysUnder({})).toEqual([0]);
});

test('a lost event never comes, whatever else befalls it', () => {
  expect(delaysUnder({ 'event-lost': 1, 'event-duplicated': 1 })).toEqual([]);
});

test.each([
  ['event-delayed', 6 * HOUR_MS],
  ['event-out-of-order', 120_000],
] as const)('%s comes once, at most %d ms late', (fault, maximumMs) => {
  const [delayMs, ...others] = delaysUnder({ [fault]: 1 });

  expect(others).toEqual([]);
  expect(delayMs).toBeGreaterThan(0);
  expect(delayMs).toBeLessThanOrEqual(maximumMs);
});

test('a duplicated event comes twice within ten minutes', () => {
  const [first, second, ...others] = delaysUnder({ 'event-duplicated': 1 });

  expect(first).toBe(0);
  expect(second).toBeLessThanOrEqual(600_000);
  expect(others).toEqual([]);
});

const tickDelaysUnder = (faults: FaultSet): readonly number[] =>
  faultyTickDelaysMs(
    new FaultDice(1, faults, () => {}),
    { scheduleArn: 'hourly', scheduledTime: '2026-03-01T00:00:00Z' },
    5_000,
  );

test('without faults, or under those of events, the run of a schedule comes as it would', () => {
  expect(tickDelaysUnder({ 'event-lost': 1, 'event-duplicated': 1 })).toEqual([5_000]);
});

test('the run of a schedule may never come', () => {
  expect(tickDelaysUnder({ 'tick-lost': 1, 'tick-duplicated': 1 })).toEqual([]);
});

test('the run of a schedule may come up to an hour late', () => {
  const [delayMs, ...others] = tickDelaysUnder({ 'tick-delayed': 1 });

  expect(others).toEqual([]);
  expect(delayMs).toBeGreaterThan(5_000);
  expect(delayMs).toBeLessThanOrEqual(5_000 + HOUR_MS);
});

test('the run of a schedule may come twice within ten minutes', () => {
  const [first, second, ...others] = tickDelaysUnder({ 'tick-duplicated': 1 });

  expect(first).toBe(5_000);
  expect(second).toBeGreaterThanOrEqual(5_000);
  expect(second).toBeLessThanOrEqual(605_000);
  expect(others).toEqual([]);
});
