import * as z from 'zod';
import { isNamed, TagKey, type TagKeys } from './tag-keys';
import type { Snapshot } from './snapshot';
import { hasOurPrefix, type Tags } from './tags';

const OTHERS = 'expected a key that does not begin with "snapshot-keeper:" and is not "*" alone';

/** Tags of which one is enough for a snapshot not to be adopted. */
export const ExceptTags = z.array(TagKey.refine((key) => key !== '*' && !hasOurPrefix(key), OTHERS));

/** Whether snapshots that another AWS feature made are adopted. Snapshots by people and scripts are, but for `exceptTags`. */
export const Adoption = z.strictObject({
  dlm: z.boolean(),
  ami: z.boolean(),
  awsBackup: z.boolean(),
  kubernetes: z.boolean(),
  exceptTags: ExceptTags,
});

export type Adoption = z.infer<typeof Adoption>;

const FROM = 'expected "deployment", "all" or a time in UTC such as "2026-11-01T00:00:00Z"';

/**
 * From when on a sweep adopts snapshots that no event has told of: since the deployment's stack was created, all that there are, or since
 * a time.
 */
export const AdoptFrom = z
  .string(FROM)
  .refine((from) => from === 'deployment' || from === 'all' || isTime(from), FROM);

const isTime = (text: string): boolean => z.iso.datetime().safeParse(text).success;

/** `service`: another service of AWS, which takes snapshots for its own ends and deletes them by itself. */
export type Origin = 'dlm' | 'ami' | 'awsBackup' | 'kubernetes' | 'service' | 'other';

/**
 * Descriptions of the snapshots of an AMI, by CreateImage, CopyImage and RegisterImage from S3 or by VM Import:
 * "Created by CreateImage(i-…) for ami-…", "Copied for DestinationAmi ami-… from SourceAmi ami-… …",
 * "Created by AWS-VMImport service for import-ami-…", "Auto-created snapshot for AMI …".
 */
const OF_AN_AMI =
  /^(?:Created by CreateImage\(|Copied for DestinationAmi ami-|Created by AWS-VMImport service for import-ami-|Auto-created snapshot for AMI )/;

/**
 * On snapshots alone: by the EBS CSI driver (its docs/tagging.md), and by Velero's plugin for AWS. What a volume of Kubernetes bears may
 * be on any snapshot of it, since many tools copy a volume's tags.
 */
const OF_KUBERNETES: TagKeys = ['CSIVolumeSnapshotName', 'velero.io/backup'];

/** On the snapshots of one scan: of GuardDuty Malware Protection, and of an agentless one of Inspector (the policies of their roles). */
const OF_A_SCAN: TagKeys = ['GuardDutyScanId', 'InspectorScan'];

/** On all that belongs to a service, volumes too: Elastic Disaster Recovery, and Application Migration Service (as above). */
const OF_A_REPLICATION: TagKeys = ['AWSElasticDisasterRecovery*', 'AWSApplicationMigrationService*'];

/** Whether a tag tells who made a snapshot, and may let its maker delete it. */
export const tellsOrigin = (key: string): boolean =>
  isNamed([...OF_KUBERNETES, ...OF_A_SCAN, ...OF_A_REPLICATION], key);

type Question = {
  readonly snapshot: Pick<Snapshot, 'tags' | 'description' | 'image'>;
  /** Those of the volume; undefined where EC2 does not show it. */
  readonly volumeTags: Tags | undefined;
};

/**
 * What made a snapshot. AWS Backup and DLM mark theirs with `aws:` tags, which nobody else can write; the making of an AMI
 * leaves only a description; what an AMI of this deployment holds, a schedule of ours has taken. A snapshot that DLM made with an AMI belongs to that AMI. Controllers of Kubernetes and other services own
 * what they make, and delete it by their own rules; anybody can write their tags, and what follows is that a snapshot is left alone.
 *
 * Where the volume bears the same tag with the same value, a tool may have copied it: Velero leaves its own on a volume that it restores,
 * and a later snapshot of its own has another value. It then says nothing, except of those who mark their volumes as well.
 */
export const originOf = (question: Question): Origin => judged(question).origin;

/** The same, with the tag that tells it. */
function judged({ snapshot, volumeTags = {} }: Question): { readonly origin: Origin; readonly tag?: string } {
  const { tags, description, image } = snapshot;
  const keys = Object.keys(tags);
  if (keys.some((key) => key.startsWith('aws:backup:'))) return { origin: 'awsBackup' };
  const isOurs = image?.name !== undefined;
  if (!isOurs && OF_AN_AMI.test(description)) return { origin: 'ami' };
  if (keys.some((key) => key.startsWith('aws:dlm:'))) return { origin: 'dlm' };
  const own = keys.filter((key) => !Object.hasOwn(volumeTags, key) || volumeTags[key] !== tags[key]);
  if (own.some((key) => isNamed(OF_KUBERNETES, key))) return { origin: 'kubernetes' };
  const tag =
    keys.find((key) => isNamed(OF_A_REPLICATION, key)) ?? own.find((key) => isNamed(OF_A_SCAN, key));
  return tag === undefined ? { origin: 'other' } : { origin: 'service', tag };
}

const NAMES = {
  dlm: 'Data Lifecycle Manager',
  ami: 'the making of an AMI',
  awsBackup: 'AWS Backup',
  kubernetes: 'Kubernetes (CSI or Velero)',
  service: 'another AWS service',
} as const;

/** Why a snapshot is not adopted for what made it or what it bears, in words; undefined where it is. */
export function whyNotAdopted(question: Question, adoption: Adoption): string | undefined {
  const excepted = Object.keys(question.snapshot.tags).find((key) => isNamed(adoption.exceptTags, key));
  if (excepted !== undefined) return `its tag ${excepted} is one of adopt.exceptTags`;
  const { origin, tag } = judged(question);
  if (origin === 'other' || (origin !== 'service' && adoption[origin])) return undefined;
  return `made by ${NAMES[origin]}${tag === undefined ? '' : ` (tag ${tag})`}, which is not adopted`;
}
