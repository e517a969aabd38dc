import { gzipSync } from 'node:zlib';
import {
  beside,
  copy,
  COPY,
  type Group,
  IMAGE,
  inventory,
  LOCK,
  snapshot,
  SNAPSHOT,
  tagged,
  volume,
  VOLUME,
} from './wrong-input';

const OTHER = { SnapshotId: 'snap-0123456789abcdef2', OwnerId: '999988887777' };

export const FILES: Group = {
  title: 'Files of an inventory',
  inputs: [
    inventory(
      'volumes.json',
      '',
      'volumes.json is not JSON: it is empty: what was to write it may have failed.',
      '(empty)',
    ),
    inventory(
      'volumes.json',
      '{"Volumes": [{"VolumeId": "vol-',
      'volumes.json is not JSON: line 1, column 32: it ends too early: a part of it is missing.',
    ),
    inventory(
      'volumes.json',
      '{"Volumes": [,]}',
      'volumes.json is not JSON: line 1, column 14: expected a value, found ",".',
    ),
    inventory(
      'volumes.json',
      '{"Volumes": [{"Size" 8}]}',
      'volumes.json is not JSON: line 1, column 22: expected a colon after a name, found "8".',
    ),
    inventory(
      'volumes.json',
      '{"Volumes": []}{"Volumes": []}',
      'volumes.json is not JSON: line 1, column 16: expected the end of the text, found "{".',
    ),
    inventory(
      'volumes.json',
      '{"Volumes": [],\n"Volumes": []}',
      'volumes.json is not JSON: line 2, column 1: Volumes stands twice.',
    ),
    inventory(
      'volumes.json',
      'VOLUMES\tus-east-1a',
      'volumes.json is not JSON: expected a value or a name in double quotes, found "VOLUMES". Call the AWS CLI with --output json.',
      'output of --output text',
    ),
    inventory(
      'volumes.json',
      '---\n|DescribeVolumes|',
      'volumes.json is not JSON: expected a value or a name in double quotes, found "---". Call the AWS CLI with --output json.',
      'output of --output table',
    ),
    inventory(
      'volumes.json',
      'Volumes:\n- Size: 8',
      'volumes.json is not JSON: expected a value or a name in double quotes, found "Volumes". Call the AWS CLI with --output json.',
      'output of --output yaml',
    ),
    inventory(
      'volumes.json',
      Buffer.from('\ufeff{"Volumes": []}', 'utf16le'),
      'volumes.json is not JSON: it is in UTF-16; save it as UTF-8.',
      'UTF-16, as PowerShell writes it',
    ),
    inventory(
      'volumes.json',
      gzipSync('{"Volumes": []}'),
      'volumes.json is not JSON: it is compressed (gzip); unpack it first.',
      'output of gzip',
    ),
    inventory(
      'volumes.json',
      Buffer.from('PK\u0003\u0004{"Volumes": [{'),
      'volumes.json is not JSON: it is a zip archive; unpack it first.',
      'a zip archive',
    ),
    inventory(
      'volumes.json',
      Buffer.from('{"Volumes": [{"Tags": "Größe"}]}', 'latin1'),
      'volumes.json is not JSON: line 1, column 14: it is not in UTF-8; save it as UTF-8.',
      'a letter in Latin-1',
    ),
    inventory(
      'volumes.json',
      'null',
      'volumes.json is not an inventory:\n' +
        '  expected the output of "aws ec2 describe-volumes" or "aws ec2 describe-snapshots", describe-images, describe-locked-snapshots or describe-instances: an object with Volumes, Snapshots, Images or Reservations, found null',
    ),
    inventory(
      'volumes.json',
      [VOLUME],
      'volumes.json is not an inventory:\n' +
        '  expected the output of "aws ec2 describe-volumes" or "aws ec2 describe-snapshots", describe-images, describe-locked-snapshots or describe-instances: an object with Volumes, Snapshots, Images or Reservations, found a list',
      'a list of volumes',
    ),
    inventory(
      'volumes.json',
      { KeyPairs: [] },
      'volumes.json is not an inventory:\n' +
        '  expected the output of "aws ec2 describe-volumes" or "aws ec2 describe-snapshots", describe-images, describe-locked-snapshots or describe-instances: an object with Volumes, Snapshots, Images or Reservations, found an object with KeyPairs',
    ),
    inventory(
      'volumes.json',
      { Volumes: {} },
      'volumes.json is not an inventory:\n' + '  Volumes: expected a list, found {}',
    ),
    inventory(
      'volumes.json',
      { Volumes: [] },
      'The inventory holds no volume. Add the output of "aws ec2 describe-volumes".',
    ),
    inventory(
      'volumes.json',
      { Volumes: [{ ...VOLUME, AvailabilityZone: 'eu-west-1a' }] },
      'The inventory holds no volume in us-east-1, the primary Region of the settings; its volumes are in eu-west-1.',
    ),
    inventory(
      'volumes.json',
      { Volumes: [null] },
      'volumes.json is not an inventory:\n' +
        '  Volumes, entry 1: expected an object with VolumeId, AvailabilityZone, Size and VolumeType, found null',
    ),
    inventory(
      'volumes.json',
      { Volumes: [VOLUME, VOLUME] },
      'vol-0123456789abcdef0 is in the inventory twice: both times in volumes.json.',
      'the same volume twice',
    ),
    inventory(
      'snapshots.json',
      { Snapshots: [SNAPSHOT], NextToken: 'eyJ' },
      'snapshots.json is not an inventory:\n' +
        '  NextToken: expected the whole list, and there is more after this page; call the command without --max-items, --max-results and --no-paginate, or put the entries of all pages into one file without NextToken',
      'one page of several',
    ),
    inventory(
      'snapshots.json',
      { Snapshots: [SNAPSHOT, { ...SNAPSHOT, ...OTHER }] },
      'The inventory holds snapshots of several accounts: 111122223333 (snap-0123456789abcdef0 in snapshots.json), 999988887777 (snap-0123456789abcdef2 in snapshots.json). Call describe-snapshots with --owner-ids self, and give files of one account.',
      'snapshots of two accounts',
    ),
    inventory(
      'copies.json',
      { Snapshots: [SNAPSHOT] },
      'snap-0123456789abcdef0 is in the inventory twice: in snapshots.json and in copies.json.',
      'a snapshot that snapshots.json has too',
    ),
    inventory(
      'copies.json',
      { Snapshots: [{ ...COPY, OwnerId: '999988887777' }] },
      'The inventory holds snapshots of several accounts: 111122223333 (snap-0123456789abcdef0 in snapshots.json), 999988887777 (snap-0123456789abcdef1 in copies.json). Call describe-snapshots with --owner-ids self, and give files of one account.',
      'a snapshot of another account',
    ),
    inventory(
      'snapshots.json',
      { Snapshots: Array.from({ length: 7 }, () => ({ ...SNAPSHOT, State: 'done' })) },
      'snapshots.json is not an inventory:\n' +
        '  Snapshots, entry 1 (snap-0123456789abcdef0), State: expected "pending", "completed", "error", "recoverable" or "recovering", found "done"\n' +
        '  Snapshots, entry 2 (snap-0123456789abcdef0), State: expected "pending", "completed", "error", "recoverable" or "recovering", found "done"\n' +
        '  Snapshots, entry 3 (snap-0123456789abcdef0), State: expected "pending", "completed", "error", "recoverable" or "recovering", found "done"\n' +
        '  Snapshots, entry 4 (snap-0123456789abcdef0), State: expected "pending", "completed", "error", "recoverable" or "recovering", found "done"\n' +
        '  Snapshots, entry 5 (snap-0123456789abcdef0), State: expected "pending", "completed", "error", "recoverable" or "recovering", found "done"\n' +
        '  and 2 more',
      'seven snapshots with {"State":"done"}',
    ),
  ],
};

