import { isVolumeId } from './ids';

/** A volume as EC2 shows it directly before it is deleted. */
export type ShownVolume = {
  readonly volumeId: string;
  readonly state: string;
  readonly attachments: number;
  readonly tags: Readonly<Record<string, string>>;
};

/**
 * Why a volume must not be deleted as one that a drill has made; undefined where nothing speaks against it. Asked directly before each DeleteVolume, on a read of its
 * own. `execution` is the name of the one that has made it. It shares nothing with what makes the volume, because what it is there for is that being wrong.
 */
export function guardDrillVolume(
  shown: ShownVolume | undefined,
  { volumeId, deployment, execution }: { volumeId: string; deployment: string; execution: string },
): string | undefined {
  if (shown === undefined) return 'EC2 does not show it';
  if (!isVolumeId(volumeId) || shown.volumeId !== volumeId)
    return `EC2 shows ${shown.volumeId}, not ${volumeId}`;
  if (deployment === '' || shown.tags['snapshot-keeper:restored-by'] !== deployment)
    return `nothing proves that ${deployment} has made it`;
  const madeBy = shown.tags['snapshot-keeper:drill'];
  if (execution === '' || madeBy !== execution)
    return madeBy === undefined ? 'no drill has made it' : `the drill ${madeBy} has made it`;
  if (shown.attachments > 0) return 'it is attached';
  // One in `error` holds nothing, and costs nothing either: EC2 removes it by itself.
  return shown.state === 'available' ? undefined : `its state is ${shown.state}`;
}
