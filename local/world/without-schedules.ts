import type { SynthesizedStack } from '../template/template';

type Properties = { State?: string; readonly TreatMissingData?: string };
type Resources = Readonly<Record<string, { readonly Type: string; readonly Properties?: Properties }>>;

/**
 * Copies of the stacks in which every schedule of EventBridge Scheduler is off, and no alarm rings for silence: only events start anything. Without
 * those alarms there is no dashboard either, which shows them.
 */
export const withoutSchedules = (stacks: readonly SynthesizedStack[]): SynthesizedStack[] =>
  stacks.map((stack) => {
    const template = structuredClone(stack.template) as { readonly Resources: Resources };
    const kept = Object.entries(template.Resources).filter(
      ([, { Type, Properties }]) =>
        Properties?.TreatMissingData !== 'breaching' && Type !== 'AWS::CloudWatch::Dashboard',
    );
    for (const [, { Type, Properties }] of kept)
      if (Type === 'AWS::Scheduler::Schedule' && Properties) Properties.State = 'DISABLED';
    return { ...stack, template: { ...template, Resources: Object.fromEntries(kept) } };
  });
