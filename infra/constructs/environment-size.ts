import type { Construct } from 'constructs';
import { SettingsError } from '../settings';

/** Bytes of all names and values together (Lambda quotas, "Environment variables"). */
const ENVIRONMENT_MAX_BYTES = 4096;

/** What CloudFormation puts in, such as the ARN of a queue, has some hundred bytes. */
const UNKNOWN_BYTES = 120;

/** Throws SettingsError where Lambda would refuse the environment of a function, which then is the deployment's own lists: nothing of ours is long. */
export function refuseLargeEnvironment(
  scope: Construct,
  environment: Readonly<Record<string, string>>,
): void {
  const bytes = Object.entries(environment)
    .map(([name, value]) => Buffer.byteLength(name) + bytesOf(value))
    .reduce((sum, each) => sum + each, 0);
  if (bytes > ENVIRONMENT_MAX_BYTES)
    throw new SettingsError(
      `Wrong settings: the environment of the function ${scope.node.id} would have ${bytes.toLocaleString('en-US')} bytes, ` +
        `and AWS Lambda takes ${ENVIRONMENT_MAX_BYTES.toLocaleString('en-US')}. The longest is ${longest(environment)}. ` +
        'Shorten what it comes from: lists of tag values or schedules, adopt.exceptTags, ignoreRegions.',
    );
}

/** What CloudFormation puts in stands there as a mark of CDK's. */
const MARK = /\$\{Token\[[^\]]*\]\}/g;

const bytesOf = (value: string): number =>
  Buffer.byteLength(value.replace(MARK, '')) + (value.match(MARK) ?? []).length * UNKNOWN_BYTES;

function longest(environment: Readonly<Record<string, string>>): string {
  const [name, value] = Object.entries(environment).sort(([, a], [, b]) => b.length - a.length)[0] ?? [
    '',
    '',
  ];
  return `${name}, with ${Buffer.byteLength(value).toLocaleString('en-US')}`;
}
