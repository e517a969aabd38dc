import type { Snapshot, Tag } from '@aws-sdk/client-ec2';
import { parseSettings } from '../../../infra/settings';
import { judgeRepeated } from '../../../local/simulation/repeated-overrides';
import { Truth } from '../../../local/simulation/truth';
import { DAY_MS } from '../../../local/kernel/time-units';

const REGION = 'us-east-1';
const SETTINGS = parseSettings({ primary: { region: REGION }, dr: [{ region: 'us-west-2' }] }, 'the test');
const INSTANCE = 'i-00000000000000001';
const NOW_MS = Date.parse('2026-03-10T00:00:00Z');
const TAKEN = '2026-03-09T00:00:00.000Z';

const tags = (values: Readonly<Record<string, string>>): Tag[] =>
  Object.entries(values).map(([Key, Value]) => ({ Key, Value }));

type Facts = {
  readonly own?: Readonly<Record<string, string>>;
  readonly ofInstance?: Readonly<Record<string, string>>;
  readonly repeated?: Readonly<Record<string, string>>;
  readonly isAttached?: boolean;
  readonly counts?: boolean;
  readonly meddledWith?: readonly string[];
  readonly isOfScenario?: boolean;
};

function judged(facts: Facts): string[] {
  const {
    own = {},
    ofInstance = {},
    repeated = {},
    isAttached = true,
    counts = true,
    meddledWith = [],
    isOfScenario = true,
  } = facts;
  const volume = {
    VolumeId: 'vol-1',
    Tags: tags({ Backup: 'yes', ...own }),
    Attachments: isAttached ? [{ InstanceId: INSTANCE }] : [],
  };
  const snapshot: Snapshot = {
    SnapshotId: 'snap-1',
    VolumeId: 'vol-1',
    State: 'completed',
    StartTime: new Date(TAKEN),
    Tags: tags({
      'snapshot-keeper:managed-by': 'snapshot-keeper',
      'snapshot-keeper:snapshot': 'snap-1',
      'snapshot-keeper:volume': 'vol-1',
      'snapshot-keeper:region': REGION,
      'snapshot-keeper:taken-at': TAKEN,
      ...repeated,
    }),
  };
  const scenario = {
    settings: { ...SETTINGS, instanceOverrides: counts },
    volumes: isOfScenario ? [volume] : [],
  };
  const ec2 = {
    snapshots: (region: string) => (region === REGION ? [snapshot] : []),
    volumes: () => [volume],
    instanceTags: () => tags(ofInstance),
  };
  const truth = new Truth(ec2, scenario);
  truth.noteVolumes(NOW_MS - 9 * DAY_MS);
  truth.adopted.add('snap-1');
  const question = { truth, ec2, scenario, nowMs: NOW_MS, meddledWith: new Set(meddledWith) };
  return judgeRepeated(question).map(({ what }) => what);
}

const [RETAIN, DR_RETAIN] = ['snapshot-keeper:retain', 'snapshot-keeper:dr-retain'];

test.each<[rule: string, facts: Facts, found: string[]]>([
  [
    'what an instance bears is repeated with its id',
    { ofInstance: { [RETAIN]: '2' }, repeated: { [RETAIN]: `2 of ${INSTANCE}` } },
    [],
  ],
  [
    "the volume's own goes before",
    {
      own: { [RETAIN]: '7' },
      ofInstance: { [RETAIN]: '2' },
      repeated: { [RETAIN]: `2 of ${INSTANCE}` },
    },
    [`snap-1 of vol-1 has ${RETAIN} 2 of ${INSTANCE}, and not 7`],
  ],
  [
    'each of both is to be there',
    { ofInstance: { [DR_RETAIN]: '2' } },
    [`snap-1 of vol-1 has ${DR_RETAIN} none, and not 2 of ${INSTANCE}`],
  ],
  [
    'and not what was taken away',
    { repeated: { [RETAIN]: `2 of ${INSTANCE}` } },
    [`snap-1 of vol-1 has ${RETAIN} 2 of ${INSTANCE}, and not none`],
  ],
  [
    'nor of an instance that does not count',
    { counts: false, ofInstance: { [RETAIN]: '2' }, repeated: { [RETAIN]: `2 of ${INSTANCE}` } },
    [`snap-1 of vol-1 has ${RETAIN} 2 of ${INSTANCE}, and not none`],
  ],
  [
    'a misspelt override of an instance takes the place of those that are right',
    {
      ofInstance: { [RETAIN]: '2', 'snapshot-keeper:Retain': '0' },
      repeated: {
        [RETAIN]: `snapshot-keeper:Retain=0 of ${INSTANCE}`,
        [DR_RETAIN]: `snapshot-keeper:Retain=0 of ${INSTANCE}`,
      },
    },
    [],
  ],
  [
    'and so does one of the volume itself',
    {
      own: { [RETAIN]: '2', 'snapshot-keeper:Retention': '7d' },
      ofInstance: { [DR_RETAIN]: '2' },
      repeated: {
        [RETAIN]: 'snapshot-keeper:Retention=7d',
        [DR_RETAIN]: 'snapshot-keeper:Retention=7d',
      },
    },
    [],
  ],
  [
    'and where the right one is repeated instead, that is found',
    {
      own: { [DR_RETAIN]: '3' },
      ofInstance: { [RETAIN]: '2', 'snapshot-keeper:Retain': '0' },
      repeated: { [RETAIN]: `2 of ${INSTANCE}`, [DR_RETAIN]: '3' },
    },
    [`snap-1 of vol-1 has ${RETAIN} 2 of ${INSTANCE}, and not snapshot-keeper:Retain=0 of ${INSTANCE}`],
  ],
  [
    'a detached volume is not judged where instances count',
    { isAttached: false, repeated: { [RETAIN]: `2 of ${INSTANCE}` } },
    [],
  ],
  [
    'but it is where they do not',
    { isAttached: false, counts: false, own: { [RETAIN]: '3' } },
    [`snap-1 of vol-1 has ${RETAIN} none, and not 3`],
  ],
  ['nor is a volume that somebody has restored', { isOfScenario: false, own: { [RETAIN]: '3' } }, []],
  ['what people have meddled with is not judged', { own: { [RETAIN]: '3' }, meddledWith: ['snap-1'] }, []],
])('%s', (_rule, facts, found) => {
  expect(judged(facts)).toEqual(found);
});
