import { type App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { DrStack } from './dr-stack';
import { drStackName, primaryStackName } from './names';
import { PrimaryStack } from './primary-stack';
import type { Settings } from './settings';

/**
 * Adds the stacks of one deployment to `app`, with the checks that every synthesis makes: for each primary Region one stack there
 * and one in each of its DR Regions. No stack refers to another's resources; `cdk deploy --all` deploys those of the DR Regions first, and
 * `cdk destroy --all` destroys them last, so that no copy is made that nobody confirms.
 */
export function buildApp(app: App, primaries: readonly Settings[]): void {
  const primaryRegions = primaries.map(({ primary }) => primary.region);
  for (const settings of primaries) addStacks(app, settings, primaryRegions);
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
}

function addStacks(app: App, settings: Settings, primaryRegions: readonly string[]): void {
  const { account, primary, dr } = settings;
  const stackIn = (region: string) => ({
    settings,
    primaryRegions,
    env: { region, ...(account !== undefined && { account }) },
    // Without the stack nothing is protected any more, and nobody would be told.
    terminationProtection: true,
  });
  const primaryStack = new PrimaryStack(app, primaryStackName(settings), stackIn(primary.region));
  for (const destination of dr)
    primaryStack.addStackDependency(
      new DrStack(app, drStackName(settings, destination.region), {
        ...stackIn(destination.region),
        destination,
      }),
      'It copies into the DR Region, whose stack confirms the copies and has their key.',
    );
}
