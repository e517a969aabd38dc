import { EC2Client } from '@aws-sdk/client-ec2';
import type { Primaries, Settings } from '../../infra/settings';
import { newestMs, type Inventory, type ListName } from '../../local/rehearsal/inventory';
import { ofAccount, onlyOne } from '../flags/read-settings';
import { UsageError } from '../flags/usage-error';
import { Progress } from '../terminal/progress';
import { accountReader, type Reading } from './read-account';
import { readInventory } from './read-inventory';

/** Enough attempts to read an account that others call too. */
const MAX_ATTEMPTS = 10;

type Sources = {
  /** Files; else the account is read with the ordinary credentials. */
  readonly inventory?: string[];
  /** The time that is asked about, where it is not now. */
  readonly at?: Date;
};

/**
 * Reads the inventory of one primary Region after the other; what several share is read once. Throws UsageError, or InventoryError, where it cannot be read,
 * has gaps, is of another account, or is newer than the time that is asked about. `onPage` may throw to end the reading.
 */
export function checkedInventories(
  { inventory: files, at }: Sources,
  primaries: Primaries,
  reading: Reading,
): (settings: Settings) => Promise<Inventory> {
  const ofCredentials = readerOfCredentials(reading);
  return async (settings) => {
    const inventory =
      files === undefined
        ? await ofCredentials(settings)
        : readInventory(files, onlyOne(primaries, '--inventory'));
    refuseGaps(inventory, settings);
    ofAccount(settings, inventory.accountId);
    refuseBefore(inventory, at);
    return inventory;
  };
}

/** Reads with the ordinary credentials. */
function readerOfCredentials(reading: Reading): (settings: Settings) => Promise<Inventory> {
  const progress = new Progress();
  const read = accountReader({
    ...reading,
    ec2: (region) => new EC2Client({ region, maxAttempts: MAX_ATTEMPTS }),
    onPage: (text) => {
      reading.onPage?.(text);
      progress.report(text);
    },
  });
  return async (settings) => {
    const inventory = await read(settings);
    progress.done();
    return inventory;
  };
}

/** Without every snapshot and copy, "nothing to do" would only mean that nothing is known. */
function refuseGaps({ lists, snapshots, unread = [] }: Inventory, { primary, dr }: Settings): void {
  const holds = (region: string, list: ListName): boolean =>
    lists.some((known) => known.region === region && known.list === list);
  for (const { region } of [primary, ...dr]) {
    if (unread.some((one) => one.region === region)) continue;
    const source = region === primary.region ? 'FILE' : `${region}=FILE`;
    if (!holds(region, 'snapshots'))
      throw new UsageError(
        `The inventory holds no list of the snapshots in ${region}. ` +
          `Add the output of "aws ec2 describe-snapshots --owner-ids self --region ${region}" as ${source}.`,
      );
    // In a DR Region that asks for too many copies at worst; here, nothing would be found to do.
    const hasNone = region === primary.region && !snapshots.some((snapshot) => snapshot.region === region);
    if (hasNone && !holds(region, 'locks'))
      throw new UsageError(
        `The only list of snapshots in ${region} is empty, and may as well be one of locks. Give the output of both ` +
          `"aws ec2 describe-snapshots --owner-ids self --region ${region}" and "aws ec2 describe-locked-snapshots --region ${region}", each as ${source}.`,
      );
  }
}

/** What has happened by then nobody knows: only what is there now is listed, and what was deleted since is not. */
function refuseBefore(inventory: Inventory, at: Date | undefined): void {
  const newest = newestMs(inventory);
  if (at !== undefined && newest !== undefined && at.getTime() < newest)
    throw new UsageError(
      `--at: expected a time no earlier than the newest of the inventory, which is ${new Date(newest).toISOString()}, found ${at.toISOString()}.`,
    );
}
