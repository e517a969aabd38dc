import { call, type WrongInput } from './wrong-input';

const VOLUME = 'vol-0123456789abcdef0';
const KEY = 'arn:aws:kms:us-west-2:111122223333:key/01234567-89ab-cdef-0123-456789abcdef';

const DR = [{ region: 'us-west-2' }];
const SHARED = {
  'shared.json': { primary: ['us-east-1', 'eu-west-1'].map((region) => ({ region, dr: DR })) },
};

const ID =
  'restore: expected the id of a snapshot, a volume or an instance, such as snap-0123456789abcdef0, vol-0123456789abcdef0 or i-0123456789abcdef0, found';

/** Calls of `restore`, all refused before anything is asked of AWS. */
export const RESTORE_CALLS: readonly WrongInput[] = [
  call('restore', "error: missing required argument 'id'"),
  call("restore ''", `${ID} "".`),
  call('restore db-1', `${ID} "db-1".`),
  call('restore vol-*', `${ID} "vol-*".`),
  call('restore vol-ffffffff', `${ID} "vol-ffffffff".`),
  call('restore ami-0123456789abcdef0', `${ID} "ami-0123456789abcdef0".`),
  call(
    `restore ${VOLUME} vol-0123456789abcdef1`,
    "error: too many arguments for 'restore'. Expected 1 argument but got 2.",
  ),
  call(
    `restore ${VOLUME} --at monday`,
    '--at: expected a time in UTC or with an offset, such as 2026-03-01T00:00:00Z or 2026-03-01T02:00:00+02:00, found "monday".',
  ),
  call(
    'restore snap-0123456789abcdef0 --at 2026-03-01T00:00:00Z',
    '--at: expected the id of a volume or an instance with it, found snap-0123456789abcdef0, which is of one time already.',
  ),
  call(
    `restore ${VOLUME} --partly`,
    `--partly: expected the id of an instance with it, found ${VOLUME}, which has no parts.`,
  ),
  call(
    `restore ${VOLUME} --region eu-west-1`,
    '--region: expected a Region of the deployment snapshot-keeper, us-east-1 or us-west-2, found "eu-west-1".',
  ),
  call(
    `restore ${VOLUME} --settings shared.json`,
    'restore: expected --region, in which the new volume is to be: us-east-1 or us-west-2 or eu-west-1.',
    SHARED,
  ),
  call(
    `restore ${VOLUME} --region us-west-2 --settings shared.json`,
    '--of: expected the primary Region whose volume it is, since us-west-2 is of us-east-1 and eu-west-1, found none.',
    SHARED,
  ),
  call(
    `restore ${VOLUME} --region us-west-2 --of us-west-2 --settings shared.json`,
    '--of: expected the primary Region whose volume it is, since us-west-2 is of us-east-1 and eu-west-1, found "us-west-2".',
    SHARED,
  ),
  call(
    `restore ${VOLUME} --of us-east-1`,
    '--of: expected none, since us-east-1 is of us-east-1 alone, found "us-east-1".',
  ),
  call(
    `restore ${VOLUME} --zone us-west-2a`,
    '--zone: expected an Availability Zone of us-east-1, such as us-east-1a, found "us-west-2a".',
  ),
  call(
    `restore ${VOLUME} --zone us-east-1a --to i-0123456789abcdef0`,
    'restore: expected --zone or --to, whose zone it is then, found both.',
  ),
  call(
    `restore ${VOLUME} --to web-1`,
    '--to: expected the id of an instance, such as i-0123456789abcdef0, found "web-1".',
  ),
  call(
    `restore ${VOLUME} --device /dev/sdf`,
    '--device: expected --to too, the instance to which the volume is attached.',
  ),
  call(
    `restore ${VOLUME} --to i-0123456789abcdef0 --device sdf`,
    '--device: expected a device such as /dev/sdf or xvdf, found "sdf".',
  ),
  call(
    `restore ${VOLUME} --type gp4`,
    '--type: expected a type of volumes, gp2, gp3, io1, io2, st1, sc1, standard, found "gp4". Did you mean gp2?',
  ),
  call(`restore ${VOLUME} --iops many`, '--iops: expected a whole number from 100 to 256000, found "many".'),
  call(
    `restore ${VOLUME} --type gp3 --iops 100`,
    '--iops: expected a whole number from 3000 to 80000 for gp3, found "100".',
  ),
  call(
    `restore ${VOLUME} --type st1 --iops 3000`,
    '--iops: expected a --type with which it can be chosen, gp3 or io1 or io2, found "st1".',
  ),
  call(
    `restore ${VOLUME} --initialize 301`,
    '--initialize: expected a whole number from 100 to 300, found "301".',
  ),
  call(
    `restore ${VOLUME} --throughput 3000`,
    '--throughput: expected a whole number from 125 to 2000, found "3000".',
  ),
  call(
    `restore ${VOLUME} --type io2 --throughput 500`,
    '--throughput: expected a --type with which it can be chosen, gp3, found "io2".',
  ),
  call(
    `restore ${VOLUME} --key my-key`,
    '--key: expected the id of a KMS key, an alias such as alias/my-key, or the ARN of either, found "my-key".',
  ),
  call(
    `restore ${VOLUME} --key ${KEY}`,
    `--key: expected a key in us-east-1, since KMS keys are Regional, found "${KEY}".`,
  ),
];
