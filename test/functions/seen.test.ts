import type { TakenSnapshot } from '../../functions/aws/new-snapshots';
import { Seen } from '../../functions/take-snapshots/seen';
import { snap, vol } from '../support/builders';

const RUN = { deployment: 'keeper', scheduledAt: '2030-01-01T01:00:00Z' };
const WHOLE: TakenSnapshot = { snapshotId: snap(1) };
const LACKING: TakenSnapshot = { snapshotId: snap(2), lackingSet: '000000000001' };

/** After as many looks as there are answers. */
async function seen(...answers: readonly (TakenSnapshot | undefined)[]): Promise<TakenSnapshot | undefined> {
  const left = [...answers];
  const takenFor = () => {
    const shown = left.shift();
    return Promise.resolve(new Map(shown === undefined ? [] : [[vol(1), shown]]));
  };
  const of = new Seen([{ takenFor }], RUN, () => new Date(RUN.scheduledAt));
  while (left.length > 0) await of.lookAgain();
  return of.of(vol(1));
}

test('what is whole stays so, though a later answer is older', async () => {
  expect(await seen(WHOLE, LACKING)).toEqual(WHOLE);
  expect(await seen(WHOLE, undefined)).toEqual(WHOLE);
});

test('what lacks something is followed by what is whole', async () => {
  expect(await seen(LACKING, WHOLE)).toEqual(WHOLE);
});

test('what lacks something is known as such', async () => {
  expect(await seen(undefined, LACKING)).toEqual(LACKING);
});
