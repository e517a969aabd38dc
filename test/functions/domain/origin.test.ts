import { Adoption, isAdopted, originOf, type Origin } from '../../../functions/domain/origin';

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
  ['a sentence about CreateImage', {}, 'Not Created by CreateImage(i-1)', 'other'],
])('%s', (_rule, tags, description, origin) => {
  expect(originOf({ tags, description })).toBe(origin);
});

test.each<[origin: Origin, adoption: Adoption, adopted: boolean]>([
  ['dlm', { dlm: true, ami: false, awsBackup: false, kubernetes: false }, true],
  ['dlm', { dlm: false, ami: true, awsBackup: true, kubernetes: false }, false],
  ['ami', { dlm: false, ami: true, awsBackup: false, kubernetes: false }, true],
  ['ami', { dlm: true, ami: false, awsBackup: true, kubernetes: false }, false],
  ['awsBackup', { dlm: false, ami: false, awsBackup: true, kubernetes: false }, true],
  ['awsBackup', { dlm: true, ami: true, awsBackup: false, kubernetes: false }, false],
  ['kubernetes', { dlm: false, ami: false, awsBackup: false, kubernetes: true }, true],
  ['kubernetes', { dlm: true, ami: true, awsBackup: true, kubernetes: false }, false],
  ['other', { dlm: false, ami: false, awsBackup: false, kubernetes: false }, true],
])('%s under %p: adopted is %p', (origin, adoption, adopted) => {
  expect(isAdopted(origin, adoption)).toBe(adopted);
});

test.each<[rule: string, adoption: unknown]>([
  ['an unknown feature', { dlm: true, ami: false, awsBackup: false, kubernetes: false, veeam: true }],
  ['a missing one', { dlm: true, ami: false }],
  ['a word for a boolean', { dlm: 'yes', ami: false, awsBackup: false, kubernetes: false }],
])('an adoption with %s is refused', (_rule, adoption) => {
  expect(Adoption.safeParse(adoption).success).toBe(false);
});
