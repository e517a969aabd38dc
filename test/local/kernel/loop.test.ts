import { Loop } from '../../../local/kernel/loop';

const START_MS = Date.parse('2026-03-01T00:00:00Z');

/** Resolves after `hops` promise reactions, each made ready by the one before. */
const chain = async (hops: number): Promise<void> => {
  for (let hop = 0; hop < hops; hop += 1) await Promise.resolve();
};

test.each<[string, () => Promise<unknown>]>([
  ['one reaction', () => chain(1)],
  ['a long chain of reactions', () => chain(10_000)],
  ['chains within chains', () => Promise.all([chain(50), chain(5).then(() => chain(500))])],
])('what an event has settled ends before the next event: %s', async (_, work) => {
  const loop = new Loop(START_MS);
  const seen: string[] = [];
  loop.schedule(START_MS, 'first', () => void work().then(() => seen.push('work of the first')));
  loop.schedule(START_MS, 'second', () => void seen.push('second'));

  await loop.run(START_MS);

  expect(seen).toEqual(['work of the first', 'second']);
});

test('what was under way before the run ends before the first event', async () => {
  const loop = new Loop(START_MS);
  const seen: string[] = [];
  void chain(100).then(() => seen.push('earlier work'));
  loop.schedule(START_MS, 'event', () => void seen.push('event'));

  await loop.run(START_MS);

  expect(seen).toEqual(['earlier work', 'event']);
});

test('a sleeper goes on at its time, before the events scheduled after it', async () => {
  const loop = new Loop(START_MS);
  const seen: [string, number][] = [];
  const note = (what: string): number => seen.push([what, loop.nowMs() - START_MS]);
  void loop.sleep(10).then(() => note('sleeper'));
  loop.schedule(START_MS + 10, 'same time', () => void note('same time'));
  loop.schedule(START_MS + 5, 'earlier', () => void note('earlier'));

  await loop.run(START_MS + 20);

  expect(seen).toEqual([
    ['earlier', 5],
    ['sleeper', 10],
    ['same time', 10],
  ]);
});

test('a long run lets the process have a turn', async () => {
  const loop = new Loop(START_MS);
  let events = 0;
  let eventsAtTurn = Infinity;
  for (let event = 0; event < 3000; event += 1)
    loop.schedule(START_MS, 'event', () => {
      events += 1;
      if (events === 1) setImmediate(() => (eventsAtTurn = events));
    });

  await loop.run(START_MS);

  expect(events).toBe(3000);
  expect(eventsAtTurn).toBe(1000);
});

test('an error in work that nobody awaits ends the run after the event that it belongs to', async () => {
  const loop = new Loop(START_MS);
  const seen: string[] = [];
  loop.schedule(START_MS, 'first', () => void chain(20).then(() => loop.fail(new Error('broken'))));
  loop.schedule(START_MS, 'second', () => void seen.push('second'));

  await expect(loop.run(START_MS)).rejects.toThrow('broken');
  expect(seen).toEqual([]);
});
