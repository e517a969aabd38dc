import { SeenSlots } from '../../functions/copy-snapshot/seen-slots';

const WEST = { region: 'us-west-2' };

test('nothing is known of a Region of which nothing was seen', () => {
  const seen = new SeenSlots();
  seen.started({ region: 'eu-west-1' }, 3);

  expect(seen.refused(WEST, 0)).toEqual({ started: 0, seconds: 0 });
});

test('copies are counted, and how long they and the one that is refused were in front', () => {
  const seen = new SeenSlots();
  seen.started(WEST, 5);
  seen.started(WEST, 0);

  expect(seen.refused(WEST, 1)).toEqual({ started: 2, seconds: 6 });
});

test('what was seen before the last refusal counts half, and a wait that is not over counts once', () => {
  const seen = new SeenSlots();
  for (const seconds of [6, 0, 0, 0]) seen.started(WEST, seconds);
  seen.refused(WEST, 30);
  seen.started(WEST, 60);

  expect(seen.refused(WEST, 0)).toEqual({ started: 3, seconds: 63 });
});

test('refused again and again, less and less is known: a pause that was right is not kept for ever', () => {
  const seen = new SeenSlots();
  for (let count = 0; count < 500; count += 1) seen.started(WEST, 0);

  const last = Array.from({ length: 11 }, (_, index) => seen.refused(WEST, 5 * index)).at(-1)!;

  expect(last.started).toBeLessThan(1);
  expect(last.seconds).toBe(50);
});

test('one that sees a third of what happens knows as much as one that sees all', () => {
  const [one, third] = [new SeenSlots(), new SeenSlots()];
  // After each wait of eight seconds four copies are started; every third of them, the third environment has.
  for (let count = 0; count < 48; count += 1) {
    const seconds = count % 4 === 0 ? 8 : 0;
    one.started(WEST, seconds);
    if (count % 3 === 0) third.started(WEST, seconds);
  }

  const secondsOfOne = ({ started, seconds }: { started: number; seconds: number }) => seconds / started;
  expect(secondsOfOne(third.refused(WEST, 0))).toBe(2);
  expect(secondsOfOne(one.refused(WEST, 0))).toBe(2);
});

test('copies that go first are seen by themselves', () => {
  const seen = new SeenSlots();
  seen.started({ ...WEST, goesFirst: true }, 5);
  seen.started({ ...WEST, goesFirst: false }, 7);

  expect(seen.refused({ ...WEST, goesFirst: true }, 0)).toEqual({ started: 1, seconds: 5 });
  expect(seen.refused(WEST, 0)).toEqual({ started: 1, seconds: 7 });
});
