import type { SynthesizedStack } from '../template/template';

type Resources = Readonly<Record<string, { readonly Type: string; readonly Properties: { State?: string } }>>;

/** Copies of the stacks in which every schedule of EventBridge Scheduler is off: in them only events start anything. */
export const withoutSchedules = (stacks: readonly SynthesizedStack[]): SynthesizedStack[] =>
  stacks.map((stack) => {
    const template = structuredClone(stack.template) as { readonly Resources: Resources };
    for (const { Type, Properties } of Object.values(template.Resources))
      if (Type === 'AWS::Scheduler::Schedule') Properties.State = 'DISABLED';
    return { ...stack, template };
  });
