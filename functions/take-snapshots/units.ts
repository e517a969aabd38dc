import type { Instances } from '../aws/instances';
import type { TogetherOf } from '../aws/new-snapshots';
import type { BackupMode } from '../domain/scheduled-run';
import type { Volume } from '../domain/volume';

/** A volume, with those schedules of the run that cover it; none where a person has named it. */
export type Covered = { readonly volume: Volume; readonly schedules: readonly string[] };

/** What one call of EC2 takes: a volume, or those of an instance at one moment. */
export type Unit = {
  /** In order of their ids, at least one. */
  readonly covered: readonly Covered[];
  /** Absent of a single volume. `refusal` says why EC2 would take no such set. */
  readonly together?: TogetherOf & { readonly refusal?: string };
  /** The instance of which an AMI is made. */
  readonly imageOf?: string;
};

/** EC2 takes so many in ExcludeDataVolumeIds (API reference, InstanceSpecification). */
const EXCLUDED_MAX = 40;

/** Which volumes are taken by one call, as far as they are attached now. */
export class Units {
  readonly #byInstance = new Map<string, Covered[]>();
  readonly #attached: ReadonlyMap<string, readonly string[]>;
  readonly #boots: ReadonlyMap<string, string>;
  readonly #imaged: ReadonlySet<string>;

  private constructor(
    byInstance: Map<string, Covered[]>,
    attached: ReadonlyMap<string, readonly string[]>,
    boots: ReadonlyMap<string, string>,
    imaged: ReadonlySet<string>,
  ) {
    this.#imaged = imaged;
    this.#byInstance = byInstance;
    this.#attached = attached;
    this.#boots = boots;
  }

  /**
   * `all` are the volumes, of which some are taken with their instances, and some with an AMI: then all of the instance are. Of a volume that is attached to several, the first
   * counts.
   */
  static async of(
    instances: Instances,
    all: readonly Covered[],
    modeOf: (covered: Covered) => BackupMode,
  ): Promise<Units> {
    const imaged = new Set(
      all.flatMap((one) => (modeOf(one) === 'image' ? (one.volume.instanceId ?? []) : [])),
    );
    const together = all.filter(
      (one) => modeOf(one) === 'instance' || imaged.has(one.volume.instanceId ?? ''),
    );
    const byInstance = new Map<string, Covered[]>();
    for (const covered of together) {
      const { instanceId } = covered.volume;
      if (instanceId !== undefined)
        byInstance.set(instanceId, [...(byInstance.get(instanceId) ?? []), covered]);
    }
    const ids = [...byInstance].flatMap(([instanceId, covered]) =>
      covered.length > 1 && !imaged.has(instanceId) ? instanceId : [],
    );
    const [attached, boots] = [await instances.volumeIdsOf(ids), await instances.bootVolumeIdsOf(ids)];
    return new Units(byInstance, attached, boots, imaged);
  }

  /** The instance of which an AMI is made, and that holds a volume. */
  imageOf({ volume: { instanceId = '' } }: Covered): string | undefined {
    return this.#imaged.has(instanceId) ? instanceId : undefined;
  }

  /** With a volume go those of its instance that `isOpen`, in order of their ids; what else is attached is left out. */
  around(covered: Covered, isOpen: (other: Covered) => boolean): Unit {
    const { instanceId = '' } = covered.volume;
    const ofInstance = this.#byInstance.get(instanceId) ?? [];
    const members = ofInstance.includes(covered)
      ? ofInstance.filter((one) => one === covered || isOpen(one))
      : [];
    const imageOf = this.imageOf(covered);
    if (imageOf !== undefined) return { covered: members, imageOf };
    if (members.length < 2) return { covered: [covered] };
    const ids = new Set(members.map(({ volume }) => volume.volumeId));
    const others = (this.#attached.get(instanceId) ?? []).filter((id) => !ids.has(id));
    const boot = this.#boots.get(instanceId);
    const excludeDataVolumeIds = others.filter((id) => id !== boot);
    const tooMany = excludeDataVolumeIds.length;
    return {
      covered: members,
      together: {
        instanceId,
        size: members.length,
        excludeBootVolume: boot !== undefined && others.includes(boot),
        excludeDataVolumeIds,
        ...(tooMany > EXCLUDED_MAX && {
          refusal: `${tooMany} data volumes of ${instanceId} are not covered, and EC2 leaves out ${EXCLUDED_MAX} at most`,
        }),
      },
    };
  }
}
