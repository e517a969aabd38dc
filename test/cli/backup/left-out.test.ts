import * as fc from 'fast-check';
import { whyNotByHand, whyNotCovered, type WhyLeftOut } from '../../../cli/backup/dry-run/left-out';
import { covers, type Coverage } from '../../../functions/domain/schedule-coverage';
import { isSelected } from '../../../functions/domain/selection';
import type { Volume } from '../../../functions/domain/volume';

const BACKUP = { tagKey: 'Backup' };
const DATABASES = { tagKey: 'Role', tagValues: ['database'] };
const BY_INSTANCE: Coverage = { selection: 'all', instances: { tagKey: 'Tier' } };
const TAGGED = new Set(['i-a']);
const OPT_OUT = 'snapshot-keeper:opt-out';

type Facts = Partial<Pick<Volume, 'tags' | 'instanceId' | 'otherInstanceIds' | 'unfit'>>;

test.each<[what: string, coverage: Coverage, volume: Facts, why: WhyLeftOut | undefined]>([
  ['without the tag of the deployment', { selection: 'all' }, {}, 'not selected'],
  [
    'without that of the schedule',
    { selection: DATABASES },
    { tags: { Backup: '', Role: 'web' } },
    'not covered',
  ],
  ['with both', { selection: DATABASES }, { tags: { Backup: '', Role: 'database' } }, undefined],
  ['that is opted out', { selection: 'all' }, { tags: { Backup: '', [OPT_OUT]: '' } }, undefined],
  [
    'that is being deleted',
    { selection: 'all' },
    { tags: { Backup: '' }, unfit: 'deleting' },
    'being deleted',
  ],
  ['that is in error', { selection: 'all' }, { tags: { Backup: '' }, unfit: 'error' }, 'in error'],
  ['of no instance, where these count', BY_INSTANCE, { tags: { Backup: '' } }, 'not attached'],
  [
    'of an instance without the tag',
    BY_INSTANCE,
    { tags: { Backup: '' }, instanceId: 'i-b' },
    'no such instance',
  ],
  ['of one with the tag', BY_INSTANCE, { tags: { Backup: '' }, instanceId: 'i-a' }, undefined],
  [
    'of one with the tag that is opted out',
    BY_INSTANCE,
    { tags: { Backup: '', [OPT_OUT]: '' }, instanceId: 'i-a' },
    'opted out',
  ],
])('a volume %s', (_, coverage, volume, why) => {
  expect(whyNotCovered(BACKUP, coverage, { tags: {}, ...volume }, TAGGED)).toBe(why);
});

test('a reason is given of what a run of the schedule does not take, and of nothing else', () => {
  const tags = fc.dictionary(
    fc.constantFrom('Backup', 'Role', OPT_OUT),
    fc.constantFrom('', 'database', 'web'),
  );
  const ids = fc.constantFrom('i-a', 'i-b');
  const volumes = fc.record(
    {
      tags,
      instanceId: ids,
      otherInstanceIds: fc.array(ids),
      unfit: fc.constantFrom('deleting' as const, 'error' as const),
    },
    { requiredKeys: ['tags'] },
  );
  const coverages = fc.constantFrom<Coverage>({ selection: 'all' }, { selection: DATABASES }, BY_INSTANCE, {
    ...BY_INSTANCE,
    selection: DATABASES,
  });

  fc.assert(
    fc.property(volumes, coverages, (volume, coverage) => {
      const isTaken = isSelected(volume.tags, BACKUP) && covers(coverage, volume, TAGGED);
      expect(whyNotCovered(BACKUP, coverage, volume, TAGGED) === undefined).toBe(isTaken);
    }),
  );
});

test.each<[what: string, named: 'volume' | 'instance', tags: Volume['tags'], why: WhyLeftOut | undefined]>([
  ['that is not selected', 'volume', {}, 'not selected'],
  ['that is opted out and named itself', 'volume', { Backup: '', [OPT_OUT]: '' }, undefined],
  ['that is opted out, of an instance', 'instance', { Backup: '', [OPT_OUT]: '' }, 'opted out'],
  ['that is not selected, of an instance', 'instance', {}, 'not selected'],
  ['of an instance', 'instance', { Backup: '' }, undefined],
])('by hand, a volume %s', (_, named, tags, why) => {
  expect(whyNotByHand(BACKUP, named, { tags })).toBe(why);
});
