import {
  DisableRuleCommand,
  EnableRuleCommand,
  type EventBridgeClient,
  ListRulesCommand,
  RuleState,
} from '@aws-sdk/client-eventbridge';
import { calling, everyPage, unlessGone } from '../deployed/calls';
import type { Starter } from './starter';

/** A client of one Region. */
export type RuleClient = { readonly events: EventBridgeClient };

/** Those rules that are there, by name. The prefix alone may be that of another deployment too. */
export async function rulesIn(
  { events }: RuleClient,
  NamePrefix: string,
  names: readonly string[],
): Promise<[name: string, rule: Starter][]> {
  const rules = await calling('events:ListRules', () =>
    everyPage(async (NextToken) => {
      const page = await events.send(new ListRulesCommand({ NamePrefix, ...(NextToken && { NextToken }) }));
      return { items: page.Rules ?? [], next: page.NextToken };
    }),
  );
  return rules
    .map(({ Name = '', Arn = '', State }) => ({ Name, Arn, isOff: State === RuleState.DISABLED }))
    .filter(({ Name }) => names.includes(Name))
    .map(({ Name, Arn, isOff }) => [
      Name,
      { arn: Arn, isOff, switchTo: (to) => switchRule(events, Name, to) },
    ]);
}

/** Undefined where the rule is gone meanwhile. */
async function switchRule(
  events: EventBridgeClient,
  Name: string,
  to: 'on' | 'off',
): Promise<'on' | 'off' | undefined> {
  const answer =
    to === 'on'
      ? await unlessGone('events:EnableRule', () => events.send(new EnableRuleCommand({ Name })))
      : await unlessGone('events:DisableRule', () => events.send(new DisableRuleCommand({ Name })));
  return answer && to;
}
