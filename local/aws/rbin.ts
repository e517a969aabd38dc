import { AwsError, type ApiRequest, type Authorization, type Outcome, type Service } from './api';
import { onlyFields } from './only-fields';

/** The retention rules of the Recycle Bin: one at most in each Region, for snapshots of any tag, as EC2's side of the bin has it. */
export class Rbin implements Service {
  readonly #retentionDays: (region: string) => number | undefined;

  /** `retentionDays` tells the rule of a Region; undefined where it has none. */
  constructor(retentionDays: (region: string) => number | undefined) {
    this.#retentionDays = retentionDays;
  }

  authorizations(request: ApiRequest): readonly Authorization[] {
    const context = { 'rbin:Request/ResourceType': resourceTypeOf(request) };
    return [{ action: 'rbin:ListRules', resource: '*', context }];
  }

  apply(_nowMs: number, request: ApiRequest): Outcome {
    const isOfSnapshots = resourceTypeOf(request) === 'EBS_SNAPSHOT';
    const days = isOfSnapshots ? this.#retentionDays(request.region) : undefined;
    return { output: { Rules: days === undefined ? [] : [ruleOf(request.region, days)] } };
  }
}

const RESOURCE_TYPES = ['EBS_SNAPSHOT', 'EC2_IMAGE', 'EBS_VOLUME'];

function resourceTypeOf(request: ApiRequest): string {
  if (request.operation !== 'ListRules') throw new Error(`not simulated: rbin ${request.operation}`);
  onlyFields(request, ['ResourceType']);
  const type = String(request.input['ResourceType']);
  if (RESOURCE_TYPES.includes(type)) return type;
  throw new AwsError('ValidationException', `The resource type ${type} is not valid.`);
}

const ruleOf = (region: string, days: number) => ({
  Identifier: RULE_ID,
  Description: `keeps the deleted snapshots of ${region}`,
  RetentionPeriod: { RetentionPeriodValue: days, RetentionPeriodUnit: 'DAYS' },
});

/** Eleven characters, as AWS makes them. */
const RULE_ID = 'a12345abcde';
