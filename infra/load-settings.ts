import { existsSync } from 'node:fs';
import type { Node } from 'constructs';
import { readSettingsFile } from './input/read-settings-file';
import { parsePrimaries, type Primaries } from './settings';

/** Where settings stand in cdk.json. */
export const CDK_JSON = { file: 'cdk.json', under: ['context', 'snapshotKeeper'] } as const;

/** How messages name that place. */
export const CDK_JSON_SOURCE = 'the context key snapshotKeeper of cdk.json';

/**
 * Reads the settings from the file that `-c settings=FILE` names, or else from the key `snapshotKeeper` of cdk.json's
 * context. The file holds what that key would hold. Throws SettingsError.
 */
export function loadSettings(node: Node): Primaries {
  const file: unknown = node.tryGetContext('settings');
  if (typeof file === 'string') return parsePrimaries(readSettingsFile(file), file);
  // CDK hands over what it has read, in which nothing stands twice any more.
  if (existsSync(CDK_JSON.file)) readSettingsFile(CDK_JSON.file, CDK_JSON);
  return parsePrimaries(node.tryGetContext('snapshotKeeper'), CDK_JSON_SOURCE);
}
