import { findPoints } from '../../../cli/points/find-points';
import { renderPoints } from '../../../cli/points/render-points';
import { parseSettings } from '../../../infra/settings';
import { AwsError, type Service } from '../../../local/aws/api';
import type { Ec2 } from '../../../local/aws/ec2';
import { HOUR_MS } from '../../../local/kernel/time-units';
import { LOCAL_ACCOUNT_ID } from '../../../local/template/template';
import { synthesize } from '../../../local/world/synthesize';
import { addAttached, BOOT, DATA, INSTANCE, SELECTED } from '../../support/attached-volumes';
import { DR, PRIMARY, SETTINGS, START_MS, startOneVolume } from '../../support/one-volume';

const settings = parseSettings(
  {
    ...SETTINGS,
    primary: { region: PRIMARY, retention: { last: 3 } },
    dr: [{ region: DR, retention: { last: 2 } }],
    schedules: [{ name: 'nightly', schedule: 'cron(30 1 * * ? *)', timeZone: 'UTC', mode: 'instance' }],
  },
  'the test',
);
const TEMPLATES = synthesize(settings);
const DEPLOYMENT = { ...settings, account: LOCAL_ACCOUNT_ID };

/** After five nights, what a person is told of an instance, who looks at noon; the primary Region may be down by then. */
async function told({ isPrimaryDown = false, at = '2031-03-05T12:00:00Z' } = {}) {
  const watchEc2 = (ec2: Ec2): Service => ({
    authorizations: (request) => ec2.authorizations(request),
    apply: (nowMs, request) => {
      if (isPrimaryDown && nowMs >= START_MS + 107 * HOUR_MS && request.region === PRIMARY)
        throw new AwsError('UnauthorizedOperation', 'The Region is gone.');
      return ec2.apply(nowMs, request);
    },
  });
  const { world, runTo, soon, person } = await startOneVolume({ settings, templates: TEMPLATES, watchEc2 });
  addAttached(world, [
    [BOOT, SELECTED],
    [DATA, SELECTED],
  ]);
  await runTo(108);
  const now = new Date(world.loop.nowMs());
  const wanted = { instanceId: INSTANCE };
  const found = await soon(findPoints(wanted, [DEPLOYMENT], [PRIMARY, DR], person, now));
  const asked = { ...found, wanted, regions: [PRIMARY, DR], at: new Date(at), now };
  const words = renderPoints(asked, false).replace(/set [0-9a-f]{12}/g, 'set X');
  return {
    unread: found.unread,
    days: found.volumes.map(({ volumeId, regions }) => [
      volumeId,
      ...regions.map(
        ({ region, points }) => `${region}: ${points.map(({ takenAt }) => takenAt.slice(8, 10)).join()}`,
      ),
    ]),
    together: words.split('\n').slice(-3).filter(Boolean),
  };
}

test('of an instance that is backed up every night the points of both Regions are there, each of one moment', async () => {
  expect(await told()).toEqual({
    unread: [],
    days: [
      [BOOT, 'eu-west-1: 05,04,03', 'eu-central-1: 05,04'],
      [DATA, 'eu-west-1: 05,04,03', 'eu-central-1: 05,04'],
    ],
    together: [
      expect.stringMatching(/^eu-west-1: of one moment: set X, taken 2031-03-05T01:30/),
      expect.stringMatching(/^eu-central-1: of one moment: set X, taken 2031-03-05T01:30/),
    ],
  });
});

test('a restore of an earlier night takes the set of that night, where the Region still has it', async () => {
  const { together } = await told({ at: '2031-03-03T12:00:00Z' });

  expect(together).toEqual([
    expect.stringMatching(/^eu-west-1: of one moment: set X, taken 2031-03-03T01:30/),
    'eu-central-1: nothing of it can be restored.',
  ]);
});

test('without the primary Region the DR Region tells it by itself', async () => {
  const { unread, days, together } = await told({ isPrimaryDown: true });

  expect(unread.join()).toContain(`${PRIMARY}: `);
  expect(days).toEqual([
    [BOOT, 'eu-central-1: 05,04'],
    [DATA, 'eu-central-1: 05,04'],
  ]);
  expect(together).toEqual([
    expect.stringMatching(/^eu-central-1: of one moment: set X, taken 2031-03-05T01:30/),
  ]);
});
