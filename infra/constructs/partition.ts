import { Stack } from 'aws-cdk-lib';
import { Architecture } from 'aws-cdk-lib/aws-lambda';
import { RegionInfo } from 'aws-cdk-lib/region-info';
import type { Construct } from 'constructs';

/** `aws`, `aws-cn` and so on: nothing passes from one to another. Undefined where the Region is not known. */
export const partitionOf = (region: string): string | undefined => RegionInfo.get(region).partition;

const isInChina = (scope: Construct): boolean => partitionOf(Stack.of(scope).region) === 'aws-cn';

/** X-Ray does not take part in Lambda in China. */
export const isTraced = (scope: Construct): boolean => !isInChina(scope);

/** The cheaper one, where it is sure to be had: whether Lambda has it in China is [unverified]. */
export const architectureFor = (scope: Construct): Architecture =>
  isInChina(scope) ? Architecture.X86_64 : Architecture.ARM_64;
