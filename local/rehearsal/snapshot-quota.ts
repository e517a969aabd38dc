import { SNAPSHOT_QUOTA } from '../aws/ec2/account';
import { isInRecycleBin, type Inventory } from './inventory';

/** What an account whose quota was raised is taken to have above what it holds. */
const ROOM = 100_000;

export type RaisedQuota = { readonly region: string; readonly held: number; readonly quota: number };

/** The Regions of which an inventory holds as many snapshots as AWS allows, or more: there AWS has raised the quota, and does not say to what. */
export function raisedQuotas({ snapshots }: Pick<Inventory, 'snapshots'>): RaisedQuota[] {
  const counts = new Map<string, number>();
  for (const { region, snapshot } of snapshots)
    if (!isInRecycleBin(snapshot)) counts.set(region, (counts.get(region) ?? 0) + 1);
  return [...counts].flatMap(([region, held]) =>
    held < SNAPSHOT_QUOTA ? [] : [{ region, held, quota: held + ROOM }],
  );
}

/** In words, what was assumed of it. */
export const describeQuota = ({ region, held, quota }: RaisedQuota): string =>
  `the quota of snapshots in ${region}: ${inDigits(quota)}, as the inventory holds ${inDigits(held)} and AWS allows ` +
  `${inDigits(SNAPSHOT_QUOTA)} unless asked`;

const inDigits = (count: number): string => count.toLocaleString('en-US');
