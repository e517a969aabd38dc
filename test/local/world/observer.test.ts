import { HOUR_MS } from '../../../local/kernel/time-units';
import { measureLifecycle } from '../../../local/rehearsal/lifecycle-cost';
import type { Observer } from '../../../local/world/observer';
import { SETTINGS, startOneVolume } from '../../support/one-volume';

/** Notes what it sees, in order. */
function watcher() {
  const seen: { readonly sight: string; readonly what: unknown }[] = [];
  const note =
    (sight: string) =>
    (what: unknown): void =>
      void seen.push({ sight, what });
  const observer: Required<Observer> = {
    onCall: note('onCall'),
    onInvocation: note('onInvocation'),
    onLog: note('onLog'),
    onCount: note('onCount'),
    onDatum: note('onDatum'),
    onEvent: note('onEvent'),
    onDelivery: note('onDelivery'),
    onStrike: note('onStrike'),
    onExecutionEnd: note('onExecutionEnd'),
  };
  return { observer, seen, sights: () => new Set(seen.map(({ sight }) => sight)) };
}

test('any number may watch, and each sees everything', async () => {
  const { world, takeSnapshot, runTo } = await startOneVolume({ faults: { 'event-duplicated': 1 } });
  const [first, second] = [watcher(), watcher()];
  world.observe(first.observer);
  world.observe(second.observer);
  await takeSnapshot();
  await runTo(3);

  expect(first.sights()).toEqual(new Set(Object.keys(first.observer)));
  expect(second.seen).toEqual(first.seen);
});

test('who stops watching sees nothing more, and the others still do', async () => {
  const { world, takeSnapshot, runTo } = await startOneVolume();
  const [first, second] = [watcher(), watcher()];
  const stop = world.observe(first.observer);
  world.observe(second.observer);
  stop();
  await takeSnapshot();
  await runTo(3);

  expect(first.seen).toEqual([]);
  expect(second.seen).not.toEqual([]);
});

test('watching changes nothing', async () => {
  const traceWith = async (observers: readonly Observer[]): Promise<string[]> => {
    const lines: string[] = [];
    const { world, takeSnapshot, runTo } = await startOneVolume({ onTrace: (line) => lines.push(line) });
    for (const observer of observers) world.observe(observer);
    await takeSnapshot();
    await runTo(3);
    return lines;
  };

  expect(await traceWith([watcher().observer, watcher().observer])).toEqual(await traceWith([]));
});

test('measuring a lifecycle leaves those who watch in place', async () => {
  const { world, takeSnapshot, runTo } = await startOneVolume();
  await takeSnapshot();
  await runTo(3);
  await takeSnapshot();
  await runTo(6);
  const operations: string[] = [];
  world.observe({ onCall: ({ request: { operation } }) => void operations.push(operation) });
  const lifecycle = await measureLifecycle(world, SETTINGS, 3 * HOUR_MS);
  const meanwhile = [...operations];
  await takeSnapshot();

  expect(lifecycle?.ec2CallCount).toBeGreaterThan(0);
  expect(meanwhile).toContain('CopySnapshot');
  expect(operations.slice(meanwhile.length)).toContain('CreateSnapshot');
});
