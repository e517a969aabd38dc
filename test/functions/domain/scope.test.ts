import { judgeScope, otherOwner, type Scope } from '../../../functions/domain/scope';
import type { Snapshot } from '../../../functions/domain/snapshot';
import type { Volume } from '../../../functions/domain/volume';
import { snap, snapshot, vol } from '../../support/builders';

const SELECTED = { Backup: 'yes' };

const volume = (tags: Record<string, string>): Volume => ({
  volumeId: vol(1),
  volumeType: 'gp3',
  sizeGib: 8,
  zone: 'us-east-1a',
  tags,
});

/** A snapshot that nobody manages yet. */
const fresh = (tags: Record<string, string> = {}, more: Partial<Snapshot> = {}): Snapshot => ({
  ...snapshot(snap(1), '2026-11-20T10:00:00Z', more),
  tags,
});

const judge = (
  one: Snapshot,
  origin: Volume | undefined,
  more: Partial<Parameters<typeof judgeScope>[0]> = {},
): Scope =>
  judgeScope({
    snapshot: one,
    hasManagedSnapshots: false,
    volume: origin,
    deployment: 'keeper',
    selection: { tagKey: 'Backup' },
    adoption: { dlm: true, ami: false, awsBackup: false, kubernetes: false, exceptTags: [] },
    ...more,
  });

const managed = (reason: string): Scope => ({ verdict: 'managed', reason, isAbsence: false });
const notManaged = (reason: string): Scope => ({ verdict: 'not-managed', reason, isAbsence: false });
const UNSELECTED: Scope = { verdict: 'not-managed', reason: 'the volume is not selected', isAbsence: true };

describe('while the volume exists', () => {
  test.each<[rule: string, snapshot: Snapshot, volumeTags: Record<string, string>, scope: Scope]>([
    ['a snapshot of a selected volume is ours', fresh(), SELECTED, managed('the volume is selected')],
    ['one of another volume is not, as far as EC2 shows', fresh(), { backup: 'yes' }, UNSELECTED],
    ["the volume's tags count, not the snapshot's", fresh(SELECTED), {}, UNSELECTED],
    [
      'one that we manage already stays ours',
      fresh({ 'snapshot-keeper:managed-by': 'keeper', 'snapshot-keeper:snapshot': snap(1) }),
      SELECTED,
      managed('the volume is selected'),
    ],
    [
      'one that another deployment has adopted is of others',
      fresh({ 'snapshot-keeper:managed-by': 'other-team', 'snapshot-keeper:snapshot': snap(1) }),
      SELECTED,
      { verdict: 'others', reason: 'managed by the deployment other-team', isAbsence: false },
    ],
    [
      'one that another deployment has adopted, of a volume that is not selected here as far as EC2 shows, is nothing to us',
      fresh({ 'snapshot-keeper:managed-by': 'other-team', 'snapshot-keeper:snapshot': snap(1) }),
      {},
      { verdict: 'not-managed', reason: 'managed by the deployment other-team', isAbsence: true },
    ],
    [
      "another deployment's name that was carried here from another snapshot means nothing",
      fresh({ 'snapshot-keeper:managed-by': 'other-team', 'snapshot-keeper:snapshot': snap(2) }),
      SELECTED,
      managed('the volume is selected'),
    ],
    [
      "another deployment's name that somebody wrote by hand means nothing",
      fresh({ 'snapshot-keeper:managed-by': 'other-team' }),
      SELECTED,
      managed('the volume is selected'),
    ],
    [
      'the tags of a copy, inherited from a restored volume, do not stop protection',
      fresh({ 'snapshot-keeper:managed-by': 'keeper', 'snapshot-keeper:source-snapshot': snap(0) }),
      SELECTED,
      managed('the volume is selected'),
    ],
    [
      'a failed snapshot is no recovery point',
      fresh({}, { state: 'error' }),
      SELECTED,
      notManaged('the snapshot has failed'),
    ],
    [
      'an adopted feature is as good as a person',
      fresh({ 'aws:dlm:lifecycle-policy-id': 'policy-1' }),
      SELECTED,
      managed('the volume is selected'),
    ],
    [
      'AWS Backup is not adopted unless told so',
      fresh({ 'aws:backup:source-resource': 'x' }),
      SELECTED,
      notManaged('made by AWS Backup, which is not adopted'),
    ],
    [
      'nor are the controllers of Kubernetes',
      fresh({ CSIVolumeSnapshotName: 'snapcontent-1' }),
      SELECTED,
      notManaged('made by Kubernetes (CSI or Velero), which is not adopted'),
    ],
    [
      'nor is what another AWS service takes for its own ends',
      fresh({ GuardDutyScanId: 'f00' }),
      SELECTED,
      notManaged('made by another AWS service (tag GuardDutyScanId), which is not adopted'),
    ],
    [
      'one that bears what a tool has copied from its volume is ours',
      fresh({ 'velero.io/backup': 'nightly' }),
      { ...SELECTED, 'velero.io/backup': 'nightly' },
      managed('the volume is selected'),
    ],
    [
      'one that we manage already stays ours, whatever tells of another maker',
      fresh({
        'snapshot-keeper:managed-by': 'keeper',
        'snapshot-keeper:snapshot': snap(1),
        'velero.io/backup': 'nightly',
      }),
      SELECTED,
      managed('the volume is selected'),
    ],
    [
      'one that only seems to be managed, by what was carried here, does not',
      fresh({
        'snapshot-keeper:managed-by': 'keeper',
        'snapshot-keeper:snapshot': snap(2),
        GuardDutyScanId: 'f00',
      }),
      SELECTED,
      notManaged('made by another AWS service (tag GuardDutyScanId), which is not adopted'),
    ],
    [
      'one that a person has opted out is left alone',
      fresh({ 'Snapshot-Keeper:Opt-Out': '' }),
      SELECTED,
      notManaged('opted out by the tag snapshot-keeper:opt-out'),
    ],
    [
      'nor are AMIs',
      fresh({}, { description: 'Created by CreateImage(i-1) for ami-1' }),
      SELECTED,
      notManaged('made by the making of an AMI, which is not adopted'),
    ],
    [
      'nor are those that Data Lifecycle Manager makes, though its snapshots are',
      fresh({ 'aws:dlm:managed': 'true' }, { description: 'Created by CreateImage(i-1) for ami-1' }),
      SELECTED,
      notManaged('made by the making of an AMI, which is not adopted'),
    ],
  ])('%s', (_rule, one, tags, scope) => {
    expect(judge(one, volume(tags))).toEqual(scope);
  });

  test('Data Lifecycle Manager is named where it is not adopted', () => {
    const scope = judge(fresh({ 'aws:dlm:lifecycle-policy-id': 'policy-1' }), volume(SELECTED), {
      adoption: { dlm: false, ami: true, awsBackup: true, kubernetes: false, exceptTags: [] },
    });
    expect(scope).toEqual(notManaged('made by Data Lifecycle Manager, which is not adopted'));
  });

  test('managed siblings do not bring a volume back that is no longer selected', () => {
    expect(judge(fresh(), volume({}), { hasManagedSnapshots: true })).toEqual(UNSELECTED);
  });

  test('the selection "all" takes every volume', () => {
    expect(judge(fresh(), volume({}), { selection: 'all' }).verdict).toBe('managed');
  });
});

