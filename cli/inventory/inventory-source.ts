import { InventoryError } from './inventory-file';

/** A file of an inventory, and of which Region it is. */
export type InventorySource = {
  readonly path: string;
  readonly region: string;
  /** Whether the Region was said, and not taken for the primary one. */
  readonly isSaid: boolean;
};

const SOURCE = /^([^=./\\]*)=(.*)$/s;

/** The file of a source, whatever its Region. */
export const pathOf = (text: string): string => SOURCE.exec(text)?.[2] ?? text;

/**
 * Reads `FILE` or `REGION=FILE`. What is before the first `=` is meant as a Region, unless a dot or a slash makes it a path. The first one of
 * `regions` is the primary one. Throws InventoryError.
 */
export function sourceOf(text: string, regions: readonly [string, ...string[]]): InventorySource {
  const [, said, path = text] = SOURCE.exec(text) ?? [];
  const known = regions.join(' or ');
  const refuse = (message: string): InventoryError => new InventoryError(`--inventory ${text}: ${message}`);
  if (path === '' && (said === undefined || said === ''))
    throw new InventoryError(`--inventory: expected a file, found "${text}".`);
  if (said === undefined) return { path, region: regions[0], isSaid: false };
  if (!regions.includes(said))
    throw refuse(
      `expected a Region of the settings before the =, ${known}, found "${said}". A file with = in its name is given as ./${text}.`,
    );
  if (path === '') throw refuse(`expected a file after the =, such as ${said}=snapshots.json.`);
  return { path, region: said, isSaid: true };
}
