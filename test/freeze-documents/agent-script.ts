import type { freezeDocument } from '../../infra/documents/freeze-document';

type Document = ReturnType<typeof freezeDocument>;
export type Values = Readonly<Record<keyof Document['parameters'], string>>;
type Rule = { readonly allowedValues?: readonly string[]; readonly allowedPattern?: string };

/** The file that Systems Manager's agent makes of a document and runs with `sh -c`; refuses what Systems Manager would refuse. */
export function agentScript({ parameters, mainSteps }: Document, values: Values): string {
  for (const [name, { allowedValues, allowedPattern }] of Object.entries<Rule>(parameters)) {
    const value = values[name as keyof Values];
    const isAllowed = allowedValues?.includes(value) ?? new RegExp(allowedPattern ?? '').test(value);
    if (!isAllowed) throw new Error(`InvalidParameters: ${name} may not be "${value}"`);
  }
  return mainSteps
    .flatMap(({ inputs }) => inputs.runCommand)
    .join('\n')
    .replace(/\{\{ (\w+) \}\}/g, (_, name: string) => values[name as keyof Values]);
}
