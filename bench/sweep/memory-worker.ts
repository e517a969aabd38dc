/** A process that sweeps an account as the function does in AWS, with pages that are made as they are read: its memory is the function's. */
import { calendarOf, remembering } from '../../functions/domain/calendar';
import type { Snapshot } from '../../functions/domain/snapshot';
import type { Volume } from '../../functions/domain/volume';
import { sweepRegion } from '../../functions/sweep-region/handler';
import { answerBy } from '../processes';
import { copy, DEPLOYMENT, DR, NOW_MS, PRIMARY, source, SNAPSHOTS_PER_VOLUME, volumeId } from './account';

const PAGE_SIZE = 1000;

async function* pagesOf<Item>(count: number, item: (index: number) => Item): AsyncGenerator<Item[]> {
  for (let from = 0; from < count; from += PAGE_SIZE)
    yield Promise.resolve(
      Array.from({ length: Math.min(PAGE_SIZE, count - from) }, (_, index) => item(from + index)),
    );
}

const volumeOf = (volume: number): Volume => ({
  volumeId: volumeId(volume),
  volumeType: 'gp3',
  sizeGib: 100,
  zone: `${PRIMARY}a`,
  tags: { Backup: 'daily' },
});

/** As answers of AWS are text that is parsed, no two share a string. */
const apart = (snapshot: Snapshot): Snapshot => JSON.parse(JSON.stringify(snapshot)) as Snapshot;

answerBy(async ({ snapshots }: { readonly snapshots: number }) => {
  const volumes = snapshots / SNAPSHOTS_PER_VOLUME;
  const none = (): never => {
    throw new Error('a whole sweep asks for no single volume');
  };
  const silent = () => undefined;
  const { started } = await sweepRegion({
    snapshots: (region) => ({
      pages: () => pagesOf(snapshots, (index) => apart(source(index))),
      pagesOfCopies: () => pagesOf(region === DR ? volumes : 0, (volume) => apart(copy(volume))),
      ofVolume: none,
      copiesOf: none,
    }),
    volumes: () => ({ pages: () => pagesOf(volumes, volumeOf), byId: none, selectedBy: none }),
    instanceOverrides: () => ({ pages: none, of: none }),
    regions: none,
    keys: none,
    executions: () => ({
      start: () => Promise.resolve('started' as const),
      running: () => Promise.resolve([]),
    }),
    deployedAt: () => Promise.resolve(new Date(0)),
    environment: {
      DEPLOYMENT,
      PRIMARY_REGION: PRIMARY,
      SELECTION: 'all',
      ADOPT: { dlm: true, ami: false, awsBackup: false, kubernetes: false, exceptTags: [] },
      IMAGES: false,
      ADOPT_FROM: 'all',
      RETENTION: { last: SNAPSHOTS_PER_VOLUME },
      SCHEDULE_RETENTION: {},
      COPY_RETENTION: { [DR]: { last: 1 } },
      TIME_ZONE: 'UTC',
      DELETION_LIMIT: { share: 0.5, count: 2 },
      SWEEP_HOURS: 1,
      TARGET_HOURS: 26,
      MACHINES: { [PRIMARY]: { 'snapshot-created': 'arn' }, [DR]: { 'snapshot-copied': 'arn' } },
      PRIMARY_REGIONS: [],
      IGNORE_REGIONS: [],
      COPY_HOURS: 48,
      METRICS_PER_VOLUME: false,
      INSTANCE_OVERRIDES: false,
      SCHEDULES: [],
      SCHEDULE_GROUP: 'bench',
      STACK_NAME: 'stack',
    },
    schedules: { byName: () => Promise.resolve(undefined) },
    region: PRIMARY,
    calendar: remembering(calendarOf('UTC')),
    now: () => new Date(NOW_MS),
    pause: () => Promise.resolve(),
    log: { info: silent, warn: silent, error: silent },
    metrics: { count: silent, gauge: silent },
  })({ scheduledAt: new Date(NOW_MS).toISOString() });
  return { started };
});
