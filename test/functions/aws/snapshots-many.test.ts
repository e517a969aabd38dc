import { EC2Client } from '@aws-sdk/client-ec2';
import { snapshotsIn } from '../../../functions/aws/snapshots';
import { callsTo, mockAws } from '../../support/aws-mock';

const ec2 = mockAws(EC2Client);
const snapshots = snapshotsIn(new EC2Client({ region: 'us-east-1' }));

const IDS = ['snap-00000000000000001', 'snap-00000000000000002'];

test('many snapshots get the same tags by one call', async () => {
  ec2.onAnyCommand().resolves({});

  await snapshots.tagAll(IDS, { 'snapshot-keeper:given-up': 'now me' });

  expect(callsTo(ec2)).toEqual([
    ['CreateTagsCommand', { Resources: IDS, Tags: [{ Key: 'snapshot-keeper:given-up', Value: 'now me' }] }],
  ]);
});

test('many snapshots lose the same tags by one call, where these have the value', async () => {
  ec2.onAnyCommand().resolves({});

  await snapshots.untagAll(IDS, { 'snapshot-keeper:given-up': 'now me' });

  expect(callsTo(ec2)).toEqual([
    ['DeleteTagsCommand', { Resources: IDS, Tags: [{ Key: 'snapshot-keeper:given-up', Value: 'now me' }] }],
  ]);
});

test('without snapshots or tags nothing is called', async () => {
  await snapshots.tagAll([], { key: 'value' });
  await snapshots.tagAll(IDS, {});
  await snapshots.untagAll([], { key: 'value' });

  expect(callsTo(ec2)).toEqual([]);
});

test('where one of them is gone, none is tagged, and the error names all', async () => {
  ec2.onAnyCommand().rejects(Object.assign(new Error('gone'), { name: 'InvalidSnapshot.NotFound' }));

  await expect(snapshots.tagAll(IDS, { key: 'value' })).rejects.toMatchObject({
    name: 'SnapshotNotVisible',
    message: 'EC2 does not show snap-00000000000000001 or snap-00000000000000002',
  });
});
