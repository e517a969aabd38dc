import * as z from 'zod';
import type { Tags } from './tags';

/** Whether snapshots that another AWS feature made are adopted. Snapshots by people and scripts always are. */
export const Adoption = z.strictObject({
  dlm: z.boolean(),
  ami: z.boolean(),
  awsBackup: z.boolean(),
});

export type Adoption = z.infer<typeof Adoption>;

export type Origin = 'dlm' | 'ami' | 'awsBackup' | 'other';

/**
 * What made a snapshot. AWS Backup and DLM mark theirs with `aws:` tags, which nobody else can write; creating an AMI
 * leaves only a description, "Created by CreateImage(i-…) for ami-…".
 */
export function originOf(snapshot: { readonly tags: Tags; readonly description: string }): Origin {
  const keys = Object.keys(snapshot.tags);
  if (keys.some((key) => key.startsWith('aws:backup:'))) return 'awsBackup';
  if (keys.some((key) => key.startsWith('aws:dlm:'))) return 'dlm';
  if (/^Created by CreateImage\(/.test(snapshot.description)) return 'ami';
  return 'other';
}

export const isAdopted = (origin: Origin, adoption: Adoption): boolean =>
  origin === 'other' || adoption[origin];
