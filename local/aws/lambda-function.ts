import type { JsonText } from '../kernel/json-text';

/** A function, in the names of Lambda's CreateFunction. */
export type FunctionConfiguration = {
  readonly arn: string;
  readonly name: string;
  /** The function's name in this repository, such as `TagSnapshot`. */
  readonly constructId: string;
  readonly region: string;
  readonly roleArn: string;
  readonly timeoutSeconds: number;
  readonly reservedConcurrentExecutions?: number | undefined;
  readonly asyncInvoke: AsyncInvokeConfiguration;
};

/** What Lambda does about events that a function cannot handle, in the names of PutFunctionEventInvokeConfig. */
export type AsyncInvokeConfiguration = {
  /** After the first attempt; 2 unless configured. */
  readonly maximumRetryAttempts: number;
  /** 21,600 unless configured. */
  readonly maximumEventAgeSeconds: number;
  /** A queue or topic that gets a record of each event that is given up. */
  readonly onFailureArn?: string | undefined;
};

/** How an invocation ended: `payload` is what the function returned, or its error as Lambda writes it. */
export type InvocationResult = {
  readonly payload: JsonText;
  readonly functionError: 'Unhandled' | undefined;
};
