import { Duration, type Stack } from 'aws-cdk-lib';
import { type MathExpression, Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { Rule } from 'aws-cdk-lib/aws-events';
import type { Alerts } from './alerts';
import { sumOf } from './sum-of';

/** How often it happened to a rule, in each period. */
export const ruleMetric = ({ ruleName }: Rule, metricName: string, period: Duration): Metric =>
  new Metric({
    namespace: 'AWS/Events',
    metricName,
    // And no name of a bus: that is how AWS says the default one.
    dimensionsMap: { RuleName: ruleName },
    statistic: Stats.SUM,
    period,
  });

/** How often it happened to any of `rules`; EventBridge writes these metrics only where it did. */
const sumOver = (rules: readonly Rule[], metricName: string): MathExpression =>
  sumOf(
    Object.fromEntries(
      rules.map((rule, index) => [`rule${index + 1}`, ruleMetric(rule, metricName, Duration.minutes(5))]),
    ),
  );

/** Adds the alarms on what EventBridge could not deliver for the rules of `stack`; call it once the stack has them all. */
export function watchDelivery(stack: Stack, alerts: Alerts): void {
  const rules = stack.node.findAll().filter((node) => node instanceof Rule);
  alerts.alarm(stack, 'EventsUndelivered', {
    metric: sumOver(rules, 'FailedInvocations'),
    threshold: 1,
    impact:
      'EventBridge has given up events of EC2 about snapshots, which the event queue did not take: those snapshots are not yet protected.',
    action:
      'See in the attributes ERROR_CODE and ERROR_MESSAGE of the newest dead letters of the event queue what stood in the way, mostly the policy of the event queue, ' +
      'and deploy the stack again to repair it. Then redrive them in the SQS console, with the event queue as custom destination.',
  });
  alerts.alarm(stack, 'EventsLost', {
    metric: sumOver(rules, 'InvocationsFailedToBeSentToDlq'),
    threshold: 1,
    impact:
      'Events of EC2 about snapshots are lost: EventBridge could put them neither into the event queue nor into its dead letters, and nothing protects those snapshots.',
    action:
      'Repair the policies of both queues: deploy the stack again, and see in CloudTrail who changed them. ' +
      'No event comes again: start an execution of the machine for each snapshot or copy of that time that has none, with the input of an earlier execution and the id of this one.',
  });
}
