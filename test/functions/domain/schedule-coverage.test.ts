import { covers, type Coverage } from '../../../functions/domain/schedule-coverage';
import type { Volume } from '../../../functions/domain/volume';

const ALL: Coverage = { selection: 'all' };
const DATABASES: Coverage = { selection: { tagKey: 'Role', tagValues: ['database'] } };
const BY_INSTANCE: Coverage = { selection: 'all', instances: { tagKey: 'Backup' } };
const BOTH: Coverage = { ...DATABASES, instances: { tagKey: 'Backup' } };

const OPTED_OUT = { 'snapshot-keeper:opt-out': '' };
const TAGGED = new Set(['i-a']);

type Facts = Partial<Pick<Volume, 'tags' | 'instanceId' | 'otherInstanceIds' | 'unfit'>>;

test.each<[rule: string, coverage: Coverage, volume: Facts, isCovered: boolean]>([
  ['without a tag of instances its selection counts alone', DATABASES, { tags: { Role: 'database' } }, true],
  ['and what that does not select is not covered', DATABASES, { instanceId: 'i-a' }, false],
  ['nor does an instance matter to it, or that a volume is opted out', ALL, { tags: OPTED_OUT }, true],
  ['with one, a volume of such an instance is covered', BY_INSTANCE, { instanceId: 'i-a' }, true],
  ['one of another instance is not', BY_INSTANCE, { instanceId: 'i-b' }, false],
  ['one that is detached is not', BY_INSTANCE, {}, false],
  [
    'of one that is attached to several, any instance counts',
    BY_INSTANCE,
    { instanceId: 'i-b', otherInstanceIds: ['i-c', 'i-a'] },
    true,
  ],
  ['one that is opted out is not', BY_INSTANCE, { instanceId: 'i-a', tags: OPTED_OUT }, false],
  [
    'nor where that is written in another case',
    BY_INSTANCE,
    { instanceId: 'i-a', tags: { 'Snapshot-Keeper:Opt-Out': 'scratch' } },
    false,
  ],
  ['one that is being deleted is not, of which EC2 takes no snapshot', ALL, { unfit: 'deleting' }, false],
  ['nor one that is in error', ALL, { unfit: 'error' }, false],
  ['with a selection as well, both are asked', BOTH, { instanceId: 'i-a' }, false],
  ['and where both cover it, it is', BOTH, { instanceId: 'i-a', tags: { Role: 'database' } }, true],
])('%s', (_rule, coverage, volume, isCovered) => {
  expect(covers(coverage, { tags: {}, ...volume }, TAGGED)).toBe(isCovered);
});
