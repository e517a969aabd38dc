import type { Tag, Volume } from '@aws-sdk/client-ec2';
import type { ApiRequest, Outcome } from '../aws/api';
import type { Ec2 } from '../aws/ec2';
import { MINUTE_MS } from '../kernel/time-units';
import type { FaultDice } from './fault-dice';

/** How long DescribeVolumes may not show what has become of a volume. */
const UNSEEN_MAX_MS = 8 * MINUTE_MS;

type Change = {
  readonly atMs: number;
  /** The tags before; undefined for a volume that is new. */
  readonly tagsBefore: readonly Tag[] | undefined;
};

/** What DescribeVolumes may not show yet: a new volume or its tags, and what somebody has changed of a volume's tags. */
export class UnseenVolumeChanges {
  readonly #ec2: Pick<Ec2, 'volumes'>;
  readonly #dice: FaultDice;
  /** By volume, its changes, oldest first. */
  readonly #changes = new Map<string, Change[]>();

  constructor(ec2: Pick<Ec2, 'volumes'>, dice: FaultDice) {
    this.#ec2 = ec2;
    this.#dice = dice;
  }

  /** Takes note of a request before it is carried out. */
  before(nowMs: number, { operation, region, input }: ApiRequest): void {
    if (!this.#dice.has('volume-tags-unseen') || !/^(Create|Delete)Tags$/.test(operation)) return;
    const resources = input['Resources'] as readonly string[];
    for (const { VolumeId = '', Tags = [] } of this.#ec2.volumes(region))
      if (resources.includes(VolumeId)) this.#note(VolumeId, { atMs: nowMs, tagsBefore: Tags });
  }

  /** Takes note of a request that was carried out. */
  after(nowMs: number, { operation }: ApiRequest, { output }: Outcome): void {
    if (!this.#dice.has('volume-tags-unseen') || operation !== 'CreateVolume') return;
    this.#note(String(output['VolumeId']), { atMs: nowMs, tagsBefore: undefined });
  }

  /** An answer of DescribeVolumes as somebody gets it who does not see everything of the last minutes. */
  blurred(nowMs: number, outcome: Outcome): Outcome {
    const volumes = outcome.output['Volumes'] as readonly Volume[];
    const seen = volumes.flatMap((volume) => this.#seen(nowMs, volume));
    return { ...outcome, output: { ...outcome.output, Volumes: seen } };
  }

  #seen(nowMs: number, volume: Volume): Volume[] {
    const { VolumeId = '' } = volume;
    const change = this.#changes.get(VolumeId)?.find(({ atMs }) => nowMs - atMs < UNSEEN_MAX_MS);
    if (change === undefined || !this.#dice.strikes('volume-tags-unseen', VolumeId)) return [volume];
    const { tagsBefore } = change;
    if (tagsBefore === undefined && this.#dice.stream('volume-tags-unseen').chance(0.5)) return [];
    const seen = { ...volume };
    delete seen.Tags;
    if (tagsBefore !== undefined && tagsBefore.length > 0) seen.Tags = [...tagsBefore];
    return [seen];
  }

  #note(volumeId: string, change: Change): void {
    const recent = this.#changes.get(volumeId) ?? [];
    this.#changes.set(volumeId, [...recent.filter(({ atMs }) => change.atMs - atMs < UNSEEN_MAX_MS), change]);
  }
}
