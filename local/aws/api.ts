/** Who makes a call: a synthesized role, whose policies are checked, or somebody outside the stacks, who may do all. */
export type Caller = { readonly roleArn: string } | { readonly outsider: string };

/** One AWS API call, as an SDK client or a service of the world makes it. `service` is IAM's prefix, such as `ec2`. */
export type ApiRequest = {
  readonly service: string;
  readonly region: string;
  readonly operation: string;
  readonly input: Readonly<Record<string, unknown>>;
  readonly caller: Caller;
};

/** One question that IAM must answer with yes before the call is carried out. */
export type Authorization = {
  /** Such as `ec2:DeleteSnapshot`. */
  readonly action: string;
  /** The resource's ARN, or `*` where IAM knows none for the action. */
  readonly resource: string;
  /** Condition keys, such as `aws:ResourceTag/Name`; a key without a value is left out. */
  readonly context: Readonly<Record<string, string | readonly string[]>>;
  /** The resource's tags, from which IAM makes the condition keys `aws:ResourceTag/…`. */
  readonly resourceTags?: ReadonlyMap<string, string> | undefined;
  /** The tags in the request, from which it makes `aws:RequestTag/…` and `aws:TagKeys`. */
  readonly requestTags?: ReadonlyMap<string, string> | undefined;
};

/** An event as EventBridge delivers it. */
export type AwsEvent = {
  readonly version: '0';
  readonly id: string;
  readonly 'detail-type': string;
  readonly source: string;
  readonly account: string;
  readonly time: string;
  readonly region: string;
  readonly resources: readonly string[];
  readonly detail: Readonly<Record<string, unknown>>;
};

/** What a service makes of a request: its answer, and its effects as data. The world carries the effects out. */
export type Outcome = {
  readonly output: Readonly<Record<string, unknown>>;
  readonly events?: readonly AwsEvent[];
  /** Steps that the service takes by itself later, such as a snapshot that completes. They are not authorized. */
  readonly later?: readonly { readonly afterMs: number; readonly request: ApiRequest }[];
};

/** One AWS service of the local world: a state machine over requests, for all Regions at once. */
export interface Service {
  /** What IAM evaluates for this request. Throws as AWS does where the request itself is malformed. */
  authorizations(request: ApiRequest): readonly Authorization[];
  /** Carries the request out at `nowMs`. Throws `AwsError` as AWS would refuse; the state is unchanged then. */
  apply(nowMs: number, request: ApiRequest): Outcome;
  /** What the service does about a request to another service, out of an earlier `later`, that was carried out. */
  delivered?(nowMs: number, request: ApiRequest): Outcome | undefined;
  /** The same of one that was refused. `request` is the very object that was handed out; undefined says: nothing. */
  deliveryFailed?(nowMs: number, request: ApiRequest, error: AwsError): Outcome | undefined;
}

/** An error as AWS SDK clients throw it: `name` is AWS's error code. */
export class AwsError extends Error {
  readonly $fault: 'client' | 'server';
  readonly $metadata: { readonly httpStatusCode: number };

  constructor(
    override readonly name: string,
    message: string,
    httpStatusCode = 400,
  ) {
    super(message);
    this.$fault = httpStatusCode >= 500 ? 'server' : 'client';
    this.$metadata = { httpStatusCode };
  }
}
