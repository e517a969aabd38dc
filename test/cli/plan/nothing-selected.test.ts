import { stripVTControlCharacters } from 'node:util';
import { whyNothingIsSelected } from '../../../cli/plan/nothing-selected';
import { renderPlan } from '../../../cli/plan/render-plan';
import { parseSettings } from '../../../infra/settings';
import { DR, planOf, PRIMARY, volume } from './account';

const TAGS = [{ Backup: 'daily', Name: 'web' }, { Backup: 'weekly' }, { Name: 'db' }];

test.each<[rule: string, ...of: Parameters<typeof whyNothingIsSelected>, why: string]>([
  ['no volume at all', 'all', PRIMARY, [], `There is no volume in ${PRIMARY}.`],
  [
    'the key in another case',
    { tagKey: 'backup' },
    PRIMARY,
    TAGS,
    `Of 3 volumes in ${PRIMARY} none has the tag backup. Did you mean Backup?`,
  ],
  [
    'a slip in the key',
    { tagKey: 'Bakcup' },
    PRIMARY,
    TAGS,
    `Of 3 volumes in ${PRIMARY} none has the tag Bakcup. Did you mean Backup?`,
  ],
  [
    'a key that is near none',
    { tagKey: 'Protect' },
    PRIMARY,
    TAGS,
    `Of 3 volumes in ${PRIMARY} none has the tag Protect.`,
  ],
  [
    'a slip in a value',
    { tagKey: 'Backup', tagValues: ['gold', 'dayly'] },
    PRIMARY,
    TAGS,
    `Of 2 volumes in ${PRIMARY} with the tag Backup none has the value gold or dayly. Did you mean daily?`,
  ],
])('of %s', (_, selection, region, volumes, why) => {
  expect(whyNothingIsSelected(selection, region, volumes)).toBe(why);
});

test('a plan that selects no volume begins and ends with that', () => {
  const settings = parseSettings(
    { primary: { region: PRIMARY }, dr: [{ region: DR }], selection: { tagKey: 'Bakcup' } },
    'the test',
  );
  const plan = planOf({ volumes: [volume(1)] }, {}, settings);
  const text = stripVTControlCharacters(renderPlan(plan, settings, false)).split('\n');

  expect(text).toContain(
    `Nothing is protected: the settings select no volume. Of 1 volume in ${PRIMARY} none has the tag Bakcup. Did you mean Backup?`,
  );
  expect(text.at(-2)).toBe('In short: nothing protected, since the settings select no volume.');
});

test('a plan that selects one says nothing of it', () => {
  expect(planOf({ volumes: [volume(1)] })).not.toHaveProperty('nothingSelected');
});
