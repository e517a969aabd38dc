import { toldFailures } from '../../../local/simulation/told-failures';

test('a message about one failure has all its fields', () => {
  const message = [
    'Snapshot Keeper (keeper): a permission is missing.',
    '',
    'Volume:    vol-1',
    'Snapshot:  snap-1',
    'Region:    us-east-1',
    'Step:      TagSnapshot of snapshot-created',
    'Error:     AccessDenied',
    'Cause:     no',
    '',
    'What it means: No.',
    '',
    'Execution: https://aws/arn:1',
  ].join('\n');

  expect(toldFailures(message)).toEqual([
    {
      error: 'AccessDenied',
      step: 'TagSnapshot of snapshot-created',
      region: 'us-east-1',
      volumeId: 'vol-1',
      snapshotId: 'snap-1',
      execution: 'https://aws/arn:1',
    },
  ]);
});

test('a message about several tells of each in its list', () => {
  const message = [
    'Region:    us-east-1',
    'Step:      TagSnapshot of snapshot-created',
    'Error:     AccessDenied',
    'Cause:     differs, see below',
    '',
    'What it befell:',
    '',
    '- vol-1, snap-1',
    '  Cause:     no',
    '  Execution: https://aws/arn:1',
    '- not known',
    '  Cause:     nor this',
    '  Execution: https://aws/arn:2',
  ].join('\n');
  const common = { error: 'AccessDenied', step: 'TagSnapshot of snapshot-created', region: 'us-east-1' };

  expect(toldFailures(message)).toEqual([
    { ...common, volumeId: 'vol-1', snapshotId: 'snap-1', execution: 'https://aws/arn:1' },
    { ...common, volumeId: '', snapshotId: '', execution: 'https://aws/arn:2' },
  ]);
});

test('an alarm, or a message that could not be read, tells of no failure', () => {
  expect(toldFailures('StateMachineArn: arn\n')).toEqual([]);
  expect(toldFailures('The messages begin:\n\n- garbage')).toEqual([]);
});
