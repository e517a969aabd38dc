import type { Tag } from '@aws-sdk/client-ec2';
import { TAG } from '../../functions/domain/tags';
import type { Settings } from '../../infra/settings';
import { Random } from '../kernel/random';
import { DAY_MS, HOUR_MS } from '../kernel/time-units';
import { SCAN_TAG } from './other-makers';
import { HOLDS_IN_OTHER_CASES } from './snapshot-deeds';
import type { Taking } from './take-snapshot';

type Parts = {
  /** Whose tags a tool carries, and where to. */
  readonly restored: string;
  readonly target: string;
  /** Which another deployment has selected too. */
  readonly shared: string;
  /** Of which somebody takes snapshots that are held from the first. */
  readonly held: string;
  /** Of which another service takes snapshots for its own ends. */
  readonly scanned: string;
  /** Which bears a tag that on a snapshot alone would tell of another maker. */
  readonly marked: { readonly volumeId: string; readonly tag: Tag };
  /** Whose snapshots get more tags than there is room for. */
  readonly crowded: string;
};

/** What others take: with tags of ours that they carry, with a claim of another deployment, with tags of their own in plenty, with a hold. */
export const strayTakings = (
  seed: number,
  settings: Settings,
  startMs: number,
  endMs: number,
  parts: Parts,
): Taking[] =>
  [
    ...restored(seed, settings, startMs, parts),
    ...claimed(seed, startMs, endMs, parts),
    ...crowded(seed, startMs, parts),
    ...held(seed, startMs, parts),
    ...scanned(seed, startMs, parts),
    ...withTagsOfTheVolume(seed, startMs, endMs, parts),
  ].filter(({ atMs }) => atMs < endMs);

/**
 * A tool restores one volume to another, which is out of scope, and puts the tags of the old snapshot on whatever it takes of it.
 * Nothing but our tags' contradiction to the facts tells such a snapshot from one of the volume that was restored.
 */
function restored(seed: number, { deployment, primary }: Settings, startMs: number, parts: Parts): Taking[] {
  const random = new Random(seed, 'stray tags');
  const tags = [
    { Key: TAG.managedBy, Value: deployment },
    { Key: TAG.volume, Value: parts.restored },
    { Key: TAG.region, Value: primary.region },
    { Key: TAG.takenAt, Value: '2026-02-01T00:00:00.000Z' },
  ];
  return [startMs, startMs + DAY_MS, startMs + 2 * DAY_MS]
    .map((dayMs) => dayMs + random.integer(0, DAY_MS))
    .map((atMs) => ({ atMs, who: 'restore tool', tags, volumeId: parts.target }));
}

/** Another deployment adopts what it takes of a volume that both have selected. */
function claimed(seed: number, startMs: number, endMs: number, { shared }: Parts): Taking[] {
  const random = new Random(seed, 'another deployment');
  if (!random.chance(0.5)) return [];
  const takings: Taking[] = [];
  for (let atMs = startMs + random.integer(0, DAY_MS); atMs < endMs; atMs += random.integer(HOUR_MS, DAY_MS))
    takings.push({ atMs, who: 'other deployment', tags: [], volumeId: shared, claimedBy: 'other' });
  return takings;
}

/** 40 to 50 tags of somebody's own. */
function crowded(seed: number, startMs: number, parts: Parts): Taking[] {
  const random = new Random(seed, 'many tags');
  return [0, 1].map((day) => {
    const count = random.integer(40, 50);
    const tags = Array.from({ length: count }, (_, index): Tag => ({ Key: `team/${index}`, Value: 'x' }));
    const atMs = startMs + day * DAY_MS + random.integer(0, DAY_MS);
    return { atMs, who: 'inventory tool', tags, volumeId: parts.crowded };
  });
}

/** Held before they are adopted, in whatever case. */
function held(seed: number, startMs: number, parts: Parts): Taking[] {
  const random = new Random(seed, 'held from the first');
  return [TAG.hold, ...HOLDS_IN_OTHER_CASES].map((Key) => ({
    atMs: startMs + random.integer(0, 4 * DAY_MS),
    who: 'auditor',
    tags: [{ Key, Value: 'the auditors want it' }],
    volumeId: parts.held,
  }));
}

function scanned(seed: number, startMs: number, parts: Parts): Taking[] {
  const random = new Random(seed, 'scans');
  return [0, 1, 2, 3, 4].map((day) => ({
    atMs: startMs + day * DAY_MS + random.integer(0, DAY_MS),
    who: 'scanner',
    tags: [{ Key: SCAN_TAG, Value: String(day) }],
    volumeId: parts.scanned,
  }));
}

/** A tool copies the tags of the volume onto what it takes, in the end too, where nothing newer makes up for what is left alone. */
function withTagsOfTheVolume(seed: number, startMs: number, endMs: number, { marked }: Parts): Taking[] {
  const random = new Random(seed, 'tags of the volume');
  return [startMs, startMs + DAY_MS, endMs - HOUR_MS].map((fromMs) => ({
    atMs: fromMs + random.integer(0, HOUR_MS - 1),
    who: 'copying tool',
    tags: [marked.tag],
    volumeId: marked.volumeId,
  }));
}
