import { tagsToList } from '../../functions/domain/tags';
import { parseSettings } from '../../infra/settings';
import { HOUR_MS } from '../../local/kernel/time-units';
import { synthesize } from '../../local/world/synthesize';
import { World } from '../../local/world/world';
import { copy, DR, lostCount, NOW_MS, PRIMARY, source, SNAPSHOTS_PER_VOLUME, volumeId } from './account';

export type PlayedSweep = {
  readonly snapshots: number;
  /** Whose events were lost. */
  readonly lost: number;
  /** Calls of the sweep of the primary Region, to EC2, Step Functions and CloudFormation. */
  readonly calls: number;
  /** The fewest that can be: a page for each 1,000 snapshots, copies and volumes, and a start for each repair. */
  readonly fewestCalls: number;
  readonly stateTransitions: number;
  /** From the scheduled time to its end. */
  readonly virtualSeconds: number;
  /** Of the answer that the state machine gets; a payload may have 262,144. */
  readonly payloadBytes: number;
  readonly started: number;
  /** Snapshots that are still not adopted an hour after the sweep has ended. */
  readonly leftUnadopted: number;
};

const SETTINGS = parseSettings(
  {
    primary: { region: PRIMARY, retention: { last: SNAPSHOTS_PER_VOLUME } },
    dr: [{ region: DR }],
    adopt: { from: 'all' },
    sweep: { everyHours: 24 },
  },
  'the bench of the sweep',
);

/** Plays the first sweep of an account in which the events of some snapshots were lost. */
export async function playSweep(snapshots: number): Promise<PlayedSweep> {
  const world = await World.build({
    settings: SETTINGS,
    templates: synthesize(SETTINGS),
    seed: 1,
    startMs: NOW_MS,
  });
  const volumes = snapshots / SNAPSHOTS_PER_VOLUME;
  load(world, volumes);
  let calls = 0;
  world.observe({
    onCall: ({ request: { caller }, callerName }) => {
      const role = 'roleArn' in caller ? caller.roleArn : '';
      if (callerName === 'SweepRegion' && role.includes('-primary-')) calls += 1;
    },
  });
  await world.run(NOW_MS + HOUR_MS);
  const sweep = world.executions.find(
    ({ machine }) => machine.region === PRIMARY && machine.name.endsWith('-sweep'),
  );
  if (sweep?.status !== 'SUCCEEDED') throw new Error(`the sweep is ${sweep?.status ?? 'not started'}`);
  await world.run((sweep.stopMs ?? 0) + HOUR_MS);
  const pages = (count: number): number => Math.ceil(count / 1000);
  const { started } = JSON.parse(sweep.output ?? '{}') as { readonly started: number };
  return {
    snapshots,
    lost: lostCount(snapshots),
    calls,
    fewestCalls: pages(snapshots) + 2 * pages(volumes) + OTHER_REGIONS + started,
    stateTransitions: sweep.stateTransitions,
    virtualSeconds: ((sweep.stopMs ?? 0) - NOW_MS) / 1000,
    payloadBytes: (sweep.output ?? '').length,
    started,
    leftUnadopted: world.ec2
      .snapshots(PRIMARY)
      .filter(({ Tags = [] }) => !Tags.some(({ Key }) => Key === 'snapshot-keeper:managed-by')).length,
  };
}

/** Regions in which no stack protects volumes, of which each has a page: those that an account has enabled from the start, but the primary one. */
const OTHER_REGIONS = 16;

function load(world: World, volumes: number): void {
  for (let volume = 0; volume < volumes; volume += 1) {
    world.ec2.addVolume(PRIMARY, {
      VolumeId: volumeId(volume),
      Size: 100,
      VolumeType: 'gp3',
      AvailabilityZone: `${PRIMARY}a`,
      CreateTime: new Date(NOW_MS),
      Tags: [{ Key: 'Backup', Value: 'daily' }],
    });
    for (let age = 0; age < SNAPSHOTS_PER_VOLUME; age += 1)
      world.ec2.addSnapshot(PRIMARY, asEc2Shows(source(volume * SNAPSHOTS_PER_VOLUME + age)));
    world.ec2.addSnapshot(
      DR,
      { ...asEc2Shows(copy(volume)), TransferType: 'standard' },
      {
        region: PRIMARY,
        volumeId: volumeId(volume),
      },
    );
  }
}

const asEc2Shows = ({
  snapshotId,
  volumeId: VolumeId,
  startedAt,
  description,
  tags,
}: ReturnType<typeof source>) => ({
  SnapshotId: snapshotId,
  VolumeId,
  State: 'completed' as const,
  StartTime: new Date(startedAt),
  CompletionTime: new Date(startedAt),
  VolumeSize: 100,
  Description: description,
  Tags: tagsToList(tags),
});
