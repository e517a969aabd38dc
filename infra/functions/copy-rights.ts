import { TAG } from '../../functions/domain/tags';
import type { Settings } from '../settings';
import { anyKeyIn, copyKeyScope, keyOfAnyAccountIn } from '../constructs/copy-key';
import type { NodeFunction } from '../constructs/node-function';
import { describing, onSnapshots } from '../constructs/permission';
import { allowKey } from './key-rights';

export type CopyRights = {
  readonly settings: Pick<Settings, 'deployment' | 'primary'>;
  readonly destinations: readonly Pick<Settings['dr'][number], 'region' | 'key'>[];
};

/** Lets `copier` copy snapshots of the primary Region into the destinations, and tag the copies as it makes them. */
export function allowCopies(copier: NodeFunction, rights: CopyRights): void {
  const { settings, destinations } = rights;
  const primaryRegion = settings.primary.region;
  copier.allow(describing('ec2:DescribeSnapshots'));
  // EC2 asks for the source as well as for the copy, and knows no condition on the tags of a source.
  copier.allow(onSnapshots(copier, 'ec2:CopySnapshot', primaryRegion));
  for (const { region } of destinations) {
    copier.allow(
      onSnapshots(copier, 'ec2:CopySnapshot', region, {
        StringEquals: {
          [`aws:RequestTag/${TAG.managedBy}`]: settings.deployment,
          [`aws:RequestTag/${TAG.region}`]: primaryRegion,
        },
      }),
    );
    copier.allow(
      onSnapshots(copier, 'ec2:CreateTags', region, { StringEquals: { 'ec2:CreateAction': 'CopySnapshot' } }),
    );
  }

  const regions = [primaryRegion, ...destinations.map(({ region }) => region)];
  // Any key may encrypt a protected volume, also one of another account, whose own policy has the last word.
  allowKey(copier, anyKeyIn(copier, primaryRegion), regions);
  allowKey(copier, keyOfAnyAccountIn(copier, primaryRegion), [primaryRegion]);
  for (const destination of destinations)
    allowKey(copier, copyKeyScope(copier, settings, destination), regions);
}
