/** The parts of an ARN. */
export type Arn = {
  readonly partition: string;
  readonly service: string;
  readonly region: string;
  readonly accountId: string;
  /** All that follows, colons and slashes too. */
  readonly resource: string;
};

/** Reads `arn:partition:service:region:account:resource`. What a text does not have is empty. */
export function arnOf(text: string): Arn {
  const [, partition = '', service = '', region = '', accountId = '', ...resource] = text.split(':');
  return { partition, service, region, accountId, resource: resource.join(':') };
}
