/** The Region that an ARN names; empty where it names none. */
export const regionOfArn = (arn: string): string => arn.split(':')[3] ?? '';
