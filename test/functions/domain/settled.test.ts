import { isSettled } from '../../../functions/domain/settled';

const ENTERED = '2026-11-20T10:00:00Z';

test.each<[rule: string, enteredAt: string | undefined, now: string, settled: boolean]>([
  ['at once', ENTERED, '2026-11-20T10:00:00Z', false],
  ['a second before ten minutes', ENTERED, '2026-11-20T10:09:59Z', false],
  ['after ten minutes', ENTERED, '2026-11-20T10:10:00Z', true],
  ['days later', ENTERED, '2026-11-23T10:00:00Z', true],
  ['by a clock that is behind', ENTERED, '2026-11-20T09:00:00Z', false],
  ['where nobody says when the step began', undefined, '2026-11-20T10:10:00Z', false],
  ['where the time cannot be read', 'soon', '2026-11-20T10:10:00Z', false],
])('absence is believed late: %s', (_rule, enteredAt, now, settled) => {
  expect(isSettled(enteredAt, new Date(now))).toBe(settled);
});
