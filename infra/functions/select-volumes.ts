import type { Construct } from 'constructs';
import type { SelectVolumesEnvironment, Variables } from '../../functions/domain/environment';
import type { Settings } from '../settings';
import { NodeFunction } from '../constructs/node-function';
import { describing } from '../constructs/permission';

/** Says whether a failed snapshot is of a protected volume. */
export class SelectVolumes extends NodeFunction {
  constructor(scope: Construct, settings: Pick<Settings, 'deployment' | 'primary' | 'selection'>) {
    super(scope, 'SelectVolumes', {
      settings,
      description: 'Says whether a failed snapshot is of a protected volume',
      timeoutSeconds: 100,
      environment: { SELECTION: JSON.stringify(settings.selection) } satisfies Variables<
        typeof SelectVolumesEnvironment
      >,
    });
    this.allow(describing('ec2:DescribeSnapshots', 'ec2:DescribeVolumes'));
  }
}
