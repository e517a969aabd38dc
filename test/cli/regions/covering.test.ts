import { coveringOf, linesThatAdd } from '../../../cli/regions/covering';
import { parsePrimaries } from '../../../infra/settings';
import { vol } from '../../support/builders';

const volume = (index: number, tags: Record<string, string>) => ({
  volumeId: vol(index),
  volumeType: 'gp3',
  sizeGib: 8,
  zone: 'eu-west-3a',
  tags,
});

const BACKUP = volume(1, { Backup: 'yes' });

const covering = (written: object, region: string, volumes = [BACKUP]) =>
  coveringOf(region, volumes, { primaries: parsePrimaries(written, 'the test'), written });

test('another Region is covered by the rules of the primary one, with copies in the same DR Regions, as they are written', () => {
  const written = {
    primary: { region: 'us-east-1', retention: '7d 4w' },
    dr: [{ region: 'us-west-2', retention: { last: 2 }, key: 'alias/backups' }, { region: 'eu-central-1' }],
  };

  expect(covering(written, 'eu-west-3')).toEqual({
    entry: {
      region: 'eu-west-3',
      retention: '7d 4w',
      dr: [{ region: 'us-west-2', retention: { last: 2 }, key: 'alias/backups' }, { region: 'eu-central-1' }],
    },
    left: [],
  });
});

test('a DR Region is covered by the DR Regions beside it', () => {
  const written = {
    primary: { region: 'us-east-1' },
    dr: [{ region: 'us-west-2' }, { region: 'eu-central-1', retention: { last: 3 } }],
  };

  expect(covering(written, 'us-west-2').entry).toEqual({
    region: 'us-west-2',
    dr: [{ region: 'eu-central-1', retention: { last: 3 } }],
  });
});

test('the only DR Region is covered by copies the other way, with the rules of copies and without the key, which is not there', () => {
  const written = {
    primary: { region: 'us-east-1' },
    dr: [{ region: 'us-west-2', retention: { last: 3 }, key: 'alias/backups' }],
  };

  expect(covering(written, 'us-west-2').entry).toEqual({
    region: 'us-west-2',
    dr: [{ region: 'us-east-1', retention: { last: 3 } }],
  });
});

describe('of several primary Regions', () => {
  const written = {
    selection: { tagKey: 'Backup' },
    primary: [
      { region: 'us-east-1', selection: 'all', dr: [{ region: 'us-west-2' }] },
      { region: 'eu-west-1', dr: [{ region: 'eu-central-1' }] },
      { region: 'eu-west-2', selection: { tagKey: 'Keep' }, dr: [{ region: 'eu-north-1' }] },
    ],
  };
  const KEEP = [2, 3].map((index) => volume(index, { Keep: 'yes' }));

  test('that is followed whose selection takes the most, never one that selects all of its own Region', () => {
    expect(covering(written, 'eu-west-3')).toEqual({
      entry: { region: 'eu-west-3', dr: [{ region: 'eu-central-1' }] },
      left: [],
    });
    expect(covering(written, 'eu-west-3', KEEP).entry).toEqual({
      region: 'eu-west-3',
      selection: { tagKey: 'Keep' },
      dr: [{ region: 'eu-north-1' }],
    });
  });

  test('what its selection does not take is left, and named', () => {
    expect(covering(written, 'eu-west-3', [BACKUP, ...KEEP])).toMatchObject({
      entry: { selection: { tagKey: 'Keep' } },
      left: [vol(1)],
    });
  });

  test('one line for each Region is added to the list', () => {
    const entries = ['eu-west-3', 'sa-east-1'].map((region) => covering(written, region).entry);

    expect(linesThatAdd(entries, written)).toEqual({
      place: 'behind the last entry of "primary"',
      lines: [
        ',{"region":"eu-west-3","dr":[{"region":"eu-central-1"}]}',
        ',{"region":"sa-east-1","dr":[{"region":"eu-central-1"}]}',
      ],
    });
  });
});

test('one line makes a list of the only primary Region and of those that are added', () => {
  const written = { primary: { region: 'us-east-1', retention: '7d' }, dr: [{ region: 'us-west-2' }] };

  expect(linesThatAdd([covering(written, 'eu-west-3').entry], written)).toEqual({
    place: 'in place of "primary" and "dr"',
    lines: [
      '"primary":[{"region":"us-east-1","retention":"7d","dr":[{"region":"us-west-2"}]},{"region":"eu-west-3","retention":"7d","dr":[{"region":"us-west-2"}]}]',
    ],
  });
});