test.each(['vol-ffffffff', 'vol-fffffffffffffffff', '', 'vol-1'])(
  'a placeholder is no volume: what is of "%s" is never managed, even where all volumes are selected',
  (volumeId) => {
    const scope = judge(fresh({}, { volumeId }), undefined, { selection: 'all', hasManagedSnapshots: true });
    expect(scope).toEqual(notManaged(`${volumeId || 'nothing'} stands for its volume, which is no volume`));
  },
);

describe('where EC2 does not show the volume', () => {
  test('its last snapshot is ours if earlier ones are', () => {
    expect(judge(fresh(), undefined, { hasManagedSnapshots: true })).toEqual(
      managed('the volume is gone; its snapshots are managed'),
    );
  });

  test('it is ours where all volumes are selected', () => {
    expect(judge(fresh(), undefined, { selection: 'all' })).toEqual(
      managed('the volume is gone; all volumes are selected'),
    );
  });

  test.each([
    ['no tag', {}],
    ['the selection tag, which is hearsay on a snapshot', SELECTED],
    ['our own name, which was carried here', { 'snapshot-keeper:managed-by': 'keeper' }],
  ])('nobody knows whether it was selected if it bears %s', (_rule, tags) => {
    expect(judge(fresh(tags), undefined)).toEqual({
      verdict: 'unknown',
      reason: 'the volume is gone',
      isAbsence: true,
    });
  });

  test('a maker that the volume may name as well is believed late', () => {
    expect(judge(fresh({ 'velero.io/backup': 'nightly' }), undefined, { hasManagedSnapshots: true })).toEqual(
      {
        ...notManaged('made by Kubernetes (CSI or Velero), which is not adopted'),
        isAbsence: true,
      },
    );
  });

  test('a feature that is not adopted stays out', () => {
    expect(judge(fresh({ ...SELECTED, 'aws:backup:source-resource': 'x' }), undefined)).toEqual(
      notManaged('made by AWS Backup, which is not adopted'),
    );
  });
});

test('what we have adopted ourselves has no other owner', () => {
  expect(otherOwner(snapshot(snap(1), '2026-11-20T10:00:00Z'), 'keeper')).toBeUndefined();
  expect(otherOwner(snapshot(snap(1), '2026-11-20T10:00:00Z'), 'keeper-2')).toBe('keeper');
});

describe('what EC2 took with an AMI', () => {
  const description = 'Created by CreateImage(i-0123456789abcdef0) for ami-0123456789abcdef0';
  const imageId = 'ami-0123456789abcdef0';
  const name = 'snapshot-keeper keeper i-0123456789abcdef0 2030-03-10T02.00.00Z by nightly';
  const of = (image?: Snapshot['image'], tags: Record<string, string> = {}): Scope =>
    judge(fresh(tags, { description, ...(image && { image }) }), volume(SELECTED));

  test('is ours where a schedule has made the AMI, whatever is adopted', () => {
    expect(of({ imageId, name, size: 2 })).toEqual(managed('the volume is selected'));
  });

  test('is ours, and looked at again, while EC2 does not say what the AMI holds', () => {
    expect(of({ imageId, name })).toEqual({ ...managed('the volume is selected'), isAbsence: true });
  });

  test('is looked at again while EC2 does not show the AMI, and not ours in the end', () => {
    const reason = 'made by the making of an AMI, which is not adopted';
    expect(of({ imageId })).toEqual({ verdict: 'not-managed', reason, isAbsence: true });
    expect(of()).toEqual(notManaged(reason));
  });

  test('is left alone where a person has opted it out', () => {
    expect(of({ imageId, name, size: 2 }, { 'snapshot-keeper:opt-out': '' }).verdict).toBe('not-managed');
  });
});
