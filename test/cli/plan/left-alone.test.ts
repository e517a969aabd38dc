import { short, snap, vol } from '../../support/builders';
import { at, copied, copy, lines, ours, planOf, snapshot, volume } from './account';

describe('what names no volume is never grouped, selected or adopted', () => {
  const primary = [1, 2, 3].map((day) => snapshot(day, 'vol-ffffffff', day, { Backup: '' }));
  const reason = 'vol-ffffffff stands for its volume, which is no volume';

  test.each([
    ['of an inventory as it is', {}, {}],
    ['with --adopt', {}, { adopt: true }],
    [
      'with --adopt, where the inventory has a volume of that id that is selected',
      { volumes: [{ ...volume(1), VolumeId: 'vol-ffffffff' }] },
      { adopt: true },
    ],
  ])('%s', (_rule, account, options) => {
    const plan = planOf({ primary, ...account }, options);

    expect(lines(plan)).toEqual(
      ['snap-3', 'snap-2', 'snap-1'].map((id) => `${id} keep: not managed: ${reason}`),
    );
    expect(plan.volumes).toMatchObject([
      { covered: false, reason: 'copies and imports by others, which name no volume' },
    ]);
    expect(plan.totals).toMatchObject({ copies: {}, removal: { ofCount: 0 } });
  });

  test('nor where our tags were carried to it', () => {
    const carried = snapshot(4, 'vol-ffffffff', 4, {
      ...ours('vol-ffffffff', 4),
      'snapshot-keeper:snapshot': snap(4),
    });

    expect(lines(planOf({ primary: [carried] }, { adopt: true }))).toEqual([
      `snap-4 keep: not managed: ${reason}`,
    ]);
  });
});

describe('a snapshot in doubt is kept, told of, and counts for nothing', () => {
  test('a source whose tags contradict what EC2 shows', () => {
    const primary = [
      ...[1, 2, 3].map((day) => copied(day, vol(1), day)),
      copied(4, vol(1), 4, { 'snapshot-keeper:volume': vol(2) }),
    ];

    for (const adopt of [false, true]) {
      const plan = planOf({ volumes: [volume(1)], primary, dr: [copy(903, vol(1), 3, 3)] }, { adopt });
      const doubt = 'snapshot-keeper:volume is "vol-2", not "vol-1"';
      expect(lines(plan)).toEqual([
        `snap-4 keep: not managed, in doubt: ${doubt}`,
        'snap-3 keep: last 1 of 2',
        'snap-2 keep: last 2 of 2',
        'snap-1 remove: kept by no rule of last 2',
        'snap-903 keep: last 1 of 1',
      ]);
      expect(plan.volumes[0]?.notes.map(short)).toContain(
        `snap-4 is in doubt, so it is neither counted nor deleted: ${doubt}.`,
      );
    }
  });

  test('a copy that somebody made of one of ours, under the volume that its description names', () => {
    const reencrypted = {
      ...copy(902, vol(1), 2, 2),
      SnapshotId: snap(905),
      StartTime: new Date(at(20)),
    };

    const plan = planOf({
      volumes: [volume(1)],
      primary: [copied(2, vol(1), 2)],
      dr: [copy(902, vol(1), 2, 2), reencrypted],
    });

    expect(plan.volumes.map(({ volumeId }) => short(volumeId))).toEqual(['vol-1']);
    expect(lines(plan).slice(1)).toEqual([
      'snap-905 keep: not managed, in doubt: bears the description of snap-902, and one call makes one copy; ' +
        'began at 2026-03-20T02:00:00.000Z, long after the call of 2026-03-02T02:00:00.000Z',
      'snap-902 keep: last 1 of 1',
    ]);
  });
});

test('with an override that cannot be read nothing goes, and the plan says why', () => {
  const primary = [1, 2, 3].map((day) => copied(day, vol(1), day, { 'snapshot-keeper:retain': 'forever' }));
  const dr = [1, 3].map((day) => copy(900 + day, vol(1), day, day, { 'snapshot-keeper:dr-retain': '-1' }));

  const plan = planOf({ volumes: [volume(1)], primary, dr });

  expect(lines(plan)).toEqual([
    'snap-3 keep: last 1 of 2',
    'snap-2 keep: last 2 of 2',
    'snap-1 blocked: the policy is not known: snapshot-keeper:retain cannot be read',
    'snap-903 keep: last 1 of 1',
    'snap-901 blocked: the policy is not known: snapshot-keeper:dr-retain cannot be read',
  ]);
  expect(plan.volumes[0]?.regions.map(({ retention }) => retention?.notice?.split('. ')[0])).toEqual([
    'The tag snapshot-keeper:retain has the value "forever"',
    'The tag snapshot-keeper:dr-retain has the value "-1"',
  ]);
  expect(plan.totals.removal).toEqual({
    removedCount: 0,
    blockedByLimitCount: 0,
    afterCopiesCount: 0,
    blockedAfterCopiesCount: 0,
    ofCount: 5,
  });
});
