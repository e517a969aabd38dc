import type { Instances } from '../aws/instances';
import type { TogetherOf } from '../aws/new-snapshots';
import type { Volume } from '../domain/volume';

/** A volume, with those schedules of the run that cover it; none where a person has named it. */
export type Covered = { readonly volume: Volume; readonly schedules: readonly string[] };

/** What one call of EC2 takes: a volume, or those of an instance at one moment. */
export type Unit = {
  /** In order of their ids, at least one. */
  readonly covered: readonly Covered[];
  /** Absent of a single volume. `refusal` says why EC2 would take no such set. */
  readonly together?: TogetherOf & { readonly refusal?: string };
};

/** EC2 takes so many in ExcludeDataVolumeIds (API reference, InstanceSpecification). */
const EXCLUDED_MAX = 40;

/**
 * The volumes in order of their ids, those of one instance together where `isTogether` says so of a volume. What else is attached to such an instance
 * is left out of its set. A volume that is attached to several instances is taken with the first; of an instance with one such volume that is taken by itself.
 */
export async function unitsOf(
  instances: Instances,
  all: readonly Covered[],
  isTogether: (covered: Covered) => boolean,
): Promise<Unit[]> {
  const byInstance = new Map<string, Covered[]>();
  for (const covered of all) {
    const { instanceId } = covered.volume;
    if (instanceId !== undefined && isTogether(covered))
      byInstance.set(instanceId, [...(byInstance.get(instanceId) ?? []), covered]);
  }
  const sets = new Map([...byInstance].filter(([, covered]) => covered.length > 1));
  const together = await setsOf(instances, sets);
  return all.flatMap((covered): Unit[] => {
    const { volume } = covered;
    const members = sets.get(volume.instanceId ?? '');
    if (members === undefined || !isTogether(covered)) return [{ covered: [covered] }];
    return members[0] === covered ? [{ covered: members, together: together.get(volume.instanceId!)! }] : [];
  });
}

/** By instance, which set is taken of it. */
async function setsOf(
  instances: Instances,
  sets: ReadonlyMap<string, readonly Covered[]>,
): Promise<Map<string, NonNullable<Unit['together']>>> {
  const attached = await instances.volumeIdsOf([...sets.keys()]);
  const others = new Map(
    [...sets].map(([instanceId, covered]) => {
      const members = new Set(covered.map(({ volume }) => volume.volumeId));
      return [instanceId, (attached.get(instanceId) ?? []).filter((id) => !members.has(id))] as const;
    }),
  );
  const withOthers = [...others].flatMap(([instanceId, ids]) => (ids.length > 0 ? instanceId : []));
  const boots = await instances.bootVolumeIdsOf(withOthers);
  return new Map(
    [...others].map(([instanceId, ids]) => {
      const boot = boots.get(instanceId);
      const excludeDataVolumeIds = ids.filter((id) => id !== boot);
      const tooMany = excludeDataVolumeIds.length;
      return [
        instanceId,
        {
          instanceId,
          size: sets.get(instanceId)!.length,
          excludeBootVolume: boot !== undefined && ids.includes(boot),
          excludeDataVolumeIds,
          ...(tooMany > EXCLUDED_MAX && {
            refusal: `${tooMany} data volumes of ${instanceId} are not covered, and EC2 leaves out ${EXCLUDED_MAX} at most`,
          }),
        },
      ];
    }),
  );
}
