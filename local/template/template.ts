import * as z from 'zod';
import type { StackResource } from '../aws/cloud-formation';
import { partitionOf } from '../kernel/partition';
import type { Identity, Resource, ResourceType, Stack } from './resource-type';
import { RESOURCE_TYPES } from './resource-types';

/** The account of the local world where nothing names one. */
export const LOCAL_ACCOUNT_ID = '111122223333';

/** One stack as `cdk synth` writes it. */
export type SynthesizedStack = {
  readonly name: string;
  readonly region: string;
  /** 12 digits. */
  readonly accountId: string;
  readonly template: unknown;
};

const Declared = z.strictObject({
  Type: z.string(),
  Properties: z.record(z.string(), z.unknown()).default({}),
  Metadata: z.looseObject({ 'aws:cdk:path': z.string().default('') }).prefault({}),
  DependsOn: z.unknown().optional(),
  DeletionPolicy: z.string().optional(),
  UpdateReplacePolicy: z.string().optional(),
});

const TYPES = new Map(RESOURCE_TYPES.map((type) => [type.type, type]));

const Document = z.object({ Resources: z.record(z.string(), Declared) });

/**
 * A CloudFormation template as it would stand deployed in one Region and account: names that CloudFormation would
 * choose are made of the stack's name and the logical id. An unknown resource type, property or intrinsic function is
 * an error that names it.
 */
export class Template implements Stack {
  readonly region: string;
  readonly name: string;
  readonly #stack: SynthesizedStack;
  readonly #declared: Readonly<Record<string, z.output<typeof Declared>>>;
  readonly #resolved = new Map<string, readonly Resource<unknown>[]>();

  constructor(stack: SynthesizedStack) {
    this.region = stack.region;
    this.name = stack.name;
    this.#stack = stack;
    const document = Document.safeParse(stack.template);
    if (!document.success) throw notSimulated(`${stack.name}: ${z.prettifyError(document.error)}`);
    this.#declared = document.data.Resources;
    for (const [logicalId, { Type }] of Object.entries(this.#declared))
      if (!TYPES.has(Type)) throw notSimulated(`resource type ${Type} (${stack.name}/${logicalId})`);
  }

  /** Of every type, in the template's order. */
  get all(): StackResource[] {
    return Object.entries(this.#declared).map(([logicalId, { Type }]) => ({
      logicalId,
      type: Type,
      physicalId: this.#ref(logicalId, logicalId),
    }));
  }

  resources<Properties>(type: ResourceType<Properties>): readonly Resource<Properties>[] {
    const known = this.#resolved.get(type.type) as readonly Resource<Properties>[] | undefined;
    const resources = known ?? this.#resourcesOf(type);
    this.#resolved.set(type.type, resources);
    return resources;
  }

  #resourcesOf<Properties>({ type, properties: schema }: ResourceType<Properties>): Resource<Properties>[] {
    return Object.keys(this.#declared)
      .filter((logicalId) => this.#declared[logicalId]?.Type === type)
      .map((logicalId) => {
        const { Properties, Metadata } = this.#declared[logicalId]!;
        const properties = schema.safeParse(this.#resolve(Properties, logicalId));
        if (!properties.success)
          throw notSimulated(
            `${type} ${this.#stack.name}/${logicalId}: ${z.prettifyError(properties.error)}`,
          );
        return {
          ...this.#identity(logicalId),
          ref: this.#ref(logicalId, logicalId),
          attribute: (name) => this.#attribute(logicalId, name, logicalId),
          constructPath: Metadata['aws:cdk:path'],
          properties: properties.data,
        };
      });
  }

  #identity(logicalId: string): Identity {
    const { Type, Properties } = this.#declared[logicalId]!;
    const { nameProperty } = TYPES.get(Type)!;
    const given = nameProperty === undefined ? undefined : Properties[nameProperty];
    return {
      logicalId,
      region: this.region,
      accountId: this.#stack.accountId,
      name: isNoValue(given) ? this.#defaultName(logicalId) : String(this.#resolve(given, logicalId)),
    };
  }

  /** A FIFO queue's name must end so; CloudFormation sees to it. */
  #defaultName(logicalId: string): string {
    const suffix = this.#declared[logicalId]?.Properties['FifoQueue'] === true ? '.fifo' : '';
    return `${this.#stack.name}-${logicalId}${suffix}`;
  }

