import fc from 'fast-check';
import {
  describeCopy,
  readCopyDescription,
  type CopyWitness,
} from '../../../functions/domain/copy-description';

const WITNESS: CopyWitness = {
  deployment: 'keeper',
  sourceSnapshotId: 'snap-00000000000000001',
  volumeId: 'vol-00000000000000001',
  region: 'us-east-1',
  takenAt: '2026-11-20T10:00:00.000Z',
  requestedAt: '2026-11-20T11:00:00.000Z',
  requestId: '0f8fad5b-d9cb-469f-a165-70867728950e',
};
const TEXT =
  'snapshot-keeper keeper: copy of snap-00000000000000001 of vol-00000000000000001 in us-east-1, ' +
  'taken 2026-11-20T10:00:00.000Z, requested 2026-11-20T11:00:00.000Z 0f8fad5b-d9cb-469f-a165-70867728950e';

const hex = (prefix: string) => fc.stringMatching(/^[0-9a-e]{17}$/).map((digits) => `${prefix}-${digits}`);
const time = fc
  .date({ min: new Date('2000-01-01'), max: new Date('2099-12-31'), noInvalidDate: true })
  .map((date) => date.toISOString());

const anySet = fc.record({ id: fc.stringMatching(/^[0-9a-f]{12}$/), size: fc.integer({ min: 2, max: 128 }) });

const anyWitness: fc.Arbitrary<CopyWitness> = fc
  .tuple(
    fc.record({
      deployment: fc.stringMatching(/^[a-z][a-z0-9-]{0,29}$/),
      sourceSnapshotId: hex('snap'),
      volumeId: hex('vol'),
      region: fc.constantFrom('us-east-1', 'eu-central-2', 'us-gov-west-1', 'ap-southeast-5', 'mx-central-1'),
      takenAt: time,
      requestedAt: time,
      requestId: fc.uuid(),
    }),
    fc.option(anySet, { nil: undefined }),
  )
  .map(([witness, set]) => ({ ...witness, ...(set && { set }) }));

test('a copy says what it was made from, by whom and in which call', () => {
  expect(describeCopy(WITNESS)).toBe(TEXT);
  expect(readCopyDescription(TEXT)).toEqual(WITNESS);
});

test('the copy of a member says of which set, and nothing else passes for one', () => {
  const set = { id: '0123456789ab', size: 3 };

  expect(describeCopy({ ...WITNESS, set })).toBe(`${TEXT}, set 0123456789ab/3`);
  expect(readCopyDescription(`${TEXT}, set 0123456789ab/3`)).toEqual({ ...WITNESS, set });
  expect(readCopyDescription(`${TEXT}, set 0123456789ab/0`)).toBeUndefined();
});

test('what is written is read, and fits the 255 characters that EC2 takes', () => {
  fc.assert(
    fc.property(anyWitness, (witness) => {
      const text = describeCopy(witness);
      expect(text.length).toBeLessThanOrEqual(255);
      expect(readCopyDescription(text)).toEqual(witness);
    }),
  );
});

test.each([1, 20, 21, 30])('the name of the deployment may have %i characters', (length) => {
  const witness = { ...WITNESS, deployment: 'k'.repeat(length) };

  expect(readCopyDescription(describeCopy(witness))).toEqual(witness);
});

test('of another deployment it is read too, and says so', () => {
  expect(readCopyDescription(describeCopy({ ...WITNESS, deployment: 'keeper-2' }))?.deployment).toBe(
    'keeper-2',
  );
});

test('EC2 shows some times without milliseconds', () => {
  const takenAt = '2026-11-20T10:00:00Z';
  expect(readCopyDescription(describeCopy({ ...WITNESS, takenAt }))).toEqual({ ...WITNESS, takenAt });
});

describe('any other text is no witness', () => {
  test.each<[rule: string, text: string]>([
    ['nothing', ''],
    ['what the EC2 console writes', '[Copied snap-00000000000000001 from us-east-1] nightly'],
    ['the form of an earlier version', 'Copy of snap-00000000000000001 from us-east-1'],
    ['words before', `see ${TEXT}`],
    ['words after', `${TEXT} or so`],
    ['a line break after', `${TEXT}\n`],
    ['a second line', `${TEXT}\n${TEXT}`],
    ['a cut at 100 characters', TEXT.slice(0, 100)],
    ['256 characters', TEXT.replace('0f8fad5b', 'f'.repeat(256 - TEXT.length + 8))],
  ])('%s', (_rule, text) => {
    expect(readCopyDescription(text)).toBeUndefined();
  });

  test.each<[rule: string, wrong: Partial<CopyWitness>]>([
    ['a wildcard for the source', { sourceSnapshotId: 'snap-*' }],
    ['wildcards among the digits of the source', { sourceSnapshotId: 'snap-0000000?' }],
    ['a wildcard for the volume', { volumeId: '*' }],
    ['a placeholder for the volume', { volumeId: 'vol-ffffffff' }],
    ['full-width digits in the source', { sourceSnapshotId: 'snap-０００００００１' }],
    ['full-width digits in the time', { takenAt: '２０２６-11-20T10:00:00.000Z' }],
    ['a day that no calendar has', { takenAt: '2026-13-20T10:00:00.000Z' }],
    ['a time without a zone', { takenAt: '2026-11-20T10:00:00.000' }],
    ['a time of another zone', { requestedAt: '2026-11-20T10:00:00.000+01:00' }],
    ['no time', { requestedAt: 'yesterday' }],
    ['upper case in the deployment', { deployment: 'Keeper' }],
    ['no deployment', { deployment: '' }],
    ['a deployment of 31 characters', { deployment: 'k'.repeat(31) }],
    ['a wildcard for the Region', { region: 'us-*' }],
    ['no id of the call', { requestId: '' }],
    ['an id of the call of 37 characters', { requestId: 'f'.repeat(37) }],
  ])('%s', (_rule, wrong) => {
    expect(readCopyDescription(describeCopy({ ...WITNESS, ...wrong }))).toBeUndefined();
  });

  test('whatever it is', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 300 }), (text) => {
        expect(readCopyDescription(text)).toBeUndefined();
      }),
    );
  });
});
