import {
  Adoption,
  originOf,
  tellsOrigin,
  whyNotAdopted,
  type Origin,
} from '../../../functions/domain/origin';

test.each<[rule: string, tags: Record<string, string>, description: string, origin: Origin]>([
  ['AWS Backup tags its snapshots', { 'aws:backup:source-resource': 'arn:aws:ec2:x' }, '', 'awsBackup'],
  ['Data Lifecycle Manager tags its snapshots', { 'aws:dlm:lifecycle-policy-id': 'policy-1' }, '', 'dlm'],
  ['creating an AMI leaves a description', {}, 'Created by CreateImage(i-1) for ami-1', 'ami'],
  ['older descriptions name the volume too', {}, 'Created by CreateImage(i-1) for ami-1 from vol-1', 'ami'],
  [
    'an AMI that Data Lifecycle Manager makes is an AMI all the same',
    { 'aws:dlm:managed': 'true' },
    'Created by CreateImage(i-1) for ami-1',
    'ami',
  ],
  [
    'copying an AMI',
    {},
    'Copied for DestinationAmi ami-2 from SourceAmi ami-1 for SourceSnapshot snap-1.',
    'ami',
  ],
  ['importing a VM', {}, 'Created by AWS-VMImport service for import-ami-1', 'ami'],
  ['registering an image', {}, 'Auto-created snapshot for AMI ami-1', 'ami'],
  [
    'the CSI driver of Kubernetes tags its snapshots',
    { CSIVolumeSnapshotName: 'snapcontent-1' },
    '',
    'kubernetes',
  ],
  ['Velero tags its snapshots', { 'velero.io/backup': 'nightly' }, '', 'kubernetes'],
  [
    'what a volume of Kubernetes bears says nothing of who made a snapshot',
    { 'ebs.csi.aws.com/cluster': 'true', CSIVolumeName: 'pvc-1', 'kubernetes.io/cluster/web': 'owned' },
    '',
    'other',
  ],
  [
    'Data Lifecycle Manager is known of a volume that came from Kubernetes too',
    { 'aws:dlm:managed': 'true', 'velero.io/backup': 'nightly' },
    '',
    'dlm',
  ],
  ['a person', { Name: 'before the upgrade' }, 'before the upgrade', 'other'],
  ['a script without tags or description', {}, '', 'other'],
  ['other tags of AWS say nothing', { 'aws:cloudformation:stack-name': 'web' }, '', 'other'],
  [
    'a user tag that looks like one of AWS Backup',
    { 'backup:source': 'x', 'my-aws:backup:': 'y' },
    '',
    'other',
  ],
  ['a copy that a person made', {}, '[Copied snap-1 from us-east-1] before ami-1', 'other'],
  ['GuardDuty tags what it scans for malware', { GuardDutyScanId: 'f00' }, '', 'service'],
  ['a volume that GuardDuty leaves out is scanned by nobody', { GuardDutyExcluded: 'true' }, '', 'other'],
  ['Inspector tags what it scans without an agent', { InspectorScan: 'f00' }, '', 'service'],
  [
    'Elastic Disaster Recovery tags its points',
    { AWSElasticDisasterRecoveryManaged: 'drs.amazonaws.com' },
    '',
    'service',
  ],
  [
    'Application Migration Service tags its snapshots',
    { AWSApplicationMigrationServiceManaged: 'mgn.amazonaws.com' },
    '',
    'service',
  ],
  [
    'Data Lifecycle Manager is known of a volume that a service marks, too',
    { 'aws:dlm:managed': 'true', AWSElasticDisasterRecoveryManaged: 'drs.amazonaws.com' },
    '',
    'dlm',
  ],
  ['a sentence about CreateImage', {}, 'Not Created by CreateImage(i-1)', 'other'],
])('%s', (_rule, tags, description, origin) => {
  expect(originOf({ snapshot: { tags, description }, volumeTags: {} })).toBe(origin);
});

test.each<
  [rule: string, tags: Record<string, string>, volumeTags: Record<string, string> | undefined, origin: Origin]
