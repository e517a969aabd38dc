import type { Datum } from './cloud-watch';
import type { FunctionConfiguration } from './lambda-function';

/** What Lambda counts once of a function, such as `Errors`. */
export const functionMetric = ({ name: FunctionName }: FunctionConfiguration, name: string): Datum => ({
  namespace: 'AWS/Lambda',
  name,
  dimensions: { FunctionName },
  value: 1,
});