  /** `value` with its intrinsic functions replaced by what they return; a property `AWS::NoValue` is left out. */
  #resolve(value: unknown, where: string): unknown {
    if (Array.isArray(value)) return value.map((item) => this.#resolve(item, where));
    if (typeof value !== 'object' || value === null) return value;
    const entries = Object.entries(value);
    const [only] = entries;
    if (entries.length === 1 && only !== undefined && (only[0] === 'Ref' || only[0].startsWith('Fn::')))
      return this.#call(only[0], only[1], where);
    return Object.fromEntries(
      entries
        .filter(([, item]) => !isNoValue(item))
        .map(([key, item]) => [key, this.#resolve(item, where)] as const),
    );
  }

  #call(intrinsic: string, argument: unknown, where: string): unknown {
    switch (intrinsic) {
      case 'Ref':
        return this.#ref(String(argument), where);
      case 'Fn::GetAtt': {
        const [logicalId = '', attribute = ''] = this.#list(argument, where);
        return this.#attribute(logicalId, attribute, where);
      }
      case 'Fn::Join': {
        const [separator, items] = argument as [string, unknown];
        return this.#list(items, where).join(separator);
      }
      case 'Fn::Sub':
        return this.#substitute(argument, where);
      case 'Fn::Select': {
        const [index, items] = argument as [unknown, unknown];
        return this.#list(items, where)[Number(index)];
      }
      case 'Fn::GetAZs':
        // Of whatever Region; three of each are simulated.
        return ['a', 'b', 'c'].map((letter) => `${this.#stack.region}${letter}`);
      case 'Fn::Split': {
        const [separator, text] = argument as [string, unknown];
        return String(this.#resolve(text, where)).split(separator);
      }
      default:
        throw notSimulated(`intrinsic function ${intrinsic} (${this.#stack.name}/${where})`);
    }
  }

  #list(value: unknown, where: string): string[] {
    const items = this.#resolve(value, where);
    if (!Array.isArray(items)) throw notSimulated(`${JSON.stringify(value)} (${this.#stack.name}/${where})`);
    return items.map(String);
  }

  #substitute(argument: unknown, where: string): string {
    const [text, variables] = (Array.isArray(argument) ? argument : [argument, {}]) as [
      string,
      Record<string, unknown>,
    ];
    return text.replace(/\$\{(!?)([^}]+)\}/g, (_, literal: string, reference: string) => {
      if (literal) return `\${${reference}}`;
      if (reference in variables) return String(this.#resolve(variables[reference], where));
      const dot = reference.indexOf('.');
      return dot < 0
        ? this.#ref(reference, where)
        : this.#attribute(reference.slice(0, dot), reference.slice(dot + 1), where);
    });
  }

  #ref(reference: string, where: string): string {
    const pseudoParameters: Readonly<Record<string, string>> = {
      'AWS::AccountId': this.#stack.accountId,
      'AWS::Partition': partitionOf(this.region).name,
      'AWS::Region': this.region,
      'AWS::StackName': this.#stack.name,
      'AWS::URLSuffix': partitionOf(this.region).dnsSuffix,
    };
    const value = pseudoParameters[reference];
    if (value !== undefined) return value;
    const declared = this.#declared[reference];
    if (declared === undefined) throw notSimulated(`Ref ${reference} (${this.#stack.name}/${where})`);
    const identity = this.#identity(reference);
    return TYPES.get(declared.Type)!.ref?.(identity) ?? identity.name;
  }

  #attribute(logicalId: string, name: string, where: string): string {
    const type = this.#declared[logicalId]?.Type ?? '';
    const attribute = TYPES.get(type)?.attributes?.[name];
    if (attribute === undefined)
      throw notSimulated(
        `Fn::GetAtt ${logicalId}.${name} of ${type || 'no resource'} (${this.#stack.name}/${where})`,
      );
    return attribute(this.#identity(logicalId));
  }
}

const isNoValue = (value: unknown): boolean =>
  value === undefined ||
  (typeof value === 'object' && value !== null && 'Ref' in value && value.Ref === 'AWS::NoValue');

const notSimulated = (what: string): Error => new Error(`not simulated: ${what}`);