>([
  ['of one restored by Velero', { 'velero.io/backup': 'a' }, { 'velero.io/backup': 'a' }, 'other'],
  [
    'of the next one of Velero itself',
    { 'velero.io/backup': 'b' },
    { 'velero.io/backup': 'a' },
    'kubernetes',
  ],
  ['of one made from that of a scan', { GuardDutyScanId: 'a' }, { GuardDutyScanId: 'a' }, 'other'],
  ['of the next scan', { GuardDutyScanId: 'b' }, { GuardDutyScanId: 'a' }, 'service'],
  ['that EC2 does not show', { 'velero.io/backup': 'a' }, undefined, 'kubernetes'],
  [
    'of a service that marks its volumes as its snapshots',
    { AWSElasticDisasterRecoveryManaged: 'drs' },
    { AWSElasticDisasterRecoveryManaged: 'drs' },
    'service',
  ],
  ['whose key is a word of every object', { constructor: 'x' }, {}, 'other'],
])(
  "a tag of the volume's tells no maker, but of those who mark their volumes: %s",
  (_, tags, volumeTags, origin) => {
    expect(originOf({ snapshot: { tags, description: '' }, volumeTags })).toBe(origin);
  },
);

const NONE: Adoption = { dlm: false, ami: false, awsBackup: false, kubernetes: false, exceptTags: [] };
const ALL: Adoption = { dlm: true, ami: true, awsBackup: true, kubernetes: true, exceptTags: [] };

test.each<[tags: Record<string, string>, description: string, setting: keyof Adoption, reason: string]>([
  [{ 'aws:dlm:managed': '' }, '', 'dlm', 'made by Data Lifecycle Manager, which is not adopted'],
  [{}, 'Created by CreateImage(i-1)', 'ami', 'made by the making of an AMI, which is not adopted'],
  [{ 'aws:backup:source-resource': '' }, '', 'awsBackup', 'made by AWS Backup, which is not adopted'],
  [{ 'velero.io/backup': '' }, '', 'kubernetes', 'made by Kubernetes (CSI or Velero), which is not adopted'],
])('%p, %p is adopted by the setting %s alone', (tags, description, setting, reason) => {
  const question = { snapshot: { tags, description }, volumeTags: {} };
  expect(whyNotAdopted(question, { ...ALL, [setting]: false })).toBe(reason);
  expect(whyNotAdopted(question, { ...NONE, [setting]: true })).toBeUndefined();
});

test.each<[tags: Record<string, string>, adoption: Adoption, reason: string | undefined]>([
  [{ Name: 'by a person' }, NONE, undefined],
  [{ InspectorScan: '' }, ALL, 'made by another AWS service (tag InspectorScan), which is not adopted'],
  [
    { 'veeam:job': '1' },
    { ...ALL, exceptTags: ['veeam:job'] },
    'its tag veeam:job is one of adopt.exceptTags',
  ],
  [
    { 'veeam:job': '1' },
    { ...ALL, exceptTags: ['n2ws*', 'veeam:*'] },
    'its tag veeam:job is one of adopt.exceptTags',
  ],
  [{ 'Veeam:job': '1' }, { ...ALL, exceptTags: ['veeam:*'] }, undefined],
  [{ 'veeam:jobs': '1' }, { ...ALL, exceptTags: ['veeam:job'] }, undefined],
])('of what bears %p under %p: %p', (tags, adoption, reason) => {
  for (const volumeTags of [undefined, {}, tags])
    if (volumeTags !== tags || !('InspectorScan' in tags))
      expect(whyNotAdopted({ snapshot: { tags, description: '' }, volumeTags }, adoption)).toBe(reason);
});

test.each([
  ['velero.io/backup', true],
  ['CSIVolumeSnapshotName', true],
  ['GuardDutyScanId', true],
  ['AWSElasticDisasterRecoverySourceServerID', true],
  ['velero.io/pv', false],
  ['GuardDutyExcluded', false],
  ['Name', false],
])('that %s tells who made a snapshot is %p', (key, tells) => {
  expect(tellsOrigin(key)).toBe(tells);
});

test.each<[rule: string, adoption: unknown]>([
  ['an unknown feature', { ...NONE, veeam: true }],
  ['a missing one', { dlm: true, ami: false }],
  ['a word for a boolean', { ...NONE, dlm: 'yes' }],
  ['every tag excepted', { ...NONE, exceptTags: ['*'] }],
  ['a tag of ours excepted', { ...NONE, exceptTags: ['Snapshot-Keeper:hold'] }],
  ['an empty key excepted', { ...NONE, exceptTags: [''] }],
])('an adoption with %s is refused', (_rule, adoption) => {
  expect(Adoption.safeParse(adoption).success).toBe(false);
});
