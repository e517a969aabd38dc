import { withInstanceOverrides } from '../../../functions/domain/instance-overrides';
import type { ManagedSnapshot } from '../../../functions/domain/snapshot';
import type { Tags } from '../../../functions/domain/tags';
import type { Volume } from '../../../functions/domain/volume';
import { snapshot } from '../../support/builders';

const [A, B] = ['i-0123456789abcdef0', 'i-0123456789abcdef1'];
const [RETAIN, DR_RETAIN, TARGET] = [
  'snapshot-keeper:retain',
  'snapshot-keeper:dr-retain',
  'snapshot-keeper:target',
];

const volume = (tags: Tags, ...[instanceId, ...otherInstanceIds]: string[]): Volume => ({
  volumeId: 'vol-1',
  volumeType: 'gp3',
  sizeGib: 8,
  zone: 'us-east-1a',
  ...(instanceId === undefined ? {} : { instanceId, otherInstanceIds }),
  tags: { Backup: 'yes', ...tags },
});

const repeating = (tags: Tags, more: Partial<ManagedSnapshot> = {}): ManagedSnapshot =>
  snapshot('snap-1', '2026-11-20T10:00:00Z', { tags, ...more });

type Case = {
  readonly own?: Tags;
  readonly attached?: readonly string[];
  readonly instances?: Readonly<Record<string, Tags>>;
  readonly snapshots?: readonly ManagedSnapshot[];
  /** Beside the tags of the volume. */
  readonly inherited: Tags;
};

test.each<[rule: string, given: Case]>([
  [
    'what an instance bears counts for its volumes, each with its id',
    {
      instances: { [A]: { [RETAIN]: '7d', [DR_RETAIN]: '3', [TARGET]: '8d' } },
      inherited: { [RETAIN]: `7d of ${A}`, [DR_RETAIN]: `3 of ${A}`, [TARGET]: `8d of ${A}` },
    },
  ],
  [
    "the volume's own wins, and the others of its instance count beside it",
    {
      own: { [RETAIN]: '30' },
      instances: { [A]: { [RETAIN]: '7d', [DR_RETAIN]: '3' } },
      inherited: { [DR_RETAIN]: `3 of ${A}` },
    },
  ],
  [
    "the volume's own wins, also where it is empty",
    { own: { [RETAIN]: '' }, instances: { [A]: { [RETAIN]: '7d' } }, inherited: {} },
  ],
  [
    'what a restore has carried from a snapshot onto the volume is no value of its own',
    {
      own: { [RETAIN]: `7d of ${B}` },
      instances: { [A]: { [RETAIN]: '90d' } },
      inherited: { [RETAIN]: `90d of ${A}` },
    },
  ],
  [
    'and counts where nothing else does',
    { own: { [RETAIN]: `7d of ${B}` }, instances: { [A]: {} }, inherited: { [RETAIN]: `7d of ${B}` } },
  ],
  ['of an instance without any nothing counts', { instances: { [A]: {} }, inherited: {} }],
  [
    'what only another instance bears does not count',
    { instances: { [A]: {}, [B]: { [RETAIN]: '7d' } }, inherited: {} },
  ],
  [
    'of a volume of two instances, what one of them bears counts',
    {
      attached: [A, B],
      instances: { [A]: {}, [B]: { [RETAIN]: '7d' } },
      inherited: { [RETAIN]: `7d of ${B}` },
    },
  ],
  [
    'where both bear the same, the first by its id is named, whichever EC2 names first',
    {
      attached: [B, A],
      instances: { [B]: { [RETAIN]: '7d' }, [A]: { [RETAIN]: '7d' } },
      inherited: { [RETAIN]: `7d of ${A}` },
    },
  ],
  [
    'where they differ, both are repeated, which nobody can read',
    {
      attached: [B, A],
      instances: { [A]: { [RETAIN]: '7' }, [B]: { [RETAIN]: '14d' } },
      inherited: { [RETAIN]: `7 of ${A}, 14d of ${B}` },
    },
  ],
  [
    'a wish in a word that is none of ours is one that nobody can read in each Region, and no target',
    {
      instances: { [A]: { 'snapshot-keeper:Retain': '30', [RETAIN]: '7', [TARGET]: '8d' } },
      inherited: {
        [RETAIN]: `snapshot-keeper:Retain=30 of ${A}`,
        [DR_RETAIN]: `snapshot-keeper:Retain=30 of ${A}`,
        [TARGET]: `8d of ${A}`,
      },
    },
  ],
  [
    'such a wish matters to no volume that has both overrides of its own',
    {
      own: { [RETAIN]: '7', [DR_RETAIN]: '1' },
      instances: { [A]: { 'snapshot-keeper:hold': 'until May' } },
      inherited: {},
    },
  ],
  [
    'that an instance is opted out says nothing of retention',
    { instances: { [A]: { 'snapshot-keeper:opt-out': '' } }, inherited: {} },
  ],
  [
    'detached, the last that its newest snapshot repeats of an instance counts on',
    {
      attached: [],
      snapshots: [repeating({ [RETAIN]: `7d of ${A}`, [TARGET]: `8d of ${A}` })],
      inherited: { [RETAIN]: `7d of ${A}`, [TARGET]: `8d of ${A}` },
    },
  ],
  [
    'detached, what was its own and was taken away counts no more',
    { attached: [], snapshots: [repeating({ [RETAIN]: '7d' })], inherited: {} },
  ],
  [
    'detached, what a pending or an older one repeats does not count',
    {
      attached: [],
      snapshots: [
        repeating({ [RETAIN]: `1 of ${A}` }, { state: 'pending', takenAt: '2026-11-22T10:00:00.000Z' }),
        repeating({}, { takenAt: '2026-11-21T10:00:00.000Z' }),
        repeating({ [RETAIN]: `7d of ${A}` }),
      ],
      inherited: {},
    },
  ],
  [
    'as long as EC2 does not show an instance, the last that is known counts on',
    {
      instances: {},
      snapshots: [repeating({ [RETAIN]: `7d of ${A}` })],
      inherited: { [RETAIN]: `7d of ${A}` },
    },
  ],
  [
    'what the other instance bears counts before it',
    {
      attached: [A, B],
      instances: { [B]: { [RETAIN]: '2' } },
      snapshots: [repeating({ [RETAIN]: `7d of ${A}`, [DR_RETAIN]: `3 of ${A}` })],
      inherited: { [RETAIN]: `2 of ${B}`, [DR_RETAIN]: `3 of ${A}` },
    },
  ],
  [
    'attached to an instance that bears none, what the one before bore counts no more',
    {
      attached: [B],
      instances: { [B]: {} },
      snapshots: [repeating({ [RETAIN]: `7d of ${A}` })],
      inherited: {},
    },
  ],
])('%s', (_rule, { own = {}, attached = [A], instances = {}, snapshots = [], inherited }) => {
  const given = volume(own, ...attached);

  const counted = withInstanceOverrides(given, { instances: new Map(Object.entries(instances)), snapshots });

  expect(counted).toEqual({ ...given, tags: { Backup: 'yes', ...own, ...inherited } });
});
