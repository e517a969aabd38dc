import { snap, snapshot, vol } from '../../support/builders';
import { member, memberCopy, shownCopy } from '../../support/set-members';
import { DAYS, pointsHere, SOURCES } from './points-here';

const { points, shown } = pointsHere();

test('the volumes of an instance are told to be of one moment where they are of one set', async () => {
  const set = [1, 2].map((volume) =>
    member(2, { id: volume, volume, day: 19, tags: { 'snapshot-keeper:instance': 'i-00000001' } }),
  );
  const later = snapshot(snap(9), DAYS[2]);

  shown({ 'us-east-1': set, 'us-west-2': [] });
  const { status, stdout } = await points('i-00000001', '--region', 'us-east-1');
  shown({ 'us-east-1': [...set, later] }, [vol(1), vol(2)]);
  const mixed = await points('i-00000001', '--region', 'us-east-1');

  expect(status).toBe(0);
  expect(stdout).toMatch(/\nus-east-1: of one moment: set 000000000019, taken 2030-03-19T00:00:00.000Z\.\n$/);
  expect(mixed.stdout).toMatch(
    /\nus-east-1: not of one moment: taken from 2030-03-19T00:00:00.000Z to 2030-03-20T03:00:00.000Z\. The newest set is 000000000019, taken 2030-03-19T00:00:00.000Z\.\n$/,
  );
});

test('where one volume of an instance cannot be restored, that is counted and ends with 1', async () => {
  const failed = snapshot(snap(9), DAYS[2], {
    volumeId: vol(2),
    state: 'error',
    tags: { 'snapshot-keeper:instance': 'i-00000001' },
  });

  shown({ 'us-east-1': [...SOURCES, failed] });
  const { status, stdout } = await points('i-00000001', '--region', 'us-east-1');

  expect(status).toBe(1);
  expect(stdout).toMatch(
    /\nus-east-1: one volume, of 2030-03-20T03:00:00.000Z\. 1 of its 2 volumes cannot be restored\.\n$/,
  );
});

describe('a volume that is not attached to the instance any more', () => {
  const OF_INSTANCE = { 'snapshot-keeper:instance': 'i-00000001' };
  const night = (digits: number, day: number) =>
    member(2, { id: digits, volume: digits, day, tags: OF_INSTANCE });
  const replaced = (takenAt: string) => snapshot(snap(7), takenAt, { volumeId: vol(7), tags: OF_INSTANCE });
  const lastWords = async (...more: string[]) => {
    const { stdout } = await points('i-00000001', '--region', 'us-east-1', ...more);
    return stdout.split('\n\n').at(-1);
  };

  test('is not counted, and is named, where those that are have newer snapshots', async () => {
    shown({ 'us-east-1': [night(1, 19), night(2, 19), replaced('2029-09-01T00:00:00Z')] }, [vol(1), vol(2)]);
    expect(await lastWords()).toBe(
      'us-east-1: of one moment: set 000000000019, taken 2030-03-19T00:00:00.000Z.\n' +
        `us-east-1: not counted: ${vol(7)} (not attached any more, and last taken 2029-09-01T00:00:00.000Z).\n`,
    );
  });

  test('is counted at a time at which those had none', async () => {
    shown({ 'us-east-1': [night(1, 19), night(2, 19), replaced('2030-03-18T00:00:00Z')] }, [vol(1), vol(2)]);
    expect(await lastWords('--at', '2030-03-18T12:00:00Z')).toBe(
      'us-east-1: one volume, of 2030-03-18T00:00:00.000Z. 2 of its 3 volumes cannot be restored.\n',
    );
  });

  test('is counted at a time from which nothing of it is left', async () => {
    shown({ 'us-east-1': [night(1, 19), night(2, 19), replaced('2030-03-20T00:00:00Z')] }, [vol(1), vol(2)]);
    expect(await lastWords('--at', '2030-03-19T12:00:00Z')).toBe(
      'us-east-1: of one moment: set 000000000019, taken 2030-03-19T00:00:00.000Z. 1 of its 3 volumes cannot be restored.\n',
    );
  });

  test('is counted where its last snapshot is of the last run, in which one may be taken minutes after the other', async () => {
    shown({ 'us-east-1': [...SOURCES, replaced('2030-03-20T02:00:01Z')] });
    expect(await lastWords()).toBe(
      'us-east-1: not of one moment: taken from 2030-03-20T02:00:01.000Z to 2030-03-20T03:00:00.000Z.\n',
    );
  });

  test('is not counted either where EC2 shows none that is attached, since others are newer', async () => {
    shown({ 'us-east-1': [night(1, 19), night(2, 19), replaced('2029-09-01T00:00:00Z')] }, []);
    expect(await lastWords()).toBe(
      'us-east-1: of one moment: set 000000000019, taken 2030-03-19T00:00:00.000Z.\n' +
        `us-east-1: not counted: ${vol(7)} (not attached any more, and last taken 2029-09-01T00:00:00.000Z).\n`,
    );
  });

  test('is not missed in a Region that has nothing of it', async () => {
    shown(
      {
        'us-east-1': [night(1, 19), night(2, 19), replaced('2029-09-01T00:00:00Z')],
        'us-west-2': [1, 2].map((volume) =>
          shownCopy(memberCopy(2, { id: volume, volume, day: 19, tags: OF_INSTANCE })),
        ),
      },
      [vol(1), vol(2)],
    );
    const { stdout } = await points('i-00000001');

    expect(stdout).toContain(
      '\nus-west-2: of one moment: set 000000000019, taken 2030-03-19T00:00:00.000Z.\n',
    );
    expect(stdout).not.toContain('cannot be restored');
  });
});
