import type * as z from 'zod';
import { partitionOf } from '../kernel/partition';
import type { Deployment } from './deployment';

/** What CloudFormation knows of a resource before it looks at the other properties. */
export type Identity = {
  readonly logicalId: string;
  readonly region: string;
  readonly accountId: string;
  /** The physical name: the template's, or made of the stack's name and the logical id. */
  readonly name: string;
};

/** A resource with every intrinsic function of its properties resolved. */
export type Resource<Properties> = Identity & {
  /** What `Ref` returns: a name, a URL or an ARN, as CloudFormation has it for the type. */
  readonly ref: string;
  /** What `Fn::GetAtt` returns. Throws where the type has no such attribute. */
  readonly attribute: (name: string) => string;
  /** The construct path, such as `my-stack/TagSnapshot/Resource`, as the CDK notes it; empty without a note. */
  readonly constructPath: string;
  readonly properties: Properties;
};

/** The resources of one stack. */
export interface Stack {
  readonly region: string;
  /** Those of a type, in the template's order. Throws where one has a property that is not known. */
  resources<Properties>(type: ResourceType<Properties>): readonly Resource<Properties>[];
}

/** All that the local world knows of a CloudFormation resource type. */
export interface ResourceType<Properties> {
  /** Such as `AWS::SQS::Queue`. */
  readonly type: string;
  /** The property that gives the physical name, where a template may choose it. */
  readonly nameProperty?: string;
  /** What `Ref` returns; by default the name. */
  readonly ref?: (identity: Identity) => string;
  /** What `Fn::GetAtt` returns. */
  readonly attributes?: Readonly<Record<string, (identity: Identity) => string>>;
  /** A property that is not named here is an error: it would ask for something that nobody carries out. */
  readonly properties: z.ZodType<Properties>;
  /** Puts its policies into force, which happens for all stacks before the first resource is created. */
  authorize?(resource: Resource<Properties>, into: Deployment, stack: Stack): void;
  /** Creates the resource; for a type without it there is nothing to create. */
  create?(resource: Resource<Properties>, into: Deployment, stack: Stack): void | Promise<void>;
}

/** The ARN of a resource of `service`, such as `sqs`. */
export const arn =
  (service: string, resource: (identity: Identity) => string) =>
  (identity: Identity): string =>
    `arn:${partitionOf(identity.region).name}:${service}:${identity.region}:${identity.accountId}:${resource(identity)}`;

export const name = (identity: Identity): string => identity.name;
