import type { Volumes } from '../aws/volumes';
import { isSelected, type Selection } from '../domain/selection';
import { isOptedOut } from '../domain/tags';
import type { Volume } from '../domain/volume';
import type { Covered } from './units';

/** What a person names: a volume, or an instance, whose volumes are taken at one moment. */
export type Named = { readonly volumeId: string } | { readonly instanceId: string };

type Input = {
  readonly volumeId?: string | null | undefined;
  readonly instanceId?: string | null | undefined;
};

/** Undefined of a run of schedules. */
export function namedIn({ volumeId, instanceId }: Input): Named | undefined {
  if (typeof volumeId === 'string') return { volumeId };
  return typeof instanceId === 'string' ? { instanceId } : undefined;
}

/**
 * The volume, or those of the instance, as far as they are there and the deployment selects them; in order of their ids. What is opted out is not taken
 * with its instance, and is where it is named itself.
 */
export async function coveredByHand(
  volumes: Pick<Volumes, 'byId' | 'attachedTo'>,
  named: Named,
  selection: Selection,
): Promise<Covered[]> {
  const found = await foundBy(volumes, named);
  return found.filter(({ tags }) => isSelected(tags, selection)).map((volume) => ({ volume, schedules: [] }));
}

async function foundBy(volumes: Pick<Volumes, 'byId' | 'attachedTo'>, named: Named): Promise<Volume[]> {
  if ('volumeId' in named) {
    const volume = await volumes.byId(named.volumeId);
    return volume === undefined ? [] : [volume];
  }
  const { instanceId } = named;
  const attached = await volumes.attachedTo(instanceId);
  return (
    attached
      .filter(({ tags }) => !isOptedOut(tags))
      // Of the instances of one that is attached to several, this one is meant.
      .map((volume) => ({ ...volume, instanceId }))
      .sort((a, b) => (a.volumeId < b.volumeId ? -1 : 1))
  );
}

/** Why nothing of it is there to be taken. */
export const whyNothing = (named: Named): string =>
  'volumeId' in named
    ? 'there is no such volume here, or this deployment does not select it'
    : 'there is no such instance here, or this deployment selects none of its volumes, or all of them are opted out';
