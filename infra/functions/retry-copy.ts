import type { Construct } from 'constructs';
import type { Settings } from '../settings';
import { copyEnvironment } from './copy-environment';
import { allowCopies } from './copy-rights';
import { NodeFunction } from '../constructs/node-function';

export type RetryCopyProps = {
  readonly settings: Pick<Settings, 'deployment' | 'primary' | 'timeZone'>;
  readonly destination: Pick<Settings['dr'][number], 'region' | 'key' | 'retention'>;
};

/** Starts a failed copy again, from the Region in which it failed. */
export class RetryCopy extends NodeFunction {
  constructor(scope: Construct, { settings, destination }: RetryCopyProps) {
    super(scope, 'RetryCopy', {
      settings,
      description: 'Starts a failed copy again',
      timeoutSeconds: 100,
      environment: copyEnvironment(settings, [destination]),
    });
    allowCopies(this, { settings, destinations: [destination] });
  }
}
