import { RemovalPolicy } from 'aws-cdk-lib';
import { Key } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import { drRate } from '../functions/domain/start-rate';
import { watchDelivery } from './constructs/watch-delivery';
import { watchFunctions } from './constructs/watch-functions';
import { newKeyAlias } from './copy-key-name';
import { addDashboard } from './dashboard/stack-dashboard';
import { MachineStack, type MachineStackProps } from './machine-stack';
import { CopyFailed } from './machines/copy-failed';
import { Drill } from './machines/drill';
import { Restore } from './machines/restore';
import { SnapshotCopied } from './machines/snapshot-copied';
import { Sweep } from './machines/sweep';
import type { Settings } from './settings';

export type DrStackProps = MachineStackProps & {
  /** The one of `settings.dr` that this stack is for. */
  readonly destination: Settings['dr'][number];
};

/** One DR Region of one primary: confirms the copies that arrive from there, prunes them, and starts failed ones again. */
export class DrStack extends MachineStack {
  constructor(scope: Construct, id: string, { destination, ...props }: DrStackProps) {
    const { deployment, primary, dr } = props.settings;
    const description = `Snapshot Keeper ${deployment}: keeps the copies of the snapshots of ${primary.region}`;
    super(scope, id, { description, ...props }, drRate(dr.length));
    if (destination.key === 'new') this.#key();
    new SnapshotCopied(this, destination);
    new CopyFailed(this, destination);
    new Sweep(this, {
      retention: destination.retention,
      scheduleRetention: {},
      copyRetention: {},
      machines: { [destination.region]: ['snapshot-copied', 'copy-failed'] },
      schedules: [],
    });
    new Restore(this, { hasImages: false, isInterrupting: false });
    const { drill } = props.settings;
    if (drill !== undefined) new Drill(this, drill);
    watchFunctions(this, this.alerts);
    watchDelivery(this, this.alerts);
    addDashboard(this);
  }

  /** Stays when the stack goes: without it the copies cannot be read. A first deploy that fails takes it along, so that it can be repeated. */
  #key(): void {
    const { deployment, primary } = this.settings;
    new Key(this, 'CopyKey', {
      description: `Encrypts the copies that Snapshot Keeper ${deployment} makes of snapshots of ${primary.region}`,
      alias: newKeyAlias(this.settings),
      enableKeyRotation: true,
      removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    });
  }
}
