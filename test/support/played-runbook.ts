/** What the runbook of backups has in its document, as far as a test plays it. */
export type Runbook = {
  readonly mainSteps: readonly Step[];
};

type Step = {
  readonly name: string;
  readonly action: string;
  readonly inputs: {
    readonly Choices?: readonly Choice[];
    readonly Default?: string;
    readonly name?: string;
    readonly input?: string;
  };
};

type Condition =
  | { readonly Variable: string; readonly StartsWith: string }
  | { readonly Not: Condition }
  | { readonly And: readonly Condition[] };

type Choice = { readonly NextStep: string } & Condition;

type Parameters = Readonly<Record<'VolumeId' | 'InstanceId', string>>;

/**
 * The step to which a runbook branches, with what is put into its texts. Choices are asked in order, and where none holds comes the default
 * (Systems Manager user guide, "aws:branch").
 */
export function branchedTo({ mainSteps }: Runbook, parameters: Parameters, executionId: string): Step {
  const filled = (text: string): string =>
    text.replace(/\{\{ (\S+) \}\}/g, (_, key: string) =>
      key === 'automation:EXECUTION_ID' ? executionId : parameters[key as keyof Parameters],
    );
  const holds = (condition: Condition): boolean => {
    if ('And' in condition) return condition.And.every(holds);
    if ('Not' in condition) return !holds(condition.Not);
    return filled(condition.Variable).startsWith(condition.StartsWith);
  };
  const [{ inputs: { Choices = [], Default } } = { inputs: {} }] = mainSteps;
  const next = Choices.find(holds)?.NextStep ?? Default;
  const step = mainSteps.find(({ name }) => name === next)!;
  return JSON.parse(filled(JSON.stringify(step))) as Step;
}
