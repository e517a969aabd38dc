import { FaultDice } from '../../../local/faults/fault-dice';
import { Outages } from '../../../local/faults/outages';
import { HOUR_MS } from '../../../local/kernel/time-units';

const hoursDown = (outages: Outages, place: string, hours: number): number[] =>
  Array.from({ length: hours }, (_, hour) => hour).filter((hour) => outages.covers(place, hour * HOUR_MS));

const outagesWith = (
  probability: number,
  dice = new FaultDice(1, { 'region-down': probability }, () => {}),
) => ({
  dice,
  outages: new Outages(dice, 'region-down', 24 * HOUR_MS, { minimum: 2, maximum: 4 }),
});

test('every span begins an outage where the fault is certain, and each lasts as long as it may', () => {
  const { outages } = outagesWith(1);

  const down = hoursDown(outages, 'eu-west-1', 240);

  const starts = down.filter((hour) => !down.includes(hour - 1));
  expect(starts.length).toBeGreaterThanOrEqual(5);
  for (const start of starts) {
    const end = down.find((hour) => hour >= start && !down.includes(hour + 1))!;
    expect(end - start + 1).toBeGreaterThanOrEqual(2);
    expect(end - start + 1).toBeLessThanOrEqual(5);
  }
});

test('places are out of order each at its own time', () => {
  const { outages } = outagesWith(1);

  const here = Array.from({ length: 240 }, (_, hour) => hour * HOUR_MS);
  const both = here.map((ms) => [outages.covers('eu-west-1', ms), outages.covers('us-east-1', ms)]);

  expect(both.some(([one, other]) => one !== other)).toBe(true);
});

test('nothing is out of order where the fault cannot strike, or any more where faults have stopped', () => {
  const { dice, outages } = outagesWith(1);
  const never = outagesWith(0).outages;

  dice.stop();

  expect(hoursDown(outages, 'eu-west-1', 240)).toEqual([]);
  expect(hoursDown(never, 'eu-west-1', 240)).toEqual([]);
});
