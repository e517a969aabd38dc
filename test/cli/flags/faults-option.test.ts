import { faultLines, faultsAsFlag, parseFaults } from '../../../cli/flags/faults-option';
import { FAULT_NAMES } from '../../../local/faults/fault-catalogue';

test('all means every fault of the catalogue, as likely as it says there', () => {
  const faults = parseFaults('all');

  expect(FAULT_NAMES.filter((name) => !(name in faults))).toEqual([]);
  expect(faults['event-lost']).toBe(0.02);
});

test('what has to be asked for strikes where it is named', () => {
  expect(parseFaults('all,snapshot-restored')['snapshot-restored']).toBe(0.1);
});

test.each([
  ['none', {}],
  ['throttled', { throttled: 0.03 }],
  ['throttled=0.5, copy-failed=1', { throttled: 0.5, 'copy-failed': 1 }],
  ['throttled=0.5,none', {}],
  ['throttled=0', {}],
  ['throttled=1e-7', { throttled: 1e-7 }],
])('%j means %j', (text, faults) => {
  expect(parseFaults(text)).toEqual(faults);
});

test('a later word overrides an earlier one', () => {
  expect(parseFaults('all,event-lost=0')).not.toHaveProperty('event-lost');
});

test('a repeated flag goes on from the one before', () => {
  expect(parseFaults('event-lost=0', parseFaults('event-lost,throttled'))).toEqual({ throttled: 0.03 });
});

test.each([
  ['rain', '--faults: "rain" is no fault. Allowed are all, none and event-lost, '],
  ['throttled=2', '--faults: expected a probability from 0 to 1 for throttled, found "2".'],
  ['throttled=', '--faults: expected a probability from 0 to 1 for throttled, found "".'],
  ...['-0.1', '0.5=9', '0x1', ' 0.5', 'half', '.'].map((number): [string, string] => [
    `throttled=${number}`,
    `--faults: expected a probability from 0 to 1 for throttled, found "${number}".`,
  ]),
  ['toString', '--faults: "toString" is no fault.'],
])('%j is refused in one sentence', (text, message) => {
  expect(() => parseFaults(text)).toThrow(message);
});

test('a set is written as the flag reads it', () => {
  expect(faultsAsFlag({ throttled: 0.5, 'event-lost': 0.1 })).toBe('event-lost=0.1,throttled=0.5');
  expect(faultsAsFlag({})).toBe('none');
});

test('a reader sees what each fault does and how likely it is', () => {
  expect(faultLines({ 'snapshot-failed': 0.25 })).toEqual([
    '  snapshot-failed 0.25 per snapshot: it ends in error',
  ]);
});
