import { ec2Moments } from '../../../cli/history/ec2-moments';
import type { Snapshot } from '../../../functions/domain/snapshot';

const SNAP = 'snap-0aaaaaaaaaaaaaaaa';
const COPY = 'snap-0cccccccccccccccc';
const VOLUME = 'vol-0bbbbbbbbbbbbbbbb';

const deployment = {
  deployment: 'team',
  primary: { region: 'us-east-1' },
  dr: [{ region: 'us-west-2' }, { region: 'eu-west-1' }],
};

const SNAPSHOT: Snapshot = {
  snapshotId: SNAP,
  volumeId: VOLUME,
  state: 'completed',
  startedAt: '2026-03-01T03:00:00.000Z',
  sizeGib: 20,
  storageTier: 'standard',
  description: 'nightly',
  stateMessage: '',
  tags: {},
};

const ADOPTED = {
  'snapshot-keeper:managed-by': 'team',
  'snapshot-keeper:snapshot': SNAP,
  'snapshot-keeper:volume': VOLUME,
};

/** What is told as being so now. */
const told = (given: Partial<Snapshot>, region = 'us-east-1'): string[] =>
  ec2Moments({ ...SNAPSHOT, ...given }, region, deployment)
    .filter(({ at }) => at === undefined)
    .map(({ what }) => what);

const tagged = (tags: Readonly<Record<string, string>>): string[] => told({ tags: { ...ADOPTED, ...tags } });

test('a source says whose it is, and for each DR Region whether a copy is confirmed', () => {
  expect(tagged({ 'snapshot-keeper:copy/eu-west-1': `${COPY} of ${SNAP}` })).toEqual([
    'EC2 shows it as completed',
    `its tags say that team has adopted it under ${VOLUME}`,
    'no copy in us-west-2 is confirmed by its tags',
    `its copy in eu-west-1 is confirmed: ${COPY}`,
  ]);
});

test.each([
  [{}, 'it has not been adopted: it does not bear our tags'],
  [
    { ...ADOPTED, 'snapshot-keeper:managed-by': 'other' },
    'its tags say that another deployment, other, has it',
  ],
  [
    { ...ADOPTED, 'snapshot-keeper:snapshot': COPY },
    'its tags name team and another snapshot: they have been carried here, and mean nothing',
  ],
])('tags that do not make it ours, %j, are told as what they are', (tags, words) => {
  expect(told({ tags })[1]).toBe(words);
});

test('a hold, what people were told, and a mark of having been given up stand with it', () => {
  const tags = {
    'snapshot-keeper:hold': 'case 4711',
    'snapshot-keeper:told': 'in doubt',
    'snapshot-keeper:given-up': '2026-03-08T03:00:00.000Z snap-0dddddddddddddddd',
  };

  expect(tagged(tags).slice(4)).toEqual([
    'a person holds it: case 4711',
    'a person has been told: in doubt',
    'it was given up before, and is here again or still: 2026-03-08T03:00:00.000Z snap-0dddddddddddddddd',
  ]);
  expect(tagged({ 'snapshot-keeper:opt-out': '' }).at(-1)).toBe('a person holds it: no reason is given');
});

test('a state of error says why, and the archive tier is told', () => {
  const failed = { state: 'error', stateMessage: 'Given key ID is not accessible' };

  expect(told(failed)[0]).toBe('EC2 shows it as error (Given key ID is not accessible)');
  expect(told({ storageTier: 'archive' })[0]).toBe('EC2 shows it as completed, in the archive tier');
});

test('a copy is ours by its description alone', () => {
  const description =
    `snapshot-keeper team: copy of ${SNAP} of ${VOLUME} in us-east-1, taken 2026-03-01T03:00:00.000Z, ` +
    'requested 2026-03-01T03:02:05.000Z 0f0f';
  const tags = { 'snapshot-keeper:managed-by': 'team', 'snapshot-keeper:volume': VOLUME };

  const copy = { volumeId: 'vol-ffffffff', tags };

  expect(told({ ...copy, description }, 'us-west-2')[1]).toBe(
    `its tags say that team has adopted it under ${VOLUME}`,
  );
  expect(told(copy, 'us-west-2')[1]).toBe(
    'its tags name team and another snapshot: they have been carried here, and mean nothing',
  );
  expect(told({ description, tags }, 'us-west-2')[1]).toBe(
    'its tags name team and another snapshot: they have been carried here, and mean nothing',
  );
});

test('where two primary Regions have each other for a DR Region, both say the same of whose a snapshot is', () => {
  const description =
    `snapshot-keeper team: copy of ${SNAP} of ${VOLUME} in us-west-2, taken 2026-03-01T03:00:00.000Z, ` +
    'requested 2026-03-01T03:02:05.000Z 0f0f';
  const copyTags = { 'snapshot-keeper:managed-by': 'team', 'snapshot-keeper:volume': VOLUME };
  const adopted = ['EC2 shows it as completed', `its tags say that team has adopted it under ${VOLUME}`];

  // Asked for us-east-1: a snapshot of us-west-2, and a copy from there.
  expect(told({ tags: ADOPTED }, 'us-west-2')).toEqual(adopted);
  expect(told({ volumeId: 'vol-ffffffff', description, tags: copyTags }, 'us-east-1')).toEqual(adopted);
});
