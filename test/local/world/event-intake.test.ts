import type { SFNClient } from '@aws-sdk/client-sfn';
import type { LambdaHandler, Runtime } from '../../../functions/runtime/lambda';
import { AwsError } from '../../../local/aws/api';
import { HOUR_MS } from '../../../local/kernel/time-units';
import { loadHandler } from '../../../local/world/load-handler';
import { DR, PRIMARY, START_MS, startOneVolume } from '../../support/one-volume';
import { ofEvents } from '../../support/of-events';

/** The handlers of a world whose Step Functions starts no execution for ReceiveEvent until so many hours have passed. */
const withoutStepFunctionsFor =
  (hours: number) =>
  async (constructId: string): Promise<LambdaHandler> => {
    const production = await loadHandler(constructId);
    if (constructId !== 'ReceiveEvent') return production;
    const within = (runtime: Runtime): ReturnType<LambdaHandler['within']> => {
      const sfn = (region: string): SFNClient => {
        const client = runtime.clients.sfn(region);
        const isOut = (): boolean => runtime.now().getTime() < START_MS + hours * HOUR_MS;
        const send = (command: Parameters<SFNClient['send']>[0]): Promise<unknown> =>
          isOut()
            ? Promise.reject(new AwsError('ServiceUnavailable', 'out of order', 503))
            : client.send(command);
        return new Proxy(client, {
          get: (target, name) => (name === 'send' ? send : (Reflect.get(target, name) as unknown)),
        });
      };
      return production.within({ ...runtime, clients: { ...runtime.clients, sfn } });
    };
    return Object.assign((event: unknown) => production(event), { within });
  };

test.each([6, 25])(
  'a Step Functions that is out for %d hours loses no event, and people hear of it',
  async (hours) => {
    const { world, runTo, takeSnapshot, held } = await startOneVolume({
      loadHandler: withoutStepFunctionsFor(hours),
    });
    await takeSnapshot();
    await runTo(hours);
    expect(ofEvents(world)).toEqual([]);
    await runTo(hours + 3);

    expect([held(PRIMARY).length, held(DR).length]).toEqual([1, 1]);
    expect(ofEvents(world).map(({ status }) => status)).toEqual(['SUCCEEDED', 'SUCCEEDED']);
    expect(world.notifications.map(({ subject }) => subject)).toContainEqual(
      expect.stringMatching(/^ALARM: ".*EventQueueAge/),
    );
  },
);

test('one that is out for longer leaves the event whole among the dead letters, and an alarm says so', async () => {
  const { world, runTo, takeSnapshot } = await startOneVolume({ loadHandler: withoutStepFunctionsFor(40) });
  await takeSnapshot();
  await runTo(39);

  expect(ofEvents(world)).toEqual([]);
  expect(
    world.notifications.map(
      ({ subject = '' }) => /"[a-z0-9-]+-(EventQueue[A-Za-z]+Alarm|EventQueueAge)/.exec(subject)?.[1],
    ),
  ).toContain('EventQueueDeadLettersAlarm');
});
