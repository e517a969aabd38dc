/** How long one call of the script may take: asking the application, and half of the longest freeze. It ends itself before. */
const LONGEST_CALL_SECONDS = 180;

/**
 * What Systems Manager puts in the place of `{{ name }}` before a shell sees it. Its events show the values to everybody who reads them,
 * so none is a secret, and no value that is let in means anything to a shell.
 */
const PARAMETERS = {
  action: {
    type: 'String',
    description:
      'freeze before the snapshots are taken, thaw as soon as they have ids, or dry-run, which changes nothing',
    allowedValues: ['freeze', 'thaw', 'dry-run'],
  },
  run: {
    type: 'String',
    description: 'Name of the backup run, the same for freeze and thaw, and another for each run',
    allowedPattern: '^[A-Za-z0-9][A-Za-z0-9_-]{0,79}$',
  },
  thawAfterSeconds: {
    type: 'String',
    description: 'The instance thaws itself when nobody has asked for it by then (10 to 120)',
    default: '60',
    allowedPattern: '^([1-9][0-9]|1[01][0-9]|120)$',
  },
  application: {
    type: 'String',
    description: 'Who is asked to be ready before the file systems are frozen',
    default: 'none',
    allowedValues: ['none', 'postgresql', 'mysql'],
  },
} as const;

/** The script's arguments, in its order. With arguments of its own, as when it starts itself again, it takes those. */
const ARGUMENTS = `[ $# -gt 0 ] || set -- '{{ action }}' '{{ run }}' '{{ thawAfterSeconds }}' '{{ application }}'`;

/** The content of a command document that runs the script on a Linux instance. */
export function freezeDocument(script: string) {
  if (script.includes('{{')) throw new Error('Systems Manager would take {{ in the script for a parameter');
  const [shebang = '', ...lines] = script.trimEnd().split('\n');
  return {
    schemaVersion: '2.2',
    description:
      'Freezes and thaws the file systems of a Linux instance for consistent snapshots of its volumes',
    parameters: PARAMETERS,
    mainSteps: [
      {
        name: 'freeze',
        action: 'aws:runShellScript',
        precondition: { StringEquals: ['platformType', 'Linux'] },
        inputs: {
          timeoutSeconds: String(LONGEST_CALL_SECONDS),
          runCommand: [shebang, ARGUMENTS, ...lines],
        },
      },
    ],
  };
}
