import { listingMadeBy, restoredTags } from '../../../functions/domain/restored-tags';
import { snap, snapshot } from '../../support/builders';

const TAKEN = '2030-01-01T00:00:00.000Z';
const OURS = {
  'snapshot-keeper:restored-by': 'keeper',
  'snapshot-keeper:restored-from': `${snap(1)} by night`,
};
/** Of a volume that would not be selected otherwise. */
const PUT_BACK = { Backup: 'yes' };

const tagsOf = (tags: Record<string, string>, isUnselected = false) =>
  restoredTags({
    snapshot: snapshot(snap(1), TAKEN, { tags }),
    deployment: 'keeper',
    selection: { tagKey: 'Backup', tagValues: ['yes'] },
    isUnselected,
    execution: 'night',
  });

test('the tags of the volume come back, its selection among them, and whose it is and of what stands beside them', () => {
  expect(tagsOf({ Name: 'db-1', Backup: 'yes' })).toEqual({ Name: 'db-1', Backup: 'yes', ...OURS });
});

test('where it is to be left alone, the tag of the selection does not', () => {
  expect(tagsOf({ Name: 'db-1', Backup: 'yes' }, true)).toEqual({ Name: 'db-1', ...OURS });
});

describe('where the snapshot does not repeat a tag by which the deployment selects volumes', () => {
  const of = (tags: Record<string, string>, tagValues?: string[], isUnselected = false) =>
    restoredTags({
      snapshot: snapshot(snap(1), TAKEN, { tags }),
      deployment: 'keeper',
      selection: { tagKey: 'Backup', ...(tagValues && { tagValues }) },
      isUnselected,
      execution: 'night',
    });

  test.each<[rule: string, tags: Record<string, string>, tagValues: string[] | undefined, value: string]>([
    ['the first of its values is put on', {}, ['daily', 'weekly'], 'daily'],
    ['in place of one that does not select', { Backup: 'no' }, ['daily', 'weekly'], 'daily'],
    ['one that selects stays', { Backup: 'weekly' }, ['daily', 'weekly'], 'weekly'],
    ['where any value selects, one that says where it is from', {}, undefined, 'restored'],
    ['an empty one is one too', { Backup: '' }, undefined, ''],
  ])('%s', (_, tags, tagValues, value) => {
    expect(of({ Name: 'db-1', ...tags }, tagValues)).toEqual({ Name: 'db-1', Backup: value, ...OURS });
  });

  test('none is put on where it is to be left alone', () => {
    expect(of({ Name: 'db-1' }, undefined, true)).toEqual({ Name: 'db-1', ...OURS });
  });

  test('it has room beside as many tags as a copy that has lost ours may have', () => {
    const fifty = Object.fromEntries(
      Array.from({ length: 50 }, (_, index) => [`T${String(index).padStart(2, '0')}`, 'x']),
    );
    const tags = of(fifty);

    expect(Object.keys(tags)).toHaveLength(50);
    expect(tags).toMatchObject({ T46: 'x', Backup: 'restored', ...OURS });
    expect(tags).not.toHaveProperty('T47');
  });
});

test('nothing of ours that says something of the snapshot comes along', () => {
  expect(
    tagsOf({
      'snapshot-keeper:hold': 'audit',
      'snapshot-keeper:zone': 'us-east-1a',
      'snapshot-keeper:told': 'x',
      'snapshot-keeper:Hold': 'audit',
      'snapshot-keeper:opt-out': '',
      'snapshot-keeper:copy/us-west-2': 'snap-1 of snap-2',
    }),
  ).toEqual({ ...PUT_BACK, ...OURS });
});

test('nothing by which AWS or a cluster takes it for its own comes along', () => {
  expect(
    tagsOf({
      'aws:backup:source-resource': 'x',
      'kubernetes.io/cluster/prod': 'owned',
      'velero.io/backup': 'nightly',
    }),
  ).toEqual({ ...PUT_BACK, ...OURS });
});

test('the overrides that the volume bore itself come back', () => {
  const own = {
    'snapshot-keeper:retain': '7d',
    'snapshot-keeper:dr-retain': '2',
    'snapshot-keeper:target': '26h',
  };

  expect(tagsOf(own)).toEqual({ ...own, ...PUT_BACK, ...OURS });
});

test('those of its instance do not: the instance bears them', () => {
  expect(
    tagsOf({ 'snapshot-keeper:retain': '7d of i-0123456789abcdef0', 'snapshot-keeper:target': '1h' }),
  ).toEqual({
    'snapshot-keeper:target': '1h',
    ...PUT_BACK,
    ...OURS,
  });
});

test('of a volume that a restore has made before, it says of which snapshot it is made now', () => {
  expect(
    tagsOf({ 'snapshot-keeper:restored-from': snap(9), 'snapshot-keeper:restored-by': 'other' }),
  ).toEqual({ ...PUT_BACK, ...OURS });
});

test('where all volumes are selected, no tag is left out', () => {
  expect(
    restoredTags({
      snapshot: snapshot(snap(1), TAKEN, { tags: { Name: 'db-1' } }),
      deployment: 'keeper',
      selection: 'all',
      isUnselected: true,
      execution: 'night',
    }),
  ).toEqual({ Name: 'db-1', ...OURS });
});

test('what an execution has made is listed by the end of that tag', () => {
  expect(listingMadeBy('restore-by-hand-1', 'us-east-1')).toBe(
    'aws ec2 describe-volumes --region us-east-1 --filters "Name=tag:snapshot-keeper:restored-from,Values=* by restore-by-hand-1" --query "Volumes[].VolumeId"',
  );
});
