import { estimateCost } from '../../../local/rehearsal/cost-estimate';
import priceTable from '../../../local/rehearsal/prices.json';
import type { StoredNow } from './stored-now';
import type { CostToday } from './today';

const ITEM = 'snapshot storage';

/** What is stored in each Region costs in a month. `stored` has an entry for each volume, by Region. */
export function costsToday(
  regions: readonly string[],
  stored: readonly ReadonlyMap<string, StoredNow>[],
): CostToday[] {
  const total = (region: string, what: keyof StoredNow): number =>
    stored.reduce((sum, ofVolume) => sum + (ofVolume.get(region)?.[what] ?? 0), 0);
  const lines = estimateCost(
    {
      storedGib: regions.map((region) => ({ region, gib: total(region, 'ours') + total(region, 'others') })),
      transferredGib: [],
      stateTransitionCount: 0,
      lambdaRequestCount: 0,
    },
    priceTable.prices,
  );
  return lines
    .filter(({ item }) => item === ITEM)
    .map(({ where: region, usd, price }) => ({
      region,
      oursGib: total(region, 'ours'),
      othersGib: total(region, 'others'),
      freedGib: total(region, 'freed'),
      usd,
      freedUsd: total(region, 'freed') * price.usd,
      price,
      hasOwnPrice: price.region === region,
    }));
}
