import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AssetHashType, DockerImage, Duration, RemovalPolicy } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Code, Function as LambdaFunction, Runtime, Tracing } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { nameOf } from '../names';
import type { Settings } from '../settings';
import type { Callable } from './callable';
import { refuseLargeEnvironment } from './environment-size';
import { kebabCase } from './kebab-case';
import { architectureFor, isTraced } from './partition';
import { acceptWildcards, type Permission } from './permission';

const ROOT = join(__dirname, '../..');

export type NodeFunctionProps = {
  readonly description: string;
  /** Up to 64 characters; CloudFormation makes a name unless told. */
  readonly functionName?: string;
  /** CPU comes with it; see below unless told. */
  readonly memoryMib?: number;
  /** Below the timeout of the state that calls the function, so that the function's own error is what the state sees. */
  readonly timeoutSeconds: number;
  /** Whose function it is: logs and metrics bear the name. */
  readonly settings: Pick<Settings, 'deployment' | 'primary'>;
  /** `Variables` of the schema by which the handler reads them. */
  readonly environment: Readonly<Record<string, string>>;
};

/**
 * The function whose handler is `functions/<id in kebab case>/handler.ts`, with its own log group and its own role,
 * which may write that log and send traces; every further right is given by `allow`.
 */
export class NodeFunction extends Construct {
  readonly fn: LambdaFunction;
  /** `${TagSnapshotArn}` in an ASL file, for the construct id `TagSnapshot`. */
  readonly invoke: Callable;
  readonly #role: Role;

  constructor(scope: Construct, id: string, props: NodeFunctionProps) {
    super(scope, id);
    const logGroup = new LogGroup(this, 'Logs', {
      retention: RetentionDays.ONE_MONTH,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.#role = new Role(this, 'Role', {
      description: `The rights of the function ${id}`,
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
    });
    const environment = { ...props.environment, POWERTOOLS_SERVICE_NAME: nameOf(props.settings) };
    refuseLargeEnvironment(this, environment);
    this.fn = new LambdaFunction(this, 'Function', {
      ...(props.functionName !== undefined && { functionName: props.functionName }),
      description: props.description,
      code: bundled(kebabCase(id)),
      handler: 'index.handler',
      runtime: Runtime.NODEJS_24_X,
      architecture: architectureFor(this),
      // The functions wait for EC2 and hold a few pages of answers. CPU comes with memory, and half of this doubles the
      // cold start, which loads the SDK.
      memorySize: props.memoryMib ?? 256,
      timeout: Duration.seconds(props.timeoutSeconds),
      environment,
      role: this.#role,
      logGroup,
      tracing: isTraced(this) ? Tracing.ACTIVE : Tracing.DISABLED,
    });
    this.invoke = {
      placeholder: `${id}Arn`,
      value: this.fn.functionArn,
      actions: ['lambda:InvokeFunction'],
      resources: [this.fn.functionArn],
    };
    this.allow({
      actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
      resources: [logGroup.logGroupArn],
    });
    if (isTraced(this))
      acceptWildcards(this.#role, ['*'], 'IAM knows no resource for the X-Ray calls of an active trace.');
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
    if (because !== undefined) acceptWildcards(this.#role, resources, because);
  }
}

/** The bundle of `functions/<name>`, where a stack is synthesized to be deployed. */
const bundled = (name: string): Code =>
  Code.fromAsset(join(ROOT, 'functions', name), {
    assetHashType: AssetHashType.OUTPUT,
    bundling: {
      image: DockerImage.fromRegistry('not used'),
      local: {
        tryBundle: (directory) => {
          cpSync(join(allBundles(), name), directory, { recursive: true });
          return true;
        },
      },
    },
  });

let bundles: string | undefined;

/** A folder with the bundle of every function in `<name>/index.js`, made on first use and kept until the process ends. */
function allBundles(): string {
  if (bundles !== undefined) return bundles;
  const directory = mkdtempSync(join(tmpdir(), 'snapshot-keeper-bundles-'));
  process.once('exit', () => rmSync(directory, { recursive: true }));
  execFileSync(process.execPath, ['--import', 'tsx', join(ROOT, 'infra/bundle.ts'), directory], {
    cwd: ROOT,
  });
  bundles = directory;
  return bundles;
}
