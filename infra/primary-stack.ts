import type { Construct } from 'constructs';
import { PRIMARY_RATE } from '../functions/domain/start-rate';
import { FreezeDocument } from './constructs/freeze-document';
import { watchDelivery } from './constructs/watch-delivery';
import { watchFunctions } from './constructs/watch-functions';
import { addDashboard } from './dashboard/stack-dashboard';
import { MachineStack, type MachineStackProps } from './machine-stack';
import { Backup } from './machines/backup';
import { Restore } from './machines/restore';
import { SnapshotCreated } from './machines/snapshot-created';
import { SnapshotFailed } from './machines/snapshot-failed';
import { Sweep } from './machines/sweep';
import { scheduleRetentionOf } from './schedule-retention';
import { freezesBy, interrupts, makesImages, takesSnapshots } from './schedules-setting';
import { copyRetentionOf } from './settings';

/** The Region of the volumes: tags new snapshots, has them copied, and prunes. */
export class PrimaryStack extends MachineStack {
  constructor(scope: Construct, id: string, props: MachineStackProps) {
    const description = `Snapshot Keeper ${props.settings.deployment}: tags, copies and prunes the snapshots of this Region`;
    super(scope, id, { description, ...props }, PRIMARY_RATE);
    new SnapshotCreated(this);
    new SnapshotFailed(this);
    const { primary, dr, schedules } = props.settings;
    new Sweep(this, {
      retention: primary.retention,
      scheduleRetention: scheduleRetentionOf(props.settings),
      copyRetention: copyRetentionOf(dr),
      machines: {
        [primary.region]: [
          'snapshot-created',
          'snapshot-failed',
          ...(schedules.length > 0 ? ['backup'] : []),
        ],
        ...Object.fromEntries(dr.map(({ region }) => [region, ['snapshot-copied']])),
      },
      schedules: schedules.map(({ name }) => name),
    });
    if (takesSnapshots(props.settings)) new Backup(this);
    if (props.settings.freezeDocument || freezesBy(schedules).document) {
      const document = new FreezeDocument(this, 'FreezeDocument', props.settings);
      this.output('FreezeDocumentName', 'Freezes and thaws the file systems of an instance', document.ref);
    }
    new Restore(this, { hasImages: makesImages(props.settings), isInterrupting: interrupts(schedules) });
    watchFunctions(this, this.alerts);
    watchDelivery(this, this.alerts);
    addDashboard(this);
  }
}
