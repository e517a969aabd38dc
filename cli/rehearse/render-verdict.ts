import { verdictOf, type Cause } from '../../local/rehearsal/protection';
import type { RehearsalReport } from '../../local/rehearsal/rehearsal';
import { capped } from '../terminal/capped';
import { counted } from '../terminal/counted';
import { bad, bold, dim, good } from '../terminal/style';
import { wrap } from '../terminal/wrap';
import { andMore, type View } from './view';

/** Whether the fleet is protected; if not, how many volumes are not and why. Then what else is not as promised. */
export function verdictLines(report: RehearsalReport, view: View): string[] {
  const { protection, denials } = report;
  const isPromised = report.problems.length === 0;
  const further = protection.otherwise.length > 0 || denials.length > 0;
  return [
    ...verdictLine(report, view),
    ...causeLines(protection.unprotected, view),
    ...(isPromised ? ['All is as the settings promise.'] : []),
    ...(further ? [bad(bold('Not as the settings promise:'))] : []),
    ...causeLines(protection.otherwise, view),
    ...denials.flatMap(({ action, resource, role, count }) =>
      wrap(`denied ${counted(count, 'time')}: ${action} on ${resource} to the role ${role}`, view.width, {
        indent: '  ',
        hang: '      ',
      }),
    ),
  ];
}

/** The verdict in a sentence. */
export const verdictLine = (
  { protection, regions, targetHours }: RehearsalReport,
  { width }: View,
): string[] =>
  wrap(verdictOf(protection, regions, targetHours), width, {
    style: (line) => (protection.unprotectedCount > 0 ? bad(bold(line)) : good(bold(line))),
  });

function causeLines(causes: readonly Cause[], view: View): string[] {
  const { shown, hiddenCount } = capped(causes, view.all);
  return [
    ...shown.flatMap(({ cause, volumes }) => [
      ...wrap(`${counted(volumes.length, 'volume')}: ${cause}`, view.width, { indent: '  ', hang: '      ' }),
      ...volumeLines(volumes, view),
    ]),
    ...(hiddenCount === 0 ? [] : [dim(`  and ${counted(hiddenCount, 'other cause')}; --all shows them`)]),
  ];
}

function volumeLines(volumes: Cause['volumes'], view: View): string[] {
  const { shown, hiddenCount } = capped(volumes, view.all);
  const names = shown.map(({ volumeId, detail }) =>
    detail === undefined ? view.label(volumeId) : `${view.label(volumeId)} (${detail})`,
  );
  return wrap(`${names.join(', ')}${andMore(hiddenCount)}`, view.width, { indent: '      ', style: dim });
}
