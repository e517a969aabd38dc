import { ScheduleExpression, TimeWindow } from 'aws-cdk-lib/aws-scheduler';
import { Construct } from 'constructs';
import { AslStateMachine } from '../constructs/asl-state-machine';
import { sweepPeriod, watchSweep } from '../constructs/watch-sweep';
import { SweepRegion, type SweepRegionProps } from '../functions/sweep-region';
import type { MachineStack } from '../machine-stack';

/** Repairs, every few hours, what no event has told of: EC2 sends its events on best effort. */
export class Sweep extends Construct {
  constructor(stack: MachineStack, props: Omit<SweepRegionProps, 'settings' | 'primaryRegions'>) {
    super(stack, 'Sweep');
    const { settings, primaryRegions, alerts, failureQueue, eventQueue, schedules } = stack;
    const sweepRegion = new SweepRegion(this, { ...props, settings, primaryRegions });
    const machine = new AslStateMachine(this, 'Machine', {
      name: 'sweep',
      settings,
      calls: [sweepRegion.invoke, failureQueue.send],
      alerts,
      impact: 'A Region could not be swept: what events were lost of is neither found nor repaired.',
    });
    eventQueue.startDue('sweep', machine);
    const every = sweepPeriod(settings);
    const schedule = schedules.add('Sweep', {
      // As the machine.
      name: machine.name,
      description: 'Starts the sweep of this Region',
      schedule: ScheduleExpression.rate(every),
      timeWindow: TimeWindow.off(),
      detail: { event: 'sweep' },
      // The next one does the same.
      maxEventAge: every,
    });
    watchSweep(this, { settings, alerts, sweepRegion, schedule });
    stack.output('SweepArn', 'Repairs what no event has told of', machine.machine.stateMachineArn);
  }
}
