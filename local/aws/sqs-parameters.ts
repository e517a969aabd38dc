import { AwsError } from './api';

/** The value of a parameter that a request must have. Throws MissingParameter. */
export function required<Value>(name: string, value: Value | undefined): Value {
  if (value !== undefined && value !== '') return value;
  throw new AwsError('MissingParameter', `The request must contain the parameter ${name}.`);
}

/** Returns `value`. Throws InvalidParameterValue where it lies outside of [minimum, maximum]. */
export function inRange(name: string, value: number, minimum: number, maximum: number): number {
  if (value >= minimum && value <= maximum) return value;
  throw new AwsError(
    'InvalidParameterValue',
    `Value ${value} for parameter ${name} is invalid. Reason: Must be between ${minimum} and ${maximum}, if provided.`,
  );
}
