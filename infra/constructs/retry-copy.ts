import type { Construct } from 'constructs';
import type { CopySnapshotEnvironment, Variables } from '../../functions/domain/environment';
import type { Settings } from '../settings';
import { kmsKeyId } from './copy-key';
import { allowCopies } from './copy-rights';
import { NodeFunction } from './node-function';

export type RetryCopyProps = {
  readonly settings: Pick<Settings, 'deployment' | 'primary'>;
  readonly destination: Pick<Settings['dr'][number], 'region' | 'key'>;
};

/** Starts a failed copy again, from the Region in which it failed. */
export class RetryCopy extends NodeFunction {
  constructor(scope: Construct, { settings, destination }: RetryCopyProps) {
    const { deployment, primary } = settings;
    super(scope, 'RetryCopy', {
      description: 'Starts a failed copy again',
      timeoutSeconds: 100,
      environment: {
        DEPLOYMENT: deployment,
        PRIMARY_REGION: primary.region,
        KMS_KEYS: JSON.stringify({ [destination.region]: kmsKeyId(deployment, destination.key) }),
      } satisfies Variables<typeof CopySnapshotEnvironment>,
    });
    allowCopies(this, { deployment, primaryRegion: primary.region, destinations: [destination] });
  }
}
