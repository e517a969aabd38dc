import { DR, Ec2Bench, HOUR, PRIMARY, SECOND } from './ec2-bench';

const INPUT = { AvailabilityZone: 'us-west-2a', Size: 8, VolumeType: 'gp3' };

const create = (bench: Ec2Bench, input: object, region = PRIMARY) =>
  bench.call('CreateVolume', input, { region }) as { VolumeId: string; State: string };

const idsIn = (bench: Ec2Bench): unknown[] => bench.ec2.volumes(PRIMARY).map(({ VolumeId }) => VolumeId);

test('a second request with the same token makes nothing, and is answered with the volume as it is by then', () => {
  const bench = new Ec2Bench();
  const first = create(bench, { ...INPUT, ClientToken: 'restore/1' });
  bench.advance(5 * SECOND);
  const second = create(bench, { ClientToken: 'restore/1', ...INPUT });

  expect(second.VolumeId).toBe(first.VolumeId);
  expect([first.State, second.State]).toEqual(['creating', 'available']);
  expect(idsIn(bench)).toEqual([first.VolumeId]);
});

test('requests without a token, or with different ones, make a volume each', () => {
  const bench = new Ec2Bench();
  for (const token of [{}, {}, { ClientToken: 'a' }, { ClientToken: 'A' }])
    create(bench, { ...INPUT, ...token });

  expect(new Set(idsIn(bench)).size).toBe(4);
});

test('a token counts in its Region alone', () => {
  const bench = new Ec2Bench();
  create(bench, { ...INPUT, ClientToken: 'restore/1' });
  create(bench, { ...INPUT, AvailabilityZone: 'us-east-2a', ClientToken: 'restore/1' }, DR);

  expect([bench.ec2.volumes(PRIMARY), bench.ec2.volumes(DR)]).toMatchObject([
    [{ AvailabilityZone: 'us-west-2a' }],
    [{ AvailabilityZone: 'us-east-2a' }],
  ]);
});

test.each([
  ['another size', { Size: 9 }],
  ['one more parameter', { Iops: 3_000 }],
  ['another tag', { TagSpecifications: [{ ResourceType: 'volume', Tags: [{ Key: 'a', Value: '1' }] }] }],
])('the same token with %s is refused', (_, other) => {
  const bench = new Ec2Bench();
  create(bench, { ...INPUT, ClientToken: 'restore/1' });

  expect(bench.refusal('CreateVolume', { ...INPUT, ...other, ClientToken: 'restore/1' })).toBe(
    'IdempotentParameterMismatch',
  );
  expect(idsIn(bench)).toHaveLength(1);
});

test('the token of a volume that is gone makes no other for twelve hours', () => {
  const bench = new Ec2Bench();
  const input = { ...INPUT, ClientToken: 'restore/1' };
  const { VolumeId } = create(bench, input);
  bench.advance(HOUR);
  bench.call('DeleteVolume', { VolumeId });
  bench.advance(11 * HOUR - 1);
  const early = bench.error('CreateVolume', input);
  bench.advance(1);

  expect(early).toMatchObject({
    name: 'IdempotentParameterMismatch',
    message: expect.stringContaining('associated with a resource that is already deleted'),
  });
  expect(bench.refusal('CreateVolume', input)).toBe('accepted');
});

test.each([
  ['of 64 characters', 'x'.repeat(64), 'accepted'],
  ['of 65 characters', 'x'.repeat(65), 'InvalidParameterValue'],
  ['that is empty', '', 'InvalidParameterValue'],
  ['that is not ASCII', 'zurück', 'InvalidParameterValue'],
])('a token %s: %j', (_, ClientToken, expected) => {
  expect(new Ec2Bench().refusal('CreateVolume', { ...INPUT, ClientToken })).toBe(expected);
});

test('a refused request and a dry run leave the token unused', () => {
  const bench = new Ec2Bench();
  const refusals = [
    bench.refusal('CreateVolume', { ...INPUT, Size: 70_000, ClientToken: 'restore/1' }),
    bench.refusal('CreateVolume', { ...INPUT, DryRun: true, ClientToken: 'restore/1' }),
    bench.refusal('CreateVolume', { ...INPUT, ClientToken: 'restore/1' }),
  ];

  expect(refusals).toEqual(['InvalidParameterValue', 'DryRunOperation', 'accepted']);
});
