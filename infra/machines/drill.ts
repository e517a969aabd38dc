import { ScheduleExpression, TimeWindow } from 'aws-cdk-lib/aws-scheduler';
import { Construct } from 'constructs';
import { AslStateMachine } from '../constructs/asl-state-machine';
import { DRILL_PERIOD, watchDrill } from '../constructs/watch-drill';
import { ChooseDrills } from '../functions/choose-drills';
import { DrillCopy } from '../functions/drill-copy';
import type { MachineStack } from '../machine-stack';
import { nameOf } from '../names';
import type { Settings } from '../settings';

/** Shows day by day that copies can be restored and hold what their sources hold. */
export class Drill extends Construct {
  constructor(stack: MachineStack, drill: NonNullable<Settings['drill']>) {
    super(stack, 'Drill');
    const { settings, alerts, failureQueue, eventQueue, schedules } = stack;
    const { withinDays } = drill;
    const name = nameOf(settings, 'drill');
    const machine = new AslStateMachine(this, 'Machine', {
      name: 'drill',
      settings,
      calls: [
        new ChooseDrills(this, { settings, withinDays, schedule: name }).invoke,
        new DrillCopy(this, { settings, drill }).invoke,
        failureQueue.send,
      ],
      alerts,
      impact: 'A copy could not be drilled, or is not as its source: what it holds may be of no use.',
    });
    eventQueue.startDue('drill', machine);
    const schedule = schedules.add('Drill', {
      // As the machine.
      name,
      description: 'Starts the drills of this Region',
      schedule: ScheduleExpression.rate(DRILL_PERIOD),
      timeWindow: TimeWindow.off(),
      detail: { event: 'drill' },
      // The next one does the same.
      maxEventAge: DRILL_PERIOD,
    });
    watchDrill(this, { settings, withinDays, alerts, schedule });
    stack.output('DrillArn', 'Drills copies', machine.machine.stateMachineArn);
  }
}
