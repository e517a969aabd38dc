import { parseSettings } from '../../../infra/settings';
import { synthesize } from '../../../local/world/synthesize';
import { DR, PRIMARY, SETTINGS, startOneVolume } from '../../support/one-volume';

const SCHEDULED = parseSettings(
  {
    ...SETTINGS,
    schedules: [
      { name: 'nightly', schedule: 'cron(30 1 * * ? *)', timeZone: 'Europe/Berlin' },
      {
        name: 'twice',
        schedule: 'cron(30 0,12 * * ? *)',
        selection: { tagKey: 'Backup', tagValues: ['yes'] },
      },
      { name: 'databases', schedule: 'rate(1 hour)', selection: { tagKey: 'Role' } },
    ],
  },
  'the test',
);
const OPTIONS = { settings: SCHEDULED, templates: synthesize(SCHEDULED) };

const startTimes = ({ world }: Awaited<ReturnType<typeof startOneVolume>>, taken: string[]): void => {
  world.observe({
    onCall: ({ request: { operation, input }, atMs }) => {
      if (operation === 'CreateSnapshot')
        taken.push(`${new Date(atMs).toISOString().slice(0, 16)} ${String(input['Description'])}`);
    },
  });
};

test('snapshots are taken at the times of each schedule that covers the volume, one for two at the same time, and protected', async () => {
  const taken: string[] = [];
  const played = await startOneVolume(OPTIONS);
  startTimes(played, taken);
  const { world, runTo, held } = played;
  await runTo(26);

  const description = 'snapshot-keeper snapshot-keeper: due';
  expect(taken).toEqual([
    `2031-03-01T00:30 ${description} 2031-03-01T00:30:00Z by nightly, twice`,
    `2031-03-01T12:30 ${description} 2031-03-01T12:30:00Z by twice`,
    `2031-03-02T00:30 ${description} 2031-03-02T00:30:00Z by nightly, twice`,
  ]);
  expect([held(PRIMARY).length, held(DR).length]).toEqual([1, 1]);
  // Of the hourly schedule, which covers none, there is no digest.
  expect(world.notifications.map(({ subject }) => subject)).toEqual([
    'snapshot-keeper: backup done, nightly 1 of 1, twice 1 of 1 - eu-west-1',
    'snapshot-keeper: backup done, twice 1 of 1 - eu-west-1',
    'snapshot-keeper: backup done, nightly 1 of 1, twice 1 of 1 - eu-west-1',
  ]);
  expect(world.denials).toEqual([]);
});
