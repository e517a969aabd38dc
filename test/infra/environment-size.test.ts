import { parseSettings, SettingsError } from '../../infra/settings';
import { synthesize } from '../../local/world/synthesize';

const settingsWith = (more: object) =>
  parseSettings(
    {
      primary: { region: 'us-east-1', retention: { last: 7 } },
      dr: [{ region: 'us-west-2', retention: { last: 1 } }],
      ...more,
    },
    'the test',
  );

const schedules = Array.from({ length: 15 }, (_, index) => ({
  name: `s${index}`,
  schedule: 'cron(0 1 * * ? *)',
  selection: {
    tagKey: 'Role',
    tagValues: Array.from({ length: 3 }, (_, value) => `${'v'.repeat(60)}${value}`),
  },
}));

test('what would not fit into the environment of a function is refused before anything is deployed', () => {
  const refused = (): unknown => synthesize(settingsWith({ schedules }));

  expect(refused).toThrow(SettingsError);
  expect(refused).toThrow(
    'Wrong settings: the environment of the function TakeSnapshots would have 5,182 bytes, and AWS Lambda takes 4,096. The longest is SCHEDULES, with 4,986. Shorten what it comes from: lists of tag values or schedules, adopt.exceptTags, ignoreRegions.',
  );
});

test('so is a selection of too many values, in the functions that select', () => {
  const tagValues = Array.from({ length: 60 }, (_, index) => `${index}`.padStart(60, '0'));

  expect(() => synthesize(settingsWith({ selection: { tagKey: 'Backup', tagValues } }))).toThrow(
    /^Wrong settings: the environment of the function \w+ would have \d,\d{3} bytes, .* The longest is SELECTION, with 3,\d{3}\./,
  );
});

test('fifteen schedules of ordinary length fit', () => {
  const short = schedules.map((one) => ({ ...one, selection: { tagKey: 'Role', tagValues: ['database'] } }));

  expect(() => synthesize(settingsWith({ schedules: short }))).not.toThrow();
});
