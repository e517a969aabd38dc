import { CreateTagsCommand } from '@aws-sdk/client-ec2';
import type { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { inOrder } from '../../../cli/history/moment';
import { historyOf } from '../../../cli/history/snapshot-history';
import { drStackName, primaryStackName } from '../../../infra/names';
import type { LogLine } from '../../../local/handlers/hosted-function';
import { LOCAL_ACCOUNT_ID } from '../../../local/template/template';
import { DR, PRIMARY, SETTINGS, startOneVolume, VOLUME } from '../../support/one-volume';

const DEPLOYMENT = { ...SETTINGS, account: LOCAL_ACCOUNT_ID };

/** CloudWatch Logs of a Region, with a log group of each function that has logged. The local world has none of its own. */
function logsOf(
  lines: readonly (LogLine & { readonly atMs: number })[],
  region: string,
): CloudWatchLogsClient {
  const here = lines.filter((line) => line.region === region);
  const stack = region === PRIMARY ? primaryStackName(SETTINGS) : drStackName(SETTINGS, region);
  const groupOf = ({ functionName }: LogLine): string => `${stack}-${functionName}FunctionLogs-x`;
  const send = ({
    input,
  }: {
    input: { logGroupName?: string; filterPattern?: string; startTime?: number };
  }) => {
    const { logGroupName, filterPattern = '', startTime = 0 } = input;
    if (logGroupName === undefined)
      return { logGroups: [...new Set(here.map(groupOf))].map((name) => ({ logGroupName: name })) };
    const [, id = ''] = /^"(.+)" -planned$/.exec(filterPattern)!;
    return {
      events: here
        .filter((line) => groupOf(line) === logGroupName && line.atMs >= startTime)
        .map(({ atMs, message, fields }) => ({
          timestamp: atMs,
          message: JSON.stringify({ message, ...fields }),
        }))
        .filter(({ message }) => message.includes(id) && !message.includes('planned')),
    };
  };
  return { send: (command: never) => Promise.resolve(send(command)) } as unknown as CloudWatchLogsClient;
}

async function start() {
  const played = await startOneVolume();
  const { world, soon } = played;
  const lines: (LogLine & { readonly atMs: number })[] = [];
  world.observe({ onLog: (line) => lines.push({ ...line, atMs: world.loop.nowMs() }) });
  const person = world.as('person');
  return {
    ...played,
    /** What is told of a snapshot, each with the Region and without the time. */
    told: async (snapshotId: string): Promise<string[]> => {
      const clientsOf = (region: string) => ({
        ec2: person.ec2(region),
        states: person.sfn(region),
        logs: logsOf(lines, region),
      });
      const now = new Date(world.loop.nowMs());
      const history = historyOf(snapshotId, DEPLOYMENT, [PRIMARY, DR], clientsOf, now);
      const { moments, unread } = await soon(history);
      expect(unread).toEqual([]);
      return inOrder(moments).map(({ region, what }) => `${region}: ${what}`);
    },
  };
}

test('of a snapshot that was copied and then pruned, all is told, with the copy', async () => {
  const { takeSnapshot, runTo, held, told } = await start();
  const { SnapshotId: first = '' } = await takeSnapshot();
  await runTo(2);
  const [copy = ''] = held(DR);
  await takeSnapshot();
  await runTo(5);

  expect(await told(first)).toEqual([
    `${PRIMARY}: snapshot-created began: EC2's event, or else a sweep, had told that the snapshot of ${VOLUME} is completed`,
    expect.stringContaining(`${PRIMARY}: adopted under ${VOLUME}: `),
    `${PRIMARY}: copies are needed in ${DR}`,
    `${PRIMARY}: a copy into ${DR} is asked for`,
    expect.stringContaining(`${PRIMARY}: retention of its volume by last 1: 1 kept, 0 deleted`),
    `${PRIMARY}: the copy into ${DR} has started: ${copy}`,
    `${PRIMARY}: snapshot-created ended well`,
    `${DR}: copy ${copy}: snapshot-copied began: EC2's event, or else a sweep, had told that the copy of ${first} is completed, a full one`,
    `${DR}: copy ${copy}: adopted as a finished copy under ${VOLUME}, and confirmed on its source where that is still there`,
    `${DR}: copy ${copy}: retention of its volume by last 1: 1 kept, 0 deleted`,
    `${DR}: copy ${copy}: snapshot-copied ended well`,
    `${PRIMARY}: deleted: kept by no rule of last 1`,
    `${DR}: copy ${copy}: deleted: kept by no rule of last 1`,
    `${PRIMARY}: EC2 does not show it any more: deleted, or in the Recycle Bin`,
    `${DR}: copy ${copy}: EC2 does not show it any more: deleted, or in the Recycle Bin`,
  ]);
});

test('of a copy that has failed for good, the reason is told, and that a person was', async () => {
  const { world, takeSnapshot, runTo, held, told } = await start();
  world.ec2.failNextCopyOf(VOLUME, 'Given key ID is not accessible');
  const { SnapshotId: id = '' } = await takeSnapshot();
  await runTo(2);
  const [copy = ''] = held(DR);

  const lines = await told(id);

  expect(lines).toContain(
    `${DR}: copy ${copy}: copy-failed began: EC2's event, or else a sweep, had told that the copy of ${id} has failed: Given key ID is not accessible`,
  );
  expect(lines).toContainEqual(expect.stringContaining(`${DR}: copy ${copy}: a person is to be told: `));
  expect(lines).toContainEqual(
    expect.stringContaining(`${DR}: copy ${copy}: a person is told: CopyFailed: `),
  );
  expect(lines).toContainEqual(expect.stringContaining(`${DR}: a person was told: CopyFailed: `));
  expect(lines).toContain(`${DR}: copy ${copy}: EC2 shows it as error (Given key ID is not accessible)`);
});

test('of one that stays, what holds it is told', async () => {
  const { takeSnapshot, runTo, told, person, soon } = await start();
  const { SnapshotId: id = '' } = await takeSnapshot();
  await runTo(2);
  const hold = { Key: 'snapshot-keeper:hold', Value: 'case 4711' };
  await soon(person(PRIMARY).send(new CreateTagsCommand({ Resources: [id], Tags: [hold] })));
  await takeSnapshot();
  await runTo(5);

  const lines = await told(id);

  expect(lines).toContain(`${PRIMARY}: a person holds it: case 4711`);
  expect(lines).toContain(`${PRIMARY}: EC2 shows it as completed`);
});

test('of a snapshot that nobody has heard of, nothing is told', async () => {
  const { told } = await start();

  expect(await told('snap-0123456789abcdef0')).toEqual([]);
});