export const ENTRIES: Group = {
  title: 'Entries of an inventory',
  inputs: [
    volume({ VolumeId: 'vol-1' }, ', VolumeId: expected an id such as vol-0123456789abcdef0, found "vol-1"'),
    volume({ VolumeId: 7 }, ', VolumeId: expected an id such as vol-0123456789abcdef0, found 7'),
    volume(
      { AvailabilityZone: 'us-east-1' },
      ' (vol-0123456789abcdef0), AvailabilityZone: expected a zone such as eu-west-1a, found "us-east-1"',
    ),
    volume(
      { AvailabilityZone: 'US-EAST-1A' },
      ' (vol-0123456789abcdef0), AvailabilityZone: expected a zone such as eu-west-1a, found "US-EAST-1A"',
    ),
    volume(
      { Size: -8 },
      ' (vol-0123456789abcdef0), Size: expected a whole number of GiB, 1 or more, found -8',
    ),
    volume({ Size: 0 }, ' (vol-0123456789abcdef0), Size: expected a whole number of GiB, 1 or more, found 0'),
    volume(
      { Size: 1.5 },
      ' (vol-0123456789abcdef0), Size: expected a whole number of GiB, 1 or more, found 1.5',
    ),
    volume(
      { Size: '8' },
      ' (vol-0123456789abcdef0), Size: expected a whole number of GiB, 1 or more, found "8"',
    ),
    volume(
      { Size: 1e300 },
      ' (vol-0123456789abcdef0), Size: expected a whole number of GiB, 1 or more, found 1e+300',
    ),
    volume(
      { Iops: -3000 },
      ' (vol-0123456789abcdef0), Iops: expected a whole number, 0 or more, found -3000',
    ),
    volume(
      { Throughput: '125' },
      ' (vol-0123456789abcdef0), Throughput: expected a whole number, 0 or more, found "125"',
    ),
    volume({ Encrypted: 'yes' }, ' (vol-0123456789abcdef0), Encrypted: expected true or false, found "yes"'),
    volume(
      { VolumeType: undefined },
      ' (vol-0123456789abcdef0), VolumeType: expected a text in double quotes, found nothing',
    ),
    volume(
      { CreateTime: '2026-03-01' },
      ' (vol-0123456789abcdef0), CreateTime: expected a time in UTC or with an offset, such as 2026-03-01T02:00:00Z, found "2026-03-01"',
    ),
    volume(
      { Attachments: {} },
      ' (vol-0123456789abcdef0), Attachments: expected a list of objects with some of InstanceId, Device, State, found {}',
    ),
    volume(
      { Tags: { Backup: 'yes' } },
      ' (vol-0123456789abcdef0), Tags: expected a list of objects with Key, found {"Backup":"yes"}',
    ),
    volume(
      { Tags: [{ Backup: 'yes' }] },
      ' (vol-0123456789abcdef0), Tags, entry 1, Key: expected a text in double quotes, found nothing',
    ),
    volume(
      { Tags: [{ Key: 'Backup', Value: true }] },
      ' (vol-0123456789abcdef0), Tags, entry 1, Value: expected a text in double quotes, found true',
    ),
    volume(
      { Tags: [{ Key: 'Backup' }, { Key: 'Backup' }] },
      ' (vol-0123456789abcdef0), Tags, entry 2, Key: expected each key once, found "Backup"',
    ),
    snapshot(
      { SnapshotId: 'snap-*' },
      ', SnapshotId: expected an id such as snap-0123456789abcdef0, found "snap-*"',
    ),
    snapshot(
      { VolumeId: 'data' },
      ' (snap-0123456789abcdef0), VolumeId: expected an id such as vol-0123456789abcdef0, found "data"',
    ),
    snapshot(
      { OwnerId: '' },
      ' (snap-0123456789abcdef0), OwnerId: expected an account of 12 digits, found ""',
    ),
    snapshot(
      { OwnerId: 111122223333 },
      ' (snap-0123456789abcdef0), OwnerId: expected an account of 12 digits in double quotes, found 111122223333',
    ),
    snapshot(
      { OwnerId: 'self' },
      ' (snap-0123456789abcdef0), OwnerId: expected an account of 12 digits, found "self"',
    ),
    snapshot(
      { VolumeSize: -8 },
      ' (snap-0123456789abcdef0), VolumeSize: expected a whole number of GiB, 1 or more, found -8',
    ),
    snapshot(
      { State: 'done' },
      ' (snap-0123456789abcdef0), State: expected "pending", "completed", "error", "recoverable" or "recovering", found "done"',
    ),
    snapshot(
      { StartTime: 'soon' },
      ' (snap-0123456789abcdef0), StartTime: expected a time in UTC or with an offset, such as 2026-03-01T02:00:00Z, found "soon"',
    ),
    snapshot(
      { StartTime: '2026-03-01 03:00:00' },
      ' (snap-0123456789abcdef0), StartTime: expected a time in UTC or with an offset, such as 2026-03-01T02:00:00Z, found "2026-03-01 03:00:00"',
    ),
    snapshot(
      { StartTime: '2026-03-01T03:00:00' },
      ' (snap-0123456789abcdef0), StartTime: expected a time in UTC or with an offset, such as 2026-03-01T02:00:00Z, found "2026-03-01T03:00:00"',
    ),
    snapshot(
      { StartTime: '2026-02-30T03:00:00Z' },
      ' (snap-0123456789abcdef0), StartTime: expected a time in UTC or with an offset, such as 2026-03-01T02:00:00Z, found "2026-02-30T03:00:00Z"',
    ),
    snapshot(
      { StartTime: '2026-03-01T25:00:00Z' },
      ' (snap-0123456789abcdef0), StartTime: expected a time in UTC or with an offset, such as 2026-03-01T02:00:00Z, found "2026-03-01T25:00:00Z"',
    ),
    snapshot(
      { StartTime: '0001-01-01T00:00:00Z' },
      ' (snap-0123456789abcdef0), StartTime: expected a year from 1970 to 2999, found "0001-01-01T00:00:00Z"',
    ),
    snapshot(
      { StartTime: 1772323200 },
      ' (snap-0123456789abcdef0), StartTime: expected a time in UTC or with an offset, such as 2026-03-01T02:00:00Z, found 1772323200',
    ),
    snapshot(
      { StartTime: undefined },
      ' (snap-0123456789abcdef0), StartTime: expected a time in UTC or with an offset, such as 2026-03-01T02:00:00Z, found nothing',
    ),
    snapshot(
      { CompletionTime: 'never' },
      ' (snap-0123456789abcdef0), CompletionTime: expected a time in UTC or with an offset, such as 2026-03-01T02:00:00Z, found "never"',
    ),
    snapshot(
      { Description: 5 },
      ' (snap-0123456789abcdef0), Description: expected a text in double quotes, found 5',
    ),
    snapshot(
      { KmsKeyId: 'arn:aws:kms:us-west-2:111122223333:key/1' },
      ' (snap-0123456789abcdef0), KmsKeyId: expected a key in us-east-1, for which the file is given (REGION=FILE says of which Region a file is), found "arn:aws:kms:us-west-2:111122223333:key/1"',
    ),
    snapshot(
      { AvailabilityZone: 'us-west-2-lax-1a' },
      ' (snap-0123456789abcdef0), AvailabilityZone: expected a zone of us-east-1, for which the file is given (REGION=FILE says of which Region a file is), found "us-west-2-lax-1a"',
    ),
    snapshot(
      { OutpostArn: 'arn:aws:outposts:us-west-2:111122223333:outpost/op-1' },
      ' (snap-0123456789abcdef0), OutpostArn: expected an Outpost of us-east-1, for which the file is given (REGION=FILE says of which Region a file is), found "arn:aws:outposts:us-west-2:111122223333:outpost/op-1"',
    ),
    copy(
      { KmsKeyId: 'arn:aws:kms:us-east-1:111122223333:key/1' },
      ' (snap-0123456789abcdef1), KmsKeyId: expected a key in us-west-2, for which the file is given (REGION=FILE says of which Region a file is), found "arn:aws:kms:us-east-1:111122223333:key/1"',
    ),
    beside(
      'images.json',
      { Images: [{ ImageId: 'x' }] },
      'images.json is not an inventory:\n' +
        '  Images, entry 1, ImageId: expected an id such as ami-0123456789abcdef0, found "x"',
    ),
    beside(
      'images.json',
      { Images: [{ ...IMAGE, BlockDeviceMappings: [{ Ebs: { SnapshotId: 'snap-1' } }] }] },
      'images.json is not an inventory:\n' +
        '  Images, entry 1 (ami-0123456789abcdef0), BlockDeviceMappings, entry 1, Ebs.SnapshotId: expected an id such as snap-0123456789abcdef0, found "snap-1"',
      'an AMI of snap-1',
    ),
    beside(
      'us-west-2=other.json',
      { Snapshots: [{ ...SNAPSHOT, SnapshotId: 'snap-0123456789abcdef5' }] },
      'other.json is given for us-west-2 and has snap-0123456789abcdef5 of vol-0123456789abcdef0, which volumes.json has in us-east-1: a snapshot is in the Region of its volume, and a copy shows no volume. The file is of another Region (REGION=FILE says of which).',
      'snapshots of a volume in us-east-1',
    ),
    beside(
      'images.json',
      { Images: [IMAGE, IMAGE] },
      'ami-0123456789abcdef0 is in the inventory twice: both times in images.json.',
    ),
    beside(
      'us-west-2=images.json',
      { Images: [IMAGE] },
      'images.json is given for us-west-2 and names snap-0123456789abcdef0, which snapshots.json has in us-east-1: one of them is of another Region (REGION=FILE says of which).',
      'an AMI of a snapshot in us-east-1',
    ),
    beside(
      'instances.json',
      { Reservations: [{ Instances: [{ InstanceId: 'web-1' }] }] },
      'instances.json is not an inventory:\n' +
        '  Reservations, entry 1, Instances, entry 1, InstanceId: expected an id such as i-0123456789abcdef0, found "web-1"',
    ),
    beside(
      'instances.json',
      { Reservations: [{}] },
      'instances.json is not an inventory:\n' +
        '  Reservations, entry 1, Instances: expected a list of objects with InstanceId, found nothing',
    ),
    beside(
      'instances.json',
      {
        Reservations: [
          {
            Instances: [{ InstanceId: 'i-0123456789abcdef0', Placement: { AvailabilityZone: 'us-west-2a' } }],
          },
        ],
      },
      'instances.json is not an inventory:\n' +
        '  Reservations, entry 1, Instances, entry 1 (i-0123456789abcdef0), Placement.AvailabilityZone: expected a zone of us-east-1, for which the file is given (REGION=FILE says of which Region a file is), found "us-west-2a"',
      'an instance in us-west-2',
    ),
    beside(
      'instances.json',
      {
        Reservations: [
          { Instances: [{ InstanceId: 'i-0123456789abcdef0' }, { InstanceId: 'i-0123456789abcdef0' }] },
        ],
      },
      'i-0123456789abcdef0 is in the inventory twice: both times in instances.json.',
      'the same instance twice',
    ),
    beside(
      'locks.json',
      { Snapshots: [{ ...LOCK, LockState: 'shut' }] },
      'locks.json is not an inventory:\n' +
        '  Snapshots, entry 1 (snap-0123456789abcdef0), LockState: expected "compliance", "governance", "compliance-cooloff" or "expired", found "shut"',
    ),
    beside(
      'locks.json',
      { Snapshots: [{ ...LOCK, LockExpiresOn: 'never' }] },
      'locks.json is not an inventory:\n' +
        '  Snapshots, entry 1 (snap-0123456789abcdef0), LockExpiresOn: expected a time in UTC or with an offset, such as 2026-03-01T02:00:00Z, found "never"',
    ),
    beside(
      'us-west-2=locks.json',
      { Snapshots: [LOCK] },
      'locks.json is given for us-west-2 and names snap-0123456789abcdef0, which snapshots.json has in us-east-1: one of them is of another Region (REGION=FILE says of which).',
      'a lock of a snapshot in us-east-1',
    ),
  ],
};

