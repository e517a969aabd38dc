import { codeOf, isRefusal, messageOf } from '../aws/aws-errors';
import type { Volumes } from '../aws/volumes';
import { writeDrillMark, type DrillMark } from '../domain/drill-mark';
import { AccessDenied } from '../domain/errors';
import { drilledTag } from '../domain/tags';

/** Writes on a volume how the drill of its copy in `region` ended, where it is still there. Answers with why EC2 refuses that; throws what passes by itself. */
export async function markDrilled(
  volumes: Pick<Volumes, 'tag'>,
  { volumeId, region }: { readonly volumeId: string; readonly region: string },
  mark: DrillMark,
): Promise<string | undefined> {
  try {
    await volumes.tag(volumeId, { [drilledTag(region)]: writeDrillMark(mark) });
    return undefined;
  } catch (error) {
    if (!(error instanceof AccessDenied) && !isRefusal(error)) throw error;
    // What the drill has shown must not be lost with it, as of a volume that has as many tags as EC2 allows.
    return `how it has ended cannot be written on ${volumeId}, ${codeOf(error)}: ${messageOf(error)}`;
  }
}
