import { join } from 'node:path';
import { Aws, Duration, RemovalPolicy, Validations } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, Runtime, Tracing } from 'aws-cdk-lib/aws-lambda';
import { type BundlingOptions, LogLevel, NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { kebabCase } from './kebab-case';
import type { Permission } from './permission';

export type NodeFunctionProps = {
  readonly description: string;
  /** Below the timeout of the state that calls the function, so that the function's own error is what the state sees. */
  readonly timeoutSeconds: number;
  /** `Variables` of the schema by which the handler reads them. */
  readonly environment: Readonly<Record<string, string>>;
};

/**
 * The SDK is bundled, so that the versions that were tested are those that run. Minified, a bundle is half as big and so
 * quicker to load. A source map would double it again, to name lines that the errors' own names and messages name as well.
 */
const BUNDLING: BundlingOptions = {
  target: 'node24',
  bundleAwsSDK: true,
  minify: true,
  logLevel: LogLevel.WARNING,
  mainFields: ['module', 'main'],
};

/**
 * The function whose handler is `functions/<id in kebab case>/handler.ts`, with its own log group and its own role,
 * which may write that log and send traces; every further right is given by `allow`.
 */
export class NodeFunction extends Construct {
  readonly fn: NodejsFunction;
  readonly #role: Role;

  constructor(scope: Construct, id: string, props: NodeFunctionProps) {
    super(scope, id);
    const root = join(__dirname, '../..');
    const logGroup = new LogGroup(this, 'Logs', {
      retention: RetentionDays.ONE_MONTH,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.#role = new Role(this, 'Role', {
      description: `The rights of the function ${id}`,
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
    });
    this.fn = new NodejsFunction(this, 'Function', {
      description: props.description,
      entry: join(root, 'functions', kebabCase(id), 'handler.ts'),
      projectRoot: root,
      depsLockFilePath: join(root, 'package-lock.json'),
      bundling: BUNDLING,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      // The functions wait for EC2 and hold a few pages of answers. CPU comes with memory, and half of this doubles the
      // cold start, which loads the SDK.
      memorySize: 256,
      timeout: Duration.seconds(props.timeoutSeconds),
      environment: { ...props.environment },
      // A setting of version 2 of the SDK.
      awsSdkConnectionReuse: false,
      role: this.#role,
      logGroup,
      tracing: Tracing.ACTIVE,
    });
    this.allow({
      actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
      resources: [logGroup.logGroupArn],
    });
    this.#acceptWildcards(['*'], 'IAM knows no resource for the X-Ray calls of an active trace.');
  }

  /** Adds `permission` to the function's own role. */
  allow({ actions, resources, conditions, because }: Permission): void {
    this.#role.addToPolicy(
      new PolicyStatement({
        actions: [...actions],
        resources: [...resources],
        ...(conditions && { conditions }),
      }),
    );
    if (because !== undefined) this.#acceptWildcards(resources, because);
  }

  #acceptWildcards(resources: readonly string[], reason: string): void {
    for (const resource of resources) {
      const shown = resource
        .replaceAll(Aws.ACCOUNT_ID, '<AWS::AccountId>')
        .replaceAll(Aws.PARTITION, '<AWS::Partition>');
      Validations.of(this.#role).acknowledge({ id: `AwsSolutions-IAM5[Resource::${shown}]`, reason });
    }
  }
}
