import { cx_api } from 'aws-cdk-lib';
import type { Settings } from '../../infra/settings';
import { synthesize as synthesizeAssembly } from '../../infra/synthesize';
import { LOCAL_ACCOUNT_ID, type SynthesizedStack } from '../template/template';

/** The stacks of these primary Regions as `cdk synth` writes them. The handlers run from this repository, so nothing is bundled. */
export const synthesize = (...primaries: readonly Settings[]): SynthesizedStack[] =>
  stacksOf(synthesizeAssembly(...primaries));

/** The stacks that `cdk synth` wrote into `directory`. Throws where it is not such a directory. */
export function readTemplates(directory: string): SynthesizedStack[] {
  return stacksOf(new cx_api.CloudAssembly(directory));
}

const stacksOf = ({ stacks }: cx_api.CloudAssembly): SynthesizedStack[] =>
  stacks.map(({ stackName, environment, template }) => ({
    name: stackName,
    region: environment.region,
    accountId: /^[0-9]{12}$/.test(environment.account) ? environment.account : LOCAL_ACCOUNT_ID,
    template: template as unknown,
  }));
