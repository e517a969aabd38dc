import type { TakenSnapshot } from '../../../functions/aws/new-snapshots';
import { Consistency, type ActionEnd, type Freeze } from '../../../functions/domain/freeze';
import type { InstanceDevices } from '../../../functions/aws/instances';
import { TAG } from '../../../functions/domain/tags';
import type { Deps } from '../../../functions/take-snapshots/handler';

/** One call by which EC2 would take snapshots. */
export type Taking = {
  readonly volumeIds: readonly string[];
  /** The instance whose set it is; absent of a single volume. */
  readonly setOf?: string;
  /** The instance of which an AMI is made. */
  readonly imageOf?: string;
  /** How its instance would be frozen meanwhile. */
  readonly freeze?: Freeze;
  /** Whether it takes them by itself, when Windows and what writes on it are ready. */
  readonly isByVss?: true;
  /** Of what is to be frozen: how the file systems would stand, as far as EC2 tells. */
  readonly consistency?: Consistency;
};

/** What EC2 has shown of an instance. */
export type Attached = { readonly volumeIds: readonly string[]; readonly boot: string | undefined };

/**
 * What a run takes, freezes and tags by, in place of EC2 and Systems Manager: it notes what is asked for, and answers as if all went well.
 * Nothing is called.
 */
export function takingNothing({
  attachedTo,
  devicesOf,
}: {
  readonly attachedTo: (instanceId: string) => Attached;
  readonly devicesOf: (instanceId: string) => InstanceDevices['volumes'];
}) {
  let takings: Taking[] = [];
  let freeze: Freeze | undefined;
  /** What an instance has taken by itself, which a run asks EC2 for. */
  const byVss = new Map<string, TakenSnapshot>();
  const note = (taking: Taking): void => {
    takings.push({ ...taking, ...(freeze && { freeze }) });
  };
  const newSnapshots: Deps['newSnapshots'] = {
    takenFor: () => Promise.resolve(new Map(byVss)),
    take: (volumeId) => {
      note({ volumeIds: [volumeId] });
      return Promise.resolve({ outcome: 'taken', snapshotId: snapshotOf(volumeId) });
    },
    takeTogether: ({ instanceId, excludeBootVolume, excludeDataVolumeIds }) => {
      const { volumeIds, boot } = attachedTo(instanceId);
      const left = new Set([...excludeDataVolumeIds, ...(excludeBootVolume ? [boot] : [])]);
      const taken = volumeIds.filter((id) => !left.has(id));
      // All of them may have been detached since they were shown.
      if (taken.length > 0) note({ volumeIds: taken, setOf: instanceId });
      const snapshotIds = new Map(taken.map((id) => [id, snapshotOf(id)]));
      return Promise.resolve({ outcome: 'taken', snapshotIds });
    },
  };
  const imaged = new Map<string, { readonly snapshotId: string }>();
  const newImages: Deps['newImages'] = {
    takenFor: () => Promise.resolve(new Map(imaged)),
    make: ({ instanceId, withoutDevices }) => {
      const taken = devicesOf(instanceId).filter(({ device }) => !withoutDevices.includes(device));
      const volumeIds = taken.map(({ volumeId }) => volumeId).sort();
      note({ volumeIds, imageOf: instanceId });
      for (const id of volumeIds) imaged.set(id, { snapshotId: snapshotOf(id) });
      const snapshotIds = new Map(volumeIds.map((id) => [id, snapshotOf(id)]));
      return Promise.resolve({ outcome: 'taken', imageId: '', snapshotIds });
    },
  };
  const freezer: Deps['freezer'] = {
    freeze: (_instanceId, _freezeRun, asked) => {
      freeze = asked;
      return Promise.resolve(saying(`level=${levelOf(asked)}`));
    },
    thaw: () => {
      const level = freeze === undefined ? 'crash' : levelOf(freeze);
      freeze = undefined;
      return Promise.resolve(saying(`frozenMs=0 level=${level}`));
    },
  };
  const vss: Deps['vss'] = {
    take: (instanceId, { excludeBootVolume }) => {
      const { volumeIds, boot } = attachedTo(instanceId);
      const taken = volumeIds.filter((id) => !(excludeBootVolume && id === boot));
      for (const id of taken) byVss.set(id, { snapshotId: snapshotOf(id), isAppConsistent: true });
      takings.push({ volumeIds: taken, ...(taken.length > 1 && { setOf: instanceId }), isByVss: true });
      return Promise.resolve({ end: 'over', why: 'Success' });
    },
  };
  const snapshots: Deps['snapshots'] = {
    tagAll: (snapshotIds, tags) => {
      const consistency = Consistency.parse(tags[TAG.consistency]);
      takings = takings.map((taking) =>
        taking.volumeIds.some((id) => snapshotIds.includes(snapshotOf(id)))
          ? { ...taking, consistency }
          : taking,
      );
      return Promise.resolve();
    },
  };
  return {
    deps: { newSnapshots, newImages, freezer, vss, snapshots },
    takings: (): readonly Taking[] => takings,
  };
}

const snapshotOf = (volumeId: string): string => `of ${volumeId}`;

/** The line of the script on an instance where all goes well. */
const saying = (what: string): ActionEnd => ({ code: 0, said: `snapshot-keeper ${what}`, why: '' });

const levelOf = ({ application }: Freeze): Consistency =>
  application === 'none' ? 'filesystem' : 'application';
