import {
  AttachVolumeCommand,
  CreateTagsCommand,
  DeleteTagsCommand,
  DetachVolumeCommand,
} from '@aws-sdk/client-ec2';
import { TAG } from '../../functions/domain/tags';
import { Random } from '../kernel/random';
import { HOUR_MS, MINUTE_MS } from '../kernel/time-units';
import type { Deed } from './deed';

/** What people write into an override of an instance: what can be read, and what only looks like it. */
const OVERRIDES = ['2', '1 2d', '3', '1w 1', '0', 'forever'];

const WISHES = [TAG.retain, TAG.drRetain, 'snapshot-keeper:Retain'] as const;

/** By this tag a schedule finds its instances. */
export const TIER = { tagKey: 'Tier', gold: 'gold', silver: 'silver' } as const;

type Span = {
  readonly seed: number;
  readonly region: string;
  readonly startMs: number;
  readonly endMs: number;
};

type Meant = {
  readonly instanceId: string;
  readonly otherInstanceId: string;
  /** Of the instance, and not the only one. */
  readonly volumeId: string;
};

/** People who say by tags of instances which schedules cover their volumes and what is kept of these, and who move a volume from one to another. */
export const instanceDeeds = (span: Span, meant: Meant): Deed[] => [
  tag(span, meant.instanceId, TIER.tagKey, TIER.gold, span.startMs),
  ...retiered(span, meant.instanceId),
  ...overridden(span, meant.instanceId),
  ...moved(span, meant),
];

const tag = (
  { region }: Span,
  instanceId: string,
  Key: string,
  Value: string | undefined,
  atMs: number,
): Deed => {
  const Resources = [instanceId];
  return {
    atMs,
    who: 'owner',
    act: (clients) =>
      Value === undefined
        ? clients.ec2(region).send(new DeleteTagsCommand({ Resources, Tags: [{ Key }] }))
        : clients.ec2(region).send(new CreateTagsCommand({ Resources, Tags: [{ Key, Value }] })),
  };
};

/** Now and then another tier, or none; in the end gold. */
function retiered(span: Span, instanceId: string): Deed[] {
  const { seed, startMs, endMs } = span;
  const random = new Random(seed, 'tier of an instance');
  const deeds: Deed[] = [];
  for (let atMs = startMs + random.integer(HOUR_MS, 24 * HOUR_MS); atMs < endMs;) {
    const value = [undefined, TIER.silver, TIER.gold][random.integer(0, 2)];
    deeds.push(tag(span, instanceId, TIER.tagKey, value, atMs));
    atMs += random.integer(2 * HOUR_MS, 30 * HOUR_MS);
  }
  return [...deeds, tag(span, instanceId, TIER.tagKey, TIER.gold, endMs - HOUR_MS)];
}

/** The same of its overrides; in the end one that can be read. */
function overridden(span: Span, instanceId: string): Deed[] {
  const { seed, startMs, endMs } = span;
  const random = new Random(seed, 'overrides of an instance');
  const deeds: Deed[] = [];
  for (let atMs = startMs + random.integer(0, 24 * HOUR_MS); atMs < endMs;) {
    const key = WISHES[random.integer(0, WISHES.length - 1)]!;
    const value = OVERRIDES[random.integer(0, OVERRIDES.length - 1)];
    deeds.push(tag(span, instanceId, key, random.chance(0.2) ? undefined : value, atMs));
    atMs += random.integer(4 * HOUR_MS, 30 * HOUR_MS);
  }
  return [
    ...deeds,
    tag(span, instanceId, WISHES[2], undefined, endMs - HOUR_MS),
    tag(span, instanceId, TAG.retain, '2', endMs - HOUR_MS),
    tag(span, instanceId, TAG.drRetain, random.chance(0.5) ? '1' : undefined, endMs - HOUR_MS),
  ];
}

/**
 * Somebody detaches a volume, and attaches it again hours later, to the same instance or to another one, from which nobody takes it; in the end
 * it is where it was. An instance without it has nothing that can be frozen.
 */
function moved({ seed, region, startMs, endMs }: Span, meant: Meant): Deed[] {
  const random = new Random(seed, 'moved volume');
  if (!random.chance(0.6)) return [];
  const { volumeId: VolumeId, instanceId, otherInstanceId } = meant;
  const detach = (atMs: number): Deed => ({
    atMs,
    who: 'owner',
    act: (clients) => clients.ec2(region).send(new DetachVolumeCommand({ VolumeId })),
  });
  const attach = (InstanceId: string, atMs: number): Deed => ({
    atMs,
    who: 'owner',
    act: (clients) =>
      clients.ec2(region).send(new AttachVolumeCommand({ VolumeId, InstanceId, Device: '/dev/sdf' })),
  });
  const backMs = endMs - HOUR_MS;
  const detachedMs = startMs + random.integer(HOUR_MS, endMs - startMs - 2 * HOUR_MS);
  const attachedMs = detachedMs + random.integer(HOUR_MS, 20 * HOUR_MS);
  const place = [instanceId, otherInstanceId][random.integer(0, 1)]!;
  return [
    detach(detachedMs),
    ...(attachedMs < backMs ? [attach(place, attachedMs), detach(backMs)] : []),
    attach(instanceId, backMs + MINUTE_MS),
  ];
}
