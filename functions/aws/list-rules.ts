/** The one call of the Recycle Bin that is made here, in the form of the SDK's own (Recycle Bin API reference, ListRules). */
export class ListRulesCommand {
  constructor(readonly input: ListRulesInput) {}
}

export type ListRulesInput = {
  readonly ResourceType: 'EBS_SNAPSHOT';
  readonly NextToken?: string;
};

export type ListRulesOutput = {
  readonly Rules?: readonly { readonly Identifier?: string }[];
  readonly NextToken?: string;
};

/** Calls the Recycle Bin of one Region. Rejects with an error whose `name` is AWS's code, as SDK clients do. */
export type RbinClient = { send(command: ListRulesCommand): Promise<ListRulesOutput> };
