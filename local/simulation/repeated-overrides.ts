import { TAG, tagsFromList, unknownWish, type Tags } from '../../functions/domain/tags';
import type { Ec2 } from '../aws/ec2';
import { newestFirst } from './expected-retention';
import type { Violation } from './safety-watch';
import type { Scenario } from './scenario';
import type { Truth } from './truth';

type Question = {
  readonly truth: Truth;
  readonly ec2: Pick<Ec2, 'volumes' | 'instanceTags'>;
  readonly scenario: Pick<Scenario, 'settings' | 'volumes'>;
  readonly nowMs: number;
  /** Ids of snapshots with which people have meddled. */
  readonly meddledWith: ReadonlySet<string>;
};

/**
 * Whether the newest snapshot of each volume of the scenario repeats what the volume bears, or else its instance, where that counts. Asked after days in
 * which nobody changed anything. What counts for a detached volume depends on what was before, and is not judged.
 */
export function judgeRepeated({ truth, ec2, scenario, nowMs, meddledWith }: Question): Violation[] {
  const { settings } = scenario;
  const known = new Set(scenario.volumes.map(({ VolumeId }) => VolumeId));
  const { region } = settings.primary;
  return ec2.volumes(region).flatMap(({ VolumeId = '', Tags: tags, Attachments = [] }) => {
    const ofVolume = truth.pointsIn(region).filter((point) => point.volumeId === VolumeId);
    const newest = newestFirst(ofVolume.filter(({ state }) => state === 'completed'))[0];
    const instanceId = Attachments[0]?.InstanceId;
    if (newest === undefined || meddledWith.has(newest.id) || !truth.isSelected(VolumeId, nowMs)) return [];
    // What somebody restores bears tags that were carried there.
    if (!known.has(VolumeId)) return [];
    if (settings.instanceOverrides && instanceId === undefined) return [];
    const own = tagsFromList(tags);
    const ofInstance: Tags =
      settings.instanceOverrides && instanceId !== undefined
        ? tagsFromList(ec2.instanceTags(region, instanceId))
        : {};
    return [TAG.retain, TAG.drRetain].flatMap((key) => {
      const borne = wishIn(ofInstance, key);
      const expected = wishIn(own, key) ?? (borne === undefined ? undefined : `${borne} of ${instanceId}`);
      if (newest.tags[key] === expected) return [];
      const what = `${newest.id} of ${VolumeId} has ${key} ${newest.tags[key] ?? 'none'}, and not ${expected ?? 'none'}`;
      return [{ atMs: nowMs, rule: 'the newest snapshot repeats the overrides that count', what }];
    });
  });
}

/** A wish in a word of its own counts before what is written right: nobody knows what is meant. */
const wishIn = (tags: Tags, key: string): string | undefined => unknownWish(tags) ?? tags[key];