export const TAGS: Group = {
  title: 'Tags',
  inputs: [
    tagged(
      'snapshot-keeper:retain',
      'forever',
      'The tag snapshot-keeper:retain has the value "forever". Allowed is a count such as "7" (keep the last 7) or counts with units such as "7d 4w 12m" (7 daily, 4 weekly, 12 monthly), each from 1 to 1000.',
    ),
    tagged(
      'snapshot-keeper:retain',
      '0',
      'The tag snapshot-keeper:retain has the value "0". Allowed is a count such as "7" (keep the last 7) or counts with units such as "7d 4w 12m" (7 daily, 4 weekly, 12 monthly), each from 1 to 1000.',
    ),
    tagged(
      'snapshot-keeper:retain',
      '7d 4d',
      'The tag snapshot-keeper:retain has the value "7d 4d". Allowed is a count such as "7" (keep the last 7) or counts with units such as "7d 4w 12m" (7 daily, 4 weekly, 12 monthly), each from 1 to 1000.',
    ),
    tagged(
      'snapshot-keeper:retain',
      '',
      'The tag snapshot-keeper:retain has the value "". Allowed is a count such as "7" (keep the last 7) or counts with units such as "7d 4w 12m" (7 daily, 4 weekly, 12 monthly), each from 1 to 1000.',
    ),
    tagged(
      'snapshot-keeper:target',
      '26',
      'The tag snapshot-keeper:target has the value "26". Allowed are hours or days such as "26h" or "7d", up to 10000 hours; 26 h count instead.',
    ),
    tagged(
      'snapshot-keeper:target',
      '0h',
      'The tag snapshot-keeper:target has the value "0h". Allowed are hours or days such as "26h" or "7d", up to 10000 hours; 26 h count instead.',
    ),
    tagged(
      'snapshot-keeper:target',
      '10001h',
      'The tag snapshot-keeper:target has the value "10001h". Allowed are hours or days such as "26h" or "7d", up to 10000 hours; 26 h count instead.',
    ),
    tagged(
      'snapshot-keeper:Retain',
      '7',
      'The volume bears the tag "snapshot-keeper:Retain=7", which means nothing on a volume. Allowed there are snapshot-keeper:retain, snapshot-keeper:dr-retain, snapshot-keeper:target and snapshot-keeper:opt-out; snapshot-keeper:hold is for snapshots.',
    ),
    tagged(
      'snapshot-keeper:retention',
      '7',
      'The volume bears the tag "snapshot-keeper:retention=7", which means nothing on a volume. Allowed there are snapshot-keeper:retain, snapshot-keeper:dr-retain, snapshot-keeper:target and snapshot-keeper:opt-out; snapshot-keeper:hold is for snapshots.',
    ),
    tagged(
      'snapshot-keeper:hold',
      'until May',
      'The volume bears the tag "snapshot-keeper:hold=until May", which means nothing on a volume. Allowed there are snapshot-keeper:retain, snapshot-keeper:dr-retain, snapshot-keeper:target and snapshot-keeper:opt-out; snapshot-keeper:hold is for snapshots.',
    ),
  ],
};
