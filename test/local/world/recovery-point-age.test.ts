import { AwsError, type Service } from '../../../local/aws/api';
import type { Ec2 } from '../../../local/aws/ec2';
import { HOUR_MS } from '../../../local/kernel/time-units';
import type { WorldOptions } from '../../../local/world/world-options';
import { synthesize } from '../../../local/world/synthesize';
import { SETTINGS, START_MS, startOneVolume } from '../../support/one-volume';

const TEMPLATES = synthesize({ ...SETTINGS, target: { hours: 26 } });

type Days = {
  readonly days: number;
  /** Hours since the start. */
  readonly snapshotsAt: readonly number[];
  readonly options?: Partial<WorldOptions>;
};

/** Plays some days and says which alarms rang, as `hours since the start, Region: alarm`. */
async function play({ days, snapshotsAt, options }: Days): Promise<string[]> {
  const { world, takeSnapshot, runTo } = await startOneVolume({ templates: TEMPLATES, ...options });
  for (const hour of snapshotsAt) {
    await runTo(hour);
    await takeSnapshot();
  }
  await runTo(days * 24);
  return world.notifications.map(({ atMs, subject = '', region }) => {
    const [, alarm = subject] = /^ALARM: "\S+?-(Sweep\w+?)[0-9A-F]{8}(?![0-9A-F])/.exec(subject) ?? [];
    return `${Math.ceil((atMs - START_MS) / HOUR_MS)}, ${region}: ${alarm}`;
  });
}

const DAILY = [3, 27, 51, 75];

test('where a snapshot comes each day and every sweep finishes, nobody is told anything', async () => {
  expect(await play({ days: 4, snapshotsAt: DAILY })).toEqual([]);
});

test('when the snapshots stop, each Region is told of the age once, and the DR Region tells by itself that nothing arrives', async () => {
  expect(await play({ days: 5, snapshotsAt: [3, 27] })).toEqual([
    '54, eu-west-1: SweepOverTargeteuwest1',
    '54, eu-west-1: SweepOverTargeteucentral1',
    '54, eu-central-1: SweepNothingArrives',
  ]);
});

test('a volume of which nobody takes a snapshot is uncovered once it is older than the target', async () => {
  expect(await play({ days: 3, snapshotsAt: [] })).toEqual([
    '27, eu-west-1: SweepUncoveredeuwest1',
    '27, eu-west-1: SweepUncoveredeucentral1',
  ]);
});

test('when sweeps do not end any more, each Region tells so after the time of three', async () => {
  const DOWN_MS = START_MS + 36 * HOUR_MS;
  /** EC2 as it was, but for the pages that only a sweep reads. */
  const watchEc2 = (ec2: Ec2): Service => ({
    authorizations: (request) => ec2.authorizations(request),
    apply: (nowMs, request) => {
      if (nowMs >= DOWN_MS && request.input['MaxResults'] === 1000)
        throw new AwsError('RequestLimitExceeded', 'Request limit exceeded.', 503);
      return ec2.apply(nowMs, request);
    },
  });

  expect(await play({ days: 1.75, snapshotsAt: [3, 27], options: { watchEc2 } })).toEqual([
    '39, eu-central-1: SweepMissing',
    '39, eu-west-1: SweepMissing',
  ]);
});
