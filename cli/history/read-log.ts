import {
  type CloudWatchLogsClient,
  DescribeLogGroupsCommand,
  FilterLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { logMoments } from './log-moments';
import type { Moment } from './moment';
import type { Unread } from '../deployed/unread';

/** The functions of which only the log tells: what another snapshot's execution has deleted, what people were told, and why a sweep has started something. */
const ALWAYS = ['PruneVolume', 'NotifyFailure', 'SweepRegion'];

/** Of each log and snapshot: CloudWatch searches a part of the log for each page. */
const PAGES_MAX = 2;

type Asked = {
  readonly region: string;
  readonly client: CloudWatchLogsClient;
  readonly stackName: string;
  readonly snapshotIds: readonly string[];
  /** The logs of all functions, as where there is nothing else to read. */
  readonly all: boolean;
  /** Nothing is looked for from before. */
  readonly since?: string | undefined;
};

/** What the functions of a stack have logged of each of the snapshots. */
export async function readLog(
  asked: Asked,
  unread: Unread,
): Promise<{ readonly about: string; readonly moments: readonly Moment[] }[]> {
  const { region, client, stackName, snapshotIds, all } = asked;
  const groups = await unread.unless('logs:DescribeLogGroups', region, async () => {
    const prefix = `${stackName}-`;
    const { logGroups = [] } = await client.send(
      new DescribeLogGroupsCommand({ logGroupNamePrefix: prefix }),
    );
    return logGroups
      .flatMap(({ logGroupName = '' }) => (logGroupName.startsWith(prefix) ? [logGroupName] : []))
      .filter((name) => all || ALWAYS.some((one) => name.slice(prefix.length).includes(one)));
  });
  const read: { readonly about: string; readonly moments: readonly Moment[] }[] = [];
  for (const group of groups ?? [])
    for (const snapshotId of snapshotIds) {
      const found = await unread.unless('logs:FilterLogEvents', region, () =>
        filterGroup(asked, group, snapshotId),
      );
      // What is denied for one is denied for all.
      if (found === undefined) return read;
      read.push({ about: snapshotId, moments: found.moments });
      if (!found.isWhole)
        unread.lines.add(
          `${region}: the log ${group} is not read to its end, since it is large: docs/operate.md says how to search all of it.`,
        );
    }
  return read;
}

async function filterGroup(
  { region, client, since }: Asked,
  logGroupName: string,
  snapshotId: string,
): Promise<{ readonly moments: readonly Moment[]; readonly isWhole: boolean }> {
  const moments: Moment[] = [];
  let nextToken: string | undefined;
  for (let page = 0; page < PAGES_MAX; page += 1) {
    const answer = await client.send(
      new FilterLogEventsCommand({
        logGroupName,
        // Each plan names every snapshot of the volume, and says of none what became of it.
        filterPattern: `"${snapshotId}" -planned`,
        ...(since === undefined ? {} : { startTime: Date.parse(since) }),
        ...(nextToken === undefined ? {} : { nextToken }),
      }),
    );
    for (const { message = '', timestamp = 0 } of answer.events ?? [])
      moments.push(...logMoments(message, new Date(timestamp).toISOString(), region, snapshotId));
    nextToken = answer.nextToken;
    if (!nextToken) return { moments, isWhole: true };
  }
  return { moments, isWhole: false };
}
