import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { drStackName, primaryStackName } from '../../infra/names';
import type { Settings } from '../../infra/settings';
import type { SynthesizedStack } from '../../local/template/template';
import { readTemplates } from '../../local/world/synthesize';
import { UsageError } from './usage-error';

/** The stacks of this primary Region in the folder of a `--templates` flag. Throws UsageError where that is not what `cdk synth` wrote for it. */
export function templatesIn(directory: string, settings: Settings): SynthesizedStack[] {
  const expected = 'expected the folder that "cdk synth" wrote';
  if (!existsSync(directory) || !statSync(directory).isDirectory())
    throw new UsageError(`--templates: there is no folder "${directory}"; ${expected}.`);
  if (!existsSync(join(directory, 'manifest.json')))
    throw new UsageError(`--templates: ${directory} holds no manifest.json; ${expected}.`);
  const templates = readable(directory, expected);
  const wanted = [
    primaryStackName(settings),
    ...settings.dr.map(({ region }) => drStackName(settings, region)),
  ];
  const found = templates.filter(({ name }) => wanted.includes(name));
  if (found.length < wanted.length)
    throw new UsageError(
      `--templates: ${directory} holds the stacks ${templates.map(({ name }) => name).join(', ') || 'of nobody'}, and the settings are for ${wanted.join(', ')}.`,
    );
  return found;
}

function readable(directory: string, expected: string): SynthesizedStack[] {
  try {
    return readTemplates(directory);
  } catch (error) {
    const [why = ''] = (error as Error).message.split('\n');
    throw new UsageError(`--templates: ${directory} cannot be read (${why}); ${expected}.`);
  }
}
