import { Circumstances } from '../../../local/simulation/circumstances';
import { ebsEvent } from './ebs-event';

const arn = (id: string): string => `arn:aws:ec2::us-east-1:snapshot/${id}`;

test('only what people do to a snapshot counts as meddling, and every strike counts by its name', () => {
  const circumstances = new Circumstances();
  circumstances.struck('snapshot-deleted-by-hand', 'snap-1', 0);
  circumstances.struck('tag-changed-by-hand', 'snap-2', 0);
  circumstances.struck('tag-changed-by-hand', 'snap-2', 0);
  circumstances.struck('image-registered', 'snap-3', 0);

  expect([...circumstances.meddledWith]).toEqual(['snap-1', 'snap-2']);
  expect(circumstances.strikes).toEqual({
    'snapshot-deleted-by-hand': 1,
    'tag-changed-by-hand': 2,
    'image-registered': 1,
  });
});

test.each([
  ['answer-lost', 'sns:Publish in us-east-1', [7_000]],
  ['function-killed', 'NotifyFailure in us-east-1', [7_000]],
  ['function-repeated', 'NotifyFailure in us-east-1', [7_000]],
  // Whose message was refused has not been told at all.
  ['alert-failed', 'sns:Publish in us-east-1', []],
  ['answer-lost', 'ec2:CopySnapshot in us-west-2', []],
  ['function-killed', 'CopySnapshot in us-west-2', []],
] as const)('%s at %s excuses what is told again from %j on', (name, at, excusesMs) => {
  const circumstances = new Circumstances();
  circumstances.struck(name, at, 7_000);

  expect(circumstances.excusesMs).toEqual(excusesMs);
});

test('heard of is what a delivered event names, each member of a set too', () => {
  const circumstances = new Circumstances();
  circumstances.delivered(ebsEvent({ event: 'createSnapshot', snapshot_id: arn('snap-1') }), 7);
  circumstances.delivered(
    ebsEvent({ event: 'createSnapshots', snapshots: [{ snapshot_id: arn('snap-2') }] }),
    7,
  );

  expect(['snap-1', 'snap-2', 'snap-3'].map((id) => circumstances.heardMs(id))).toEqual([7, 7, undefined]);
});

test('of delivered events only those of failures are kept', () => {
  const circumstances = new Circumstances();
  const failed = ebsEvent({ event: 'createSnapshot', result: 'failed', snapshot_id: arn('snap-1') });
  circumstances.delivered(failed, 7);
  circumstances.delivered(
    ebsEvent({ event: 'createSnapshot', result: 'succeeded', snapshot_id: arn('snap-2') }),
    7,
  );

  expect(circumstances.failedSnapshots).toEqual([failed]);
});

test('of a snapshot, the first delivery counts', () => {
  const circumstances = new Circumstances();
  circumstances.delivered(ebsEvent({ event: 'createSnapshot', snapshot_id: arn('snap-1') }), 1);
  circumstances.delivered(ebsEvent({ event: 'createSnapshot', snapshot_id: arn('snap-1') }), 2);

  expect(circumstances.heardMs('snap-1')).toBe(1);
  expect(circumstances.heardMs('snap-2')).toBeUndefined();
});
