/** What a state machine is known by, and the role in which it works. */
export type MachineIdentity = {
  readonly arn: string;
  readonly name: string;
  readonly region: string;
  readonly roleArn: string;
};

/** The ARN of the machine's execution of that name. */
export const executionArn = ({ arn }: MachineIdentity, executionName: string): string =>
  `${arn.replace(':stateMachine:', ':execution:')}:${executionName}`;
