type Facts = {
  readonly partition: string;
  readonly architecture: 'arm64' | 'x86_64';
  readonly tracing: boolean;
};

const STANDARD: Facts = { partition: 'aws', architecture: 'arm64', tracing: true };

/** Settings for the places that differ, and what follows from the place. */
export const SETTINGS_BY_PLACE: readonly [place: string, settings: object, facts: Facts][] = [
  [
    'two Regions of the standard partition',
    { primary: { region: 'us-east-1' }, dr: [{ region: 'us-west-2' }] },
    STANDARD,
  ],
  [
    'a primary and two DR Regions, with runbooks',
    {
      backupRunbook: true,
      restoreRunbook: { approvers: ['dba'] },
      primary: { region: 'eu-west-1' },
      dr: [{ region: 'eu-central-1' }, { region: 'eu-north-1', key: 'aws/ebs' }],
    },
    STANDARD,
  ],
  [
    'Regions that have to be opted into',
    { primary: { region: 'af-south-1' }, dr: [{ region: 'ap-east-2' }] },
    STANDARD,
  ],
  [
    'GovCloud',
    { primary: { region: 'us-gov-west-1' }, dr: [{ region: 'us-gov-east-1' }] },
    { ...STANDARD, partition: 'aws-us-gov' },
  ],
  [
    'China',
    { primary: { region: 'cn-north-1' }, dr: [{ region: 'cn-northwest-1' }] },
    { partition: 'aws-cn', architecture: 'x86_64', tracing: false },
  ],
];
