import type { Mutation } from './mutation';

const FILE = 'functions/domain/restore-points.ts';
const otherwise = {
  tests: ['test/functions/domain/restore-points.test.ts'],
  because: 'nothing is restored there',
};

/** What may be restored from. */
export const OF_RESTORE_POINTS: readonly Mutation[] = [
  {
    name: 'a volume is restored from a set that lacks a member',
    edits: [{ file: FILE, find: 'isOfBroken(snapshot, broken)', replace: 'isOfBroken(snapshot, new Set())' }],
    otherwise,
  },
  {
    name: 'a volume is restored from what only calls itself a copy',
    edits: [
      {
        file: FILE,
        find: 'doubt ??',
        replace: "(doubt === '' ? doubt : undefined) ??",
      },
    ],
    otherwise,
  },
  {
    name: 'a volume is restored from a set that is whole by what only calls itself a copy',
    edits: [{ file: FILE, find: 'doubt === undefined', replace: "doubt !== ''" }],
    otherwise,
  },
  {
    name: 'snapshots are no points where the settings have a DR Region',
    edits: [
      {
        file: FILE,
        find: '=> isVolumeId(volumeId))',
        replace: '=> primaryRegions.includes(region) && isVolumeId(volumeId))',
      },
    ],
    otherwise,
  },
  {
    name: 'points promises what is of others, which a restore refuses',
    edits: [{ file: FILE, find: '=> isOurs && !isDenied', replace: "=> String(isOurs) !== '' && !isDenied" }],
    otherwise,
  },
  {
    name: 'a restore takes what is newer than its time',
    edits: [{ file: FILE, find: ' && takenAtMs(point) <= at.getTime()', replace: ' && at.getTime() > 0' }],
    otherwise,
  },
];
