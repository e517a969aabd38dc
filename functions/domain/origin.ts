import * as z from 'zod';
import type { Tags } from './tags';

/** Whether snapshots that another AWS feature made are adopted. Snapshots by people and scripts always are. */
export const Adoption = z.strictObject({
  dlm: z.boolean(),
  ami: z.boolean(),
  awsBackup: z.boolean(),
  kubernetes: z.boolean(),
});

export type Adoption = z.infer<typeof Adoption>;

export type Origin = 'dlm' | 'ami' | 'awsBackup' | 'kubernetes' | 'other';

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
const OF_KUBERNETES = /^(?:CSIVolumeSnapshotName|velero\.io\/backup)$/;

/**
 * What made a snapshot. AWS Backup and DLM mark theirs with `aws:` tags, which nobody else can write; the making of an AMI
 * leaves only a description. A snapshot that DLM made with an AMI belongs to that AMI. Controllers of Kubernetes own what they make, and
 * delete it by their own rules; anybody can write their tags, and what follows is that a snapshot is left alone.
 */
export function originOf(snapshot: { readonly tags: Tags; readonly description: string }): Origin {
  const keys = Object.keys(snapshot.tags);
  if (keys.some((key) => key.startsWith('aws:backup:'))) return 'awsBackup';
  if (OF_AN_AMI.test(snapshot.description)) return 'ami';
  if (keys.some((key) => key.startsWith('aws:dlm:'))) return 'dlm';
  if (keys.some((key) => OF_KUBERNETES.test(key))) return 'kubernetes';
  return 'other';
}

export const isAdopted = (origin: Origin, adoption: Adoption): boolean =>
  origin === 'other' || adoption[origin];
