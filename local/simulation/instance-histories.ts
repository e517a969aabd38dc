import type { Tag, Volume } from '@aws-sdk/client-ec2';
import type { Settings } from '../../infra/settings';
import { Histories } from './histories';

type Schedules = Settings['schedules'];

/** Which volumes were attached to which instances, and which of these bore the tag of a schedule, and when. */
export class InstanceHistories {
  readonly #byInstances: ReadonlyMap<string, NonNullable<Schedules[number]['instances']>>;
  readonly #attached = new Histories();
  readonly #tagged = new Histories();
  readonly #instanceIds = new Set<string>();

  constructor(schedules: Schedules) {
    this.#byInstances = new Map(
      schedules.flatMap(({ name, instances }) =>
        instances === undefined ? [] : [[name, instances] as const],
      ),
    );
  }

  /** Takes note of all volumes that there are. */
  note(nowMs: number, volumes: readonly Volume[], tagsOf: (instanceId: string) => readonly Tag[]): void {
    const pairs = volumes.flatMap(({ VolumeId = '', Attachments = [] }) =>
      Attachments.map(({ InstanceId = '' }) => ({ VolumeId, InstanceId })),
    );
    for (const { InstanceId } of pairs) this.#instanceIds.add(InstanceId);
    this.#attached.note(nowMs, new Set(pairs.map(({ VolumeId, InstanceId }) => `${VolumeId} ${InstanceId}`)));
    const tagged = [...this.#byInstances].flatMap(([name, { tagKey, tagValues }]) =>
      [...this.#instanceIds]
        .filter((id) =>
          tagsOf(id).some(
            ({ Key, Value = '' }) => Key === tagKey && (tagValues === undefined || tagValues.includes(Value)),
          ),
        )
        .map((id) => `${name} ${id}`),
    );
    this.#tagged.note(nowMs, new Set(tagged));
  }

  /** Whether who has looked in a span may have found that a schedule covers the volume, by answers of different ages. */
  mayBeCovered(schedule: string, volumeId: string, fromMs: number, toMs: number): boolean {
    return this.#isCovered(
      schedule,
      (instanceId) =>
        this.#attached.was(`${volumeId} ${instanceId}`, fromMs, toMs) &&
        this.#tagged.was(`${schedule} ${instanceId}`, fromMs, toMs),
    );
  }

  /** Whether whoever has looked in a span has found that a schedule covers the volume. */
  isCoveredThroughout(schedule: string, volumeId: string, fromMs: number, toMs: number): boolean {
    return this.#isCovered(
      schedule,
      (instanceId) =>
        this.#attached.wasThroughout(`${volumeId} ${instanceId}`, fromMs, toMs) &&
        this.#tagged.wasThroughout(`${schedule} ${instanceId}`, fromMs, toMs),
    );
  }

  /** A schedule that goes by no tag of instances covers all that is selected. */
  #isCovered(schedule: string, isBy: (instanceId: string) => boolean): boolean {
    return !this.#byInstances.has(schedule) || [...this.#instanceIds].some(isBy);
  }
}
