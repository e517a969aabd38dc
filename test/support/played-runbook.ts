/** What a runbook has in its document, as far as a test plays it. */
export type Runbook = {
  readonly mainSteps: readonly Step[];
};

type Step = {
  readonly name: string;
  readonly action: string;
  readonly nextStep?: string;
  readonly inputs: {
    readonly Choices?: readonly Choice[];
    readonly Default?: string;
    readonly name?: string;
    readonly input?: string;
    readonly Message?: string;
  };
};

type Condition =
  | { readonly Variable: string; readonly StartsWith: string }
  | { readonly Variable: string; readonly StringEquals: string }
  | { readonly Not: Condition }
  | { readonly And: readonly Condition[] };

type Choice = { readonly NextStep: string } & Condition;

/**
 * The steps of a runbook up to its end, with what is put into their texts; of a branch the one that it takes. Choices are asked in order, and where none holds comes
 * the default (Systems Manager user guide, "aws:branch").
 */
export function stepsOf(
  { mainSteps }: Runbook,
  parameters: Readonly<Record<string, string>>,
  executionId: string,
): Step[] {
  const filled = (text: string): string =>
    text.replace(/\{\{ (\S+) \}\}/g, (_, key: string) =>
      key === 'automation:EXECUTION_ID' ? executionId : parameters[key]!,
    );
  const holds = (condition: Condition): boolean => {
    if ('And' in condition) return condition.And.every(holds);
    if ('Not' in condition) return !holds(condition.Not);
    const value = filled(condition.Variable);
    return 'StartsWith' in condition
      ? value.startsWith(condition.StartsWith)
      : value === condition.StringEquals;
  };
  const steps: Step[] = [];
  let step = mainSteps[0];
  while (step !== undefined) {
    const { action, nextStep, inputs } = step;
    if (action !== 'aws:branch') steps.push(JSON.parse(filled(JSON.stringify(step))) as Step);
    const next =
      action === 'aws:branch' ? (inputs.Choices?.find(holds)?.NextStep ?? inputs.Default) : nextStep;
    step = mainSteps.find(({ name }) => name === next);
  }
  return steps;
}
