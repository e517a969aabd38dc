import { invalid, notSimulated, type Fields, type Site } from './fields';

/** The errors of the Amazon States Language that this world can raise, and its wildcards. */
const KNOWN_ERRORS = [
  'States.ALL',
  'States.TaskFailed',
  'States.Timeout',
  'States.HeartbeatTimeout',
  'States.Runtime',
  'States.DataLimitExceeded',
  'States.QueryEvaluationError',
];

/** The error names of a retrier or catcher. */
export function readErrorEquals(fields: Fields): readonly string[] {
  const names = fields.take('ErrorEquals');
  const site = fields.siteOf('ErrorEquals');
  if (!Array.isArray(names) || names.length === 0 || !names.every((name) => typeof name === 'string'))
    return invalid(site, 'must be an array of error names');
  for (const name of names)
    if (name.startsWith('States.') && !KNOWN_ERRORS.includes(name)) notSimulated(site, `'${name}'`);
  if (names.includes('States.ALL') && names.length > 1) invalid(site, 'States.ALL must stand alone');
  return names;
}

/** Refuses what stands behind `States.ALL`, which takes everything. */
export function refuseUnreachable(
  list: readonly { readonly errorEquals: readonly string[] }[],
  site: Site,
): void {
  const all = list.findIndex(({ errorEquals }) => errorEquals.includes('States.ALL'));
  if (all >= 0 && all < list.length - 1) invalid(site, 'States.ALL must stand last');
}
