import { readFileSync } from 'node:fs';
import type { Node } from 'constructs';
import { parsePrimaries, type Primaries, SettingsError } from './settings';

/**
 * Reads the settings from the file that `-c settings=FILE` names, or else from the key `snapshotKeeper` of cdk.json's
 * context. The file holds what that key would hold. Throws SettingsError.
 */
export function loadSettings(node: Node): Primaries {
  const file: unknown = node.tryGetContext('settings');
  if (typeof file === 'string') return parsePrimaries(readJson(file), file);
  return parsePrimaries(node.tryGetContext('snapshotKeeper'), 'the context key snapshotKeeper of cdk.json');
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(withoutBom(readFileSync(file, 'utf8')));
  } catch (error) {
    throw new SettingsError(`Cannot read the settings file ${file}: ${(error as Error).message}`);
  }
}

/** Editors of Windows begin a file with a byte order mark, which is no JSON. */
export const withoutBom = (text: string): string => text.replace(/^\uFEFF/, '');
