import type { Construct } from 'constructs';
import type { SelectVolumesEnvironment, Variables } from '../../functions/domain/environment';
import type { Settings } from '../settings';
import { NodeFunction } from './node-function';
import { describing } from './permission';

/** Says whether a failed snapshot is of a protected volume. */
export class SelectVolumes extends NodeFunction {
  constructor(scope: Construct, { selection }: Pick<Settings, 'selection'>) {
    super(scope, 'SelectVolumes', {
      description: 'Says whether a failed snapshot is of a protected volume',
      timeoutSeconds: 100,
      environment: { SELECTION: JSON.stringify(selection) } satisfies Variables<
        typeof SelectVolumesEnvironment
      >,
    });
    this.allow(describing('ec2:DescribeVolumes'));
  }
}
