import { readCopyDescription } from '../../functions/domain/copy-description';
import { isVolumeId } from '../../functions/domain/ids';
import { isAdoptedBy } from '../../functions/domain/recognise';
import { isTaggedBy, type Snapshot } from '../../functions/domain/snapshot';
import { confirmedCopy, holdOf, TAG } from '../../functions/domain/tags';
import type { Deployment } from '../../infra/settings';
import type { Moment } from './moment';

/**
 * What EC2 shows of a snapshot or a copy in one Region of a primary one, in words. Another primary Region of the deployment, which may be asked
 * of the same snapshot, says the same of it.
 */
export function ec2Moments(snapshot: Snapshot, region: string, deployment: Deployment): Moment[] {
  // EC2 names a volume of everything but copies.
  const isSource = isVolumeId(snapshot.volumeId);
  const moment = (what: string, at?: string): Moment => ({ ...(at && { at }), region, from: 'EC2', what });
  const { startedAt, completedAt } = snapshot;
  return [
    moment(originOf(snapshot), startedAt),
    ...(completedAt === undefined ? [] : [moment('completed', completedAt)]),
    ...[
      stateOf(snapshot),
      ownerOf(snapshot, deployment, isSource),
      ...(isSource && region === deployment.primary.region ? confirmationsOf(snapshot, deployment) : []),
      ...wishesOf(snapshot),
    ].map((what) => moment(what)),
  ];
}

function originOf({ description, volumeId, sizeGib }: Snapshot): string {
  const witness = readCopyDescription(description);
  if (witness === undefined) return `taken of ${volumeId}, ${sizeGib} GiB`;
  const { sourceSnapshotId, volumeId: origin, region, takenAt } = witness;
  return `begun as the copy of ${sourceSnapshotId} of ${origin} in ${region}, taken ${takenAt}, ${sizeGib} GiB`;
}

function stateOf({ state, stateMessage, storageTier }: Snapshot): string {
  const tier = storageTier === 'archive' ? ', in the archive tier' : '';
  return `EC2 shows it as ${state}${stateMessage === '' ? '' : ` (${stateMessage})`}${tier}`;
}

function ownerOf(snapshot: Snapshot, { deployment }: Deployment, isSource: boolean): string {
  const { tags } = snapshot;
  const policy = tags[TAG.policy] === undefined ? '' : `, with retention by ${tags[TAG.policy]}`;
  const isOurs = isSource
    ? isAdoptedBy(snapshot, deployment)
    : isTaggedBy(snapshot, deployment) &&
      readCopyDescription(snapshot.description)?.deployment === deployment;
  if (isOurs) return `its tags say that ${deployment} has adopted it under ${tags[TAG.volume]}${policy}`;
  const other = tags[TAG.managedBy];
  if (other === undefined) return 'it has not been adopted: it does not bear our tags';
  return other === deployment
    ? `its tags name ${deployment} and another snapshot: they have been carried here, and mean nothing`
    : `its tags say that another deployment, ${other}, has it`;
}

const confirmationsOf = (snapshot: Snapshot, { dr }: Deployment): string[] =>
  dr.map(({ region }) => {
    const copyId = confirmedCopy(snapshot, region);
    return copyId === undefined
      ? `no copy in ${region} is confirmed by its tags`
      : `its copy in ${region} is confirmed: ${copyId}`;
  });

/** What keeps it, and what people have been told of it. */
function wishesOf({ tags }: Snapshot): string[] {
  const hold = holdOf(tags);
  return [
    ...(hold === undefined ? [] : [`a person holds it: ${hold === '' ? 'no reason is given' : hold}`]),
    ...(tags[TAG.told] === undefined ? [] : [`a person has been told: ${tags[TAG.told]}`]),
    ...(tags[TAG.givenUp] === undefined
      ? []
      : [`it was given up before, and is here again or still: ${tags[TAG.givenUp]}`]),
  ];
}
