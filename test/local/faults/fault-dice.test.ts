import { FaultDice } from '../../../local/faults/fault-dice';

const drawn = (dice: FaultDice, name: 'throttled' | 'copy-failed', times: number): boolean[] =>
  Array.from({ length: times }, () => dice.strikes(name, 'somewhere'));

test('one fault’s draws change no other fault’s', () => {
  const faults = { throttled: 0.5, 'copy-failed': 0.5 };
  const alone = drawn(new FaultDice(1, faults, () => {}), 'throttled', 50);
  const dice = new FaultDice(1, faults, () => {});

  const beside = alone.map(() => {
    dice.strikes('copy-failed', 'somewhere');
    return dice.strikes('throttled', 'somewhere');
  });

  expect(beside).toEqual(alone);
  expect(new Set(alone)).toEqual(new Set([true, false]));
});

test('a fault that is certain always strikes, one that is absent never, and each strike is told', () => {
  const told: string[] = [];
  const dice = new FaultDice(1, { throttled: 1 }, (name, at) => told.push(`${name} at ${at}`));

  expect(drawn(dice, 'throttled', 3)).toEqual([true, true, true]);
  expect(drawn(dice, 'copy-failed', 3)).toEqual([false, false, false]);
  expect(told).toEqual(Array.from({ length: 3 }, () => 'throttled at somewhere'));
});

test('nothing strikes once faults have stopped', () => {
  const dice = new FaultDice(1, { throttled: 1 }, () => {});
  dice.stop();

  expect(drawn(dice, 'throttled', 3)).toEqual([false, false, false]);
});
