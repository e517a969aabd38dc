import { judgeScope, type Scope } from '../../../functions/domain/scope';
import type { Snapshot } from '../../../functions/domain/snapshot';
import type { Volume } from '../../../functions/domain/volume';
import { snapshot } from '../../support/builders';

const SELECTED = { Backup: 'yes' };

const volume = (tags: Record<string, string>): Volume => ({
  volumeId: 'vol-1',
  volumeType: 'gp3',
  sizeGib: 8,
  zone: 'us-east-1a',
  tags,
});

/** A snapshot that nobody manages yet. */
const fresh = (tags: Record<string, string> = {}, more: Partial<Snapshot> = {}): Snapshot => ({
  ...snapshot('snap-new', '2026-11-20T10:00:00Z', more),
  tags,
});

const judge = (
  one: Snapshot,
  origin: Volume | undefined,
  more: Partial<Parameters<typeof judgeScope>[0]> = {},
): Scope =>
  judgeScope({
    snapshot: one,
    siblings: [one],
    volume: origin,
    deployment: 'keeper',
    selection: { tagKey: 'Backup' },
    adoption: { dlm: true, ami: false, awsBackup: false },
    ...more,
  });

describe('while the volume exists', () => {
  test.each<[rule: string, snapshot: Snapshot, volumeTags: Record<string, string>, scope: Scope]>([
    [
      'a snapshot of a selected volume is ours',
      fresh(),
      SELECTED,
      { managed: true, reason: 'the volume is selected' },
    ],
    [
      'one of another volume is not',
      fresh(),
      { backup: 'yes' },
      { managed: false, reason: 'the volume is not selected' },
    ],
    [
      "the volume's tags count, not the snapshot's",
      fresh(SELECTED),
      {},
      { managed: false, reason: 'the volume is not selected' },
    ],
    [
      'one that we manage already stays ours',
      fresh({ 'snapshot-keeper:managed-by': 'keeper' }),
      SELECTED,
      { managed: true, reason: 'the volume is selected' },
    ],
    [
      'one of another deployment is not ours',
      fresh({ 'snapshot-keeper:managed-by': 'other-team' }),
      SELECTED,
      { managed: false, reason: 'managed by the deployment other-team' },
    ],
    [
      'the tags of a copy, inherited from a restored volume, do not stop protection',
      fresh({ 'snapshot-keeper:managed-by': 'keeper', 'snapshot-keeper:source-snapshot': 'snap-0' }),
      SELECTED,
      { managed: true, reason: 'the volume is selected' },
    ],
    [
      'a failed snapshot is no recovery point',
      fresh({}, { state: 'error' }),
      SELECTED,
      { managed: false, reason: 'the snapshot has failed' },
    ],
    [
      'an adopted feature is as good as a person',
      fresh({ 'aws:dlm:lifecycle-policy-id': 'policy-1' }),
      SELECTED,
      { managed: true, reason: 'the volume is selected' },
    ],
    [
      'AWS Backup is not adopted unless told so',
      fresh({ 'aws:backup:source-resource': 'x' }),
      SELECTED,
      { managed: false, reason: 'made by AWS Backup, which is not adopted' },
    ],
    [
      'nor are AMIs',
      fresh({}, { description: 'Created by CreateImage(i-1) for ami-1' }),
      SELECTED,
      { managed: false, reason: 'made by creating an AMI, which is not adopted' },
    ],
  ])('%s', (_rule, one, tags, scope) => {
    expect(judge(one, volume(tags))).toEqual(scope);
  });

  test('Data Lifecycle Manager is named where it is not adopted', () => {
    const scope = judge(fresh({ 'aws:dlm:lifecycle-policy-id': 'policy-1' }), volume(SELECTED), {
      adoption: { dlm: false, ami: true, awsBackup: true },
    });
    expect(scope).toEqual({
      managed: false,
      reason: 'made by Data Lifecycle Manager, which is not adopted',
    });
  });

  test('managed siblings do not bring a volume back that is no longer selected', () => {
    const sibling = snapshot('snap-old', '2026-11-19T10:00:00Z');
    const one = fresh();
    expect(judge(one, volume({}), { siblings: [one, sibling] }).managed).toBe(false);
  });

  test('the selection "all" takes every volume', () => {
    expect(judge(fresh(), volume({}), { selection: 'all' }).managed).toBe(true);
  });
});

describe('where the volume is gone', () => {
  test('its last snapshot is ours if earlier ones are', () => {
    const one = fresh();
    const sibling = snapshot('snap-old', '2026-11-19T10:00:00Z');
    expect(judge(one, undefined, { siblings: [sibling, one] })).toEqual({
      managed: true,
      reason: 'the volume is gone; its snapshots are managed',
    });
  });

  test('earlier ones of another deployment do not make it ours', () => {
    const one = fresh();
    const sibling = snapshot('snap-old', '2026-11-19T10:00:00Z', {
      tags: { 'snapshot-keeper:managed-by': 'other-team' },
    });
    expect(judge(one, undefined, { siblings: [sibling, one] })).toEqual({
      managed: false,
      reason: 'the volume is gone and was not managed',
    });
  });

  test('it is ours if it bears the selection tag itself', () => {
    expect(judge(fresh(SELECTED), undefined)).toEqual({
      managed: true,
      reason: 'the volume is gone; the snapshot is selected',
    });
  });

  test('it is ours if a repeated call finds it managed', () => {
    expect(judge(fresh({ 'snapshot-keeper:managed-by': 'keeper' }), undefined).managed).toBe(true);
  });

  test('a feature that is not adopted stays out', () => {
    expect(judge(fresh({ ...SELECTED, 'aws:backup:source-resource': 'x' }), undefined).managed).toBe(false);
  });
});
