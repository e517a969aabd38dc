import type { RegionReport } from '../../local/rehearsal/region-report';
import { capped } from '../terminal/capped';
import { counted } from '../terminal/counted';
import { dim } from '../terminal/style';
import { wrap } from '../terminal/wrap';
import { minute, title, type View } from './view';

/** What happened in one Region. */
export function regionLines(report: RegionReport, view: View): string[] {
  const isPrimary = report.role === 'primary';
  const { completedCount, failedCount, adoptedCount, copiedCount, pendingCount } = report;
  const underWay = pendingCount === 0 ? '' : `, ${pendingCount.toLocaleString('en-US')} under way`;
  const failed = `${failedCount.toLocaleString('en-US')} failed`;
  const facts = isPrimary
    ? [
        `${counted(completedCount, 'snapshot')} completed, ${failed}, ${adoptedCount.toLocaleString('en-US')} adopted${underWay}`,
        ...Object.entries(report.notManaged).map(
          ([reason, count]) => `${count.toLocaleString('en-US')} left alone: ${reason}`,
        ),
        ...(report.earlierCount > 0
          ? [
              `${report.earlierCount.toLocaleString('en-US')} from before left alone: only new snapshots are adopted`,
            ]
          : []),
        `${counted(report.copyWaitCount, 'time')} a copy waited for a free slot`,
      ]
    : [
        `${counted(completedCount, 'copy', 'copies')} completed, ${failed}, ${copiedCount.toLocaleString('en-US')} confirmed${underWay}`,
        `${report.fullCopyCount.toLocaleString('en-US')} of them full, the others incremental`,
      ];
  return [
    ...title(`${report.region} (${isPrimary ? 'primary' : 'DR'})`, view),
    ...[
      ...facts,
      `${report.pruned.length.toLocaleString('en-US')} pruned, ${counted(report.heldCount, 'managed snapshot')} at the end`,
    ].flatMap((fact) => wrap(fact, view.width, { hang: '    ' })),
    ...byReason('pruned', report.pruned, view),
    ...byReason(
      'blocked',
      report.blocked.map(({ since, ...blocked }) => ({ at: since, ...blocked })),
      view,
    ),
  ];
}

type Entry = {
  readonly at: string;
  readonly snapshotId: string;
  readonly volumeId: string;
  readonly reason: string;
};

/** Reasons that name resources would each be another. */
const kindOf = ({ reason }: Entry): string => reason.replace(/\b(snap|ami)-[0-9a-f]+\b/g, '$1-…');

/** Entries of one reason together, with the newest: a lone one with its whole reason. */
function byReason(word: string, entries: readonly Entry[], view: View): string[] {
  const kinds = new Map<string, Entry[]>();
  for (const entry of entries) {
    const known = kinds.get(kindOf(entry));
    if (known === undefined) kinds.set(kindOf(entry), [entry]);
    else known.push(entry);
  }
  const { shown, hiddenCount } = capped(
    [...kinds].sort(([, a], [, b]) => b.length - a.length),
    view.all,
  );
  return [
    ...shown.flatMap(([kind, group]) => {
      const [only] = group.length === 1 ? group : [];
      const count = group.length.toLocaleString('en-US');
      return [
        ...wrap(`${word} ${count}: ${only?.reason ?? kind}`, view.width, { indent: '  ', hang: '      ' }),
        ...examples(group, view),
      ];
    }),
    ...(hiddenCount === 0
      ? []
      : [dim(`  ${word} for ${counted(hiddenCount, 'other reason')}; --all shows them`)]),
  ];
}

function examples(group: readonly Entry[], { width, all, label }: View): string[] {
  const line = ({ at, snapshotId, volumeId }: Entry): string =>
    `${minute(at)}  ${snapshotId} of ${label(volumeId)}`;
  const shown = all ? group : group.slice(-1);
  const more = group.length - shown.length;
  return shown.flatMap((entry) =>
    wrap(`${line(entry)}${more === 0 ? '' : `, the last of them`}`, width, { indent: '    ', style: dim }),
  );
}
