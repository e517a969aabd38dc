import type { Settings } from '../../infra/settings';
import type { SynthesizedStack } from '../template/template';
import { synthesize } from '../world/synthesize';

const synthesized = new Map<Settings, readonly SynthesizedStack[]>();

/** Synthesizing takes seconds, and many seeds share the settings. */
export function templatesOf(settings: Settings): readonly SynthesizedStack[] {
  const known = synthesized.get(settings) ?? synthesize(settings);
  synthesized.set(settings, known);
  return known;
}
