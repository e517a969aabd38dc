import * as z from 'zod';
import { arnOf } from '../../functions/domain/arn';
import { timeInstead } from '../flags/time';

/** A zone, or a Local Zone such as us-east-1-bos-1a; the first group is the Region. */
const ZONE = /^([a-z]{2}(?:-[a-z]+)+?-[0-9]+)(?:[a-z]|-[a-z0-9-]+)$/;

/** The Region of a zone; undefined where it is none. */
export const regionOfZone = (zone: string): string | undefined => ZONE.exec(zone)?.[1];

const TIME_EXAMPLE = '2026-03-01T02:00:00Z';
const time = z
  .string({ error: ({ input }) => timeInstead(String(input), TIME_EXAMPLE) })
  .refine((text) => timeInstead(text, TIME_EXAMPLE) === undefined, {
    error: ({ input }) => timeInstead(String(input), TIME_EXAMPLE),
  })
  .transform((text) => new Date(text));

const id = (pattern: RegExp, prefix: string) => {
  const message = `expected an id such as ${prefix}-0123456789abcdef0`;
  return z.string(message).regex(pattern, message);
};
const SnapshotId = id(/^snap-([0-9a-f]{8}|[0-9a-f]{17})$/, 'snap');

const GIB = 'expected a whole number of GiB, 1 or more';
const gib = z.int(GIB).min(1, GIB);
const RATE = 'expected a whole number, 0 or more';
const rate = z.int(RATE).min(0, RATE);

const BYTES = 'expected a whole number of bytes, 0 or more';
const bytes = z.int(BYTES).min(0, BYTES);

const Tags = z
  .array(z.object({ Key: z.string(), Value: z.string().default('') }))
  .superRefine((tags, context) => {
    const keys = new Set<string>();
    for (const [index, { Key }] of tags.entries()) {
      if (keys.has(Key))
        context.addIssue({ code: 'custom', path: [index, 'Key'], message: 'expected each key once' });
      keys.add(Key);
    }
  })
  .default([]);

/** A text that names its Region, which is that of the file. */
const ofRegion = (region: string | undefined, what: string, regionOf: (text: string) => string | undefined) =>
  z.string().refine((text) => {
    const named = regionOf(text);
    return region === undefined || named === undefined || named === '' || named === region;
  }, `expected ${what} ${region}, for which the file is given (REGION=FILE says of which Region a file is)`);

const key = (region: string) => ofRegion(region, 'a key in', (text) => arnOf(text).region);
const outpost = (region: string) => ofRegion(region, 'an Outpost of', (text) => arnOf(text).region);

/** `region` is that for which the file is given, undefined where none is said. */
export const volumeEntry = (region: string | undefined) =>
  z.looseObject({
    VolumeId: id(/^vol-([0-9a-f]{8}|[0-9a-f]{17})$/, 'vol'),
    AvailabilityZone: ofRegion(region, 'a zone of', regionOfZone).refine(
      (zone) => regionOfZone(zone) !== undefined,
      'expected a zone such as eu-west-1a',
    ),
    Size: gib,
    VolumeType: z.string(),
    CreateTime: time.optional(),
    Iops: rate.optional(),
    Throughput: rate.optional(),
    Encrypted: z.boolean().optional(),
    KmsKeyId: z.string().optional(),
    OutpostArn: z.string().optional(),
    State: z.string().optional(),
    Attachments: z
      .array(
        z.looseObject({
          InstanceId: z.string().optional(),
          Device: z.string().optional(),
          State: z.string().optional(),
        }),
      )
      .optional(),
    Tags,
  });

/** What is read of a snapshot, and nothing else: a large account has a hundred thousand, and all are held at once. */
export const snapshotEntry = (region: string) =>
  z.object({
    SnapshotId,
    VolumeId: id(/^vol-[0-9a-f]{4,17}$/, 'vol'),
    OwnerId: z
      .string('expected an account of 12 digits in double quotes')
      .regex(/^[0-9]{12}$/, 'expected an account of 12 digits')
      .optional(),
    VolumeSize: gib,
    State: z.enum(['pending', 'completed', 'error', 'recoverable', 'recovering']),
    StartTime: time,
    CompletionTime: time.optional(),
    RestoreExpiryTime: time.optional(),
    Description: z.string().optional(),
    StateMessage: z.string().optional(),
    Encrypted: z.boolean().optional(),
    KmsKeyId: key(region).optional(),
    DataEncryptionKeyId: z.string().optional(),
    AvailabilityZone: ofRegion(region, 'a zone of', regionOfZone).optional(),
    OutpostArn: outpost(region).optional(),
    StorageTier: z.string().optional(),
    FullSnapshotSizeInBytes: bytes.optional(),
    TransferType: z.string().optional(),
    Tags,
  });

export const ImageEntry = z.looseObject({
  ImageId: id(/^ami-[0-9a-f]+$/, 'ami'),
  Name: z.string().optional(),
  Description: z.string().optional(),
  CreationDate: z.string().optional(),
  Tags,
  BlockDeviceMappings: z
    .array(z.looseObject({ Ebs: z.looseObject({ SnapshotId: SnapshotId.optional() }).optional() }))
    .default([]),
});

export const LockEntry = z.looseObject({
  SnapshotId,
  LockState: z.enum(['compliance', 'governance', 'compliance-cooloff', 'expired']),
  LockExpiresOn: time.optional(),
  LockCreatedOn: time.optional(),
});

/** Of an instance nothing but its tags is read. */
export const reservationEntry = (region: string) =>
  z.looseObject({
    Instances: z.array(
      z.object({
        InstanceId: id(/^i-([0-9a-f]{8}|[0-9a-f]{17})$/, 'i'),
        Placement: z
          .object({ AvailabilityZone: ofRegion(region, 'a zone of', regionOfZone).optional() })
          .optional(),
        Tags,
      }),
    ),
  });
