import type { Volume } from '@aws-sdk/client-ec2';
import { FaultDice } from '../../../local/faults/fault-dice';
import { UnseenVolumeChanges } from '../../../local/faults/unseen-volume-changes';
import { MINUTE_MS } from '../../../local/kernel/time-units';

const REGION = 'us-west-2';
const VOLUME = 'vol-00000000000000001';

/** What is in EC2, and what somebody sees of it where the fault is certain. */
function volumesUnder(probability: number, ...volumes: Volume[]) {
  const dice = new FaultDice(1, { 'volume-tags-unseen': probability }, () => {});
  const changes = new UnseenVolumeChanges({ volumes: () => volumes }, dice);
  const request = (operation: string, input: object = {}) => ({
    service: 'ec2',
    region: REGION,
    operation,
    input: { ...input },
    caller: { outsider: 'somebody' },
  });
  return {
    create: (atMs: number, volume: Volume): void => {
      volumes.push(volume);
      changes.after(atMs, request('CreateVolume'), { output: { ...volume } });
    },
    tag: (atMs: number, Tags: Volume['Tags'] & object): void => {
      changes.before(atMs, request('CreateTags', { Resources: [VOLUME], Tags }));
      volumes.splice(0, volumes.length, ...volumes.map((volume) => ({ ...volume, Tags })));
    },
    seen: (atMs: number): unknown =>
      changes.blurred(atMs, { output: { Volumes: volumes } }).output['Volumes'],
  };
}

const tagged = (...values: string[]): Volume => ({
  VolumeId: VOLUME,
  Size: 1,
  Tags: values.map((Value) => ({ Key: 'Backup', Value })),
});

test('a new volume is shown without its tags or not at all, for eight minutes', () => {
  const { create, seen } = volumesUnder(1);
  create(0, tagged('yes'));

  const early = Array.from({ length: 20 }, () => seen(8 * MINUTE_MS - 1));

  expect(early).toContainEqual([]);
  expect(early).toContainEqual([{ VolumeId: VOLUME, Size: 1 }]);
  expect(early).not.toContainEqual([tagged('yes')]);
  expect(seen(8 * MINUTE_MS)).toEqual([tagged('yes')]);
});

test('a retagged volume is shown with the tags that it had within the last eight minutes', () => {
  const { tag, seen } = volumesUnder(1, tagged('first'));
  tag(0, [{ Key: 'Backup', Value: 'second' }]);
  tag(4 * MINUTE_MS, [{ Key: 'Backup', Value: 'third' }]);

  expect([5, 9, 12].map((minute) => seen(minute * MINUTE_MS))).toEqual([
    [tagged('first')],
    [tagged('second')],
    [tagged('third')],
  ]);
});

test('a volume that had no tags is shown without', () => {
  const { tag, seen } = volumesUnder(1, { VolumeId: VOLUME });
  tag(0, [{ Key: 'Backup', Value: 'yes' }]);

  expect(seen(MINUTE_MS)).toEqual([{ VolumeId: VOLUME }]);
});

test('a volume that nobody has touched is always seen as it is, and every one where the fault is off', () => {
  const untouched = volumesUnder(1, tagged('yes'));
  const without = volumesUnder(0, tagged('no'));
  without.tag(0, [{ Key: 'Backup', Value: 'yes' }]);

  expect(untouched.seen(MINUTE_MS)).toEqual([tagged('yes')]);
  expect(without.seen(MINUTE_MS)).toEqual([tagged('yes')]);
});
