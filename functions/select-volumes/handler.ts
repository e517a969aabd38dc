/**
 * Says whether the volume of a failed snapshot is one that we protect, so that nobody is woken for others.
 *
 * Called by: snapshot-failed / SelectVolumes.
 * Late or repeated call: reads only.
 * Fails: ServiceBusy or AccessDenied; InvalidInput where the snapshot is not of that volume, or the execution has another one's name;
 * ScopeUnsettled while EC2 does not show the volume as a selected one, which the machine looks at again, for more than ten minutes. A
 * volume that is gone then counts as protected: in doubt, a person is told.
 */
import * as z from 'zod';
import { snapshotsIn, type Snapshots } from '../aws/snapshots';
import { volumesIn, type Volumes } from '../aws/volumes';
import { SelectVolumesEnvironment } from '../domain/environment';
import { ScopeUnsettled } from '../domain/errors';
import { refuseNameOfAnother } from '../domain/execution-name';
import { isVolumeId, SnapshotId, VolumeOrPlaceholderId } from '../domain/ids';
import { refuseOtherVolume } from '../domain/other-volume';
import { isSelected, type Selection } from '../domain/selection';
import { isSettled } from '../domain/settled';
import { awsRuntime } from '../runtime/aws-runtime';
import { ec2Clients } from '../runtime/ec2-clients';
import { lambda } from '../runtime/lambda';

const Input = z.object({
  /** Executions of the release before do not say it. */
  snapshotId: SnapshotId.optional(),
  volumeId: VolumeOrPlaceholderId,
  /** When the machine entered the step, before its first attempt. */
  enteredAt: z.iso.datetime().optional(),
  executionName: z.string().optional(),
});

export type Deps = {
  readonly snapshots: Pick<Snapshots, 'byId'>;
  readonly volumes: Pick<Volumes, 'byId'>;
  readonly selection: Selection;
  readonly now: () => Date;
};

export const selectVolumes =
  ({ snapshots, volumes, selection, now }: Deps) =>
  async (input: z.output<typeof Input>): Promise<{ readonly selected: boolean }> => {
    const { snapshotId, volumeId, enteredAt, executionName } = input;
    if (snapshotId !== undefined) {
      refuseNameOfAnother(executionName, snapshotId);
      refuseOtherVolume(await snapshots.byId(snapshotId), volumeId);
    }
    if (!isVolumeId(volumeId)) return { selected: false };
    const volume = await volumes.byId(volumeId);
    if (volume !== undefined && isSelected(volume.tags, selection)) return { selected: true };
    if (!isSettled(enteredAt, now()))
      throw new ScopeUnsettled(`${volumeId}: ${volume === undefined ? 'not shown' : 'not selected'}`);
    return { selected: volume === undefined };
  };

export const handler = lambda(awsRuntime({ ec2: ec2Clients }), {
  input: Input,
  environment: SelectVolumesEnvironment,
  deps: ({ clients, region, now }, environment) => ({
    snapshots: snapshotsIn(clients.ec2(region)),
    volumes: volumesIn(clients.ec2(region)),
    selection: environment.SELECTION,
    now,
  }),
  run: selectVolumes,
});
