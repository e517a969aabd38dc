import { wishIn } from '../../functions/plan-restore/runbook-form';

const NOTHING = {
  at: '',
  attachTo: '',
  zone: '',
  initializationRateMibps: '',
  partly: 'false',
  withoutSelectionTag: 'false',
  dryRun: 'false',
};

test.each<[what: string, input: unknown, wish: unknown]>([
  [
    'a snapshot, and nothing else',
    { runbook: { of: 'snap-0123456789abcdef0', ...NOTHING } },
    { snapshotId: 'snap-0123456789abcdef0', partly: false, withoutSelectionTag: false, dryRun: false },
  ],
  [
    'a volume at a time, attached',
    {
      runbook: {
        ...NOTHING,
        of: 'vol-0123456789abcdef0',
        at: '2030-01-07T02:00:00Z',
        attachTo: 'i-0123456789abcdef0',
        withoutSelectionTag: 'true',
      },
    },
    {
      volumeId: 'vol-0123456789abcdef0',
      at: '2030-01-07T02:00:00Z',
      attachTo: 'i-0123456789abcdef0',
      partly: false,
      withoutSelectionTag: true,
      dryRun: false,
    },
  ],
  [
    'what an instance would get in a zone',
    {
      runbook: {
        ...NOTHING,
        of: 'i-0123456789abcdef0',
        zone: 'us-east-1a',
        initializationRateMibps: '300',
        partly: 'true',
        dryRun: 'true',
      },
    },
    {
      instanceId: 'i-0123456789abcdef0',
      zone: 'us-east-1a',
      initializationRateMibps: 300,
      partly: true,
      withoutSelectionTag: false,
      dryRun: true,
    },
  ],
  [
    'what is none of these, which the wish refuses',
    { runbook: { of: 'ami-0123456789abcdef0', dryRun: 'yes', more: 'x' } },
    { of: 'ami-0123456789abcdef0', dryRun: 'yes', more: 'x' },
  ],
])('the runbook asks for %s', (_, input, wish) => {
  expect(wishIn(input)).toEqual(wish);
});

test.each<[what: string, input: unknown]>([
  ['a wish, also with an empty text', { volumeId: 'vol-0123456789abcdef0', at: '' }],
  [
    'a runbook beside something else',
    { runbook: { of: 'vol-0123456789abcdef0' }, volumeId: 'vol-0123456789abcdef0' },
  ],
  ['a runbook that is none', { runbook: 'vol-0123456789abcdef0' }],
  ['a list', ['vol-0123456789abcdef0']],
  ['nothing', null],
])('%s is left as it is', (_, input) => {
  expect(wishIn(input)).toBe(input);
});
