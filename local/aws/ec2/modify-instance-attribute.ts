import type { VolumeAttachment } from '@aws-sdk/client-ec2';
import * as z from 'zod';
import { AwsError } from '../api';
import { instanceArn, question } from './authorization';
import { checkInstanceId } from './existing-resource';
import { defineOperation } from './operation';
import { NO_TAGS } from './resource-tags';
import { attachments } from './volume-record';

const mapping = z.strictObject({
  DeviceName: z.string(),
  Ebs: z.strictObject({ DeleteOnTermination: z.boolean() }),
});

/** ModifyInstanceAttribute, as far as it says which volumes go with their instance. The code for a device without volume is [unverified]. */
export const modifyInstanceAttribute = defineOperation('ModifyInstanceAttribute', {
  parameters: { InstanceId: z.string(), BlockDeviceMappings: z.array(mapping).min(1) },
  rate: 'otherMutation',
  authorizations: (subject, { InstanceId }) => {
    checkInstanceId(InstanceId);
    const resourceTags = subject.region.instanceTags.get(InstanceId) ?? NO_TAGS;
    return [question(subject, 'ModifyInstanceAttribute', instanceArn(subject, InstanceId), { resourceTags })];
  },
  apply: ({ region }, { InstanceId, BlockDeviceMappings }) => {
    const attached = region.volumes.having('attachment.instance-id', InstanceId);
    for (const { DeviceName, Ebs } of BlockDeviceMappings) {
      const isMeant = ({ InstanceId: id, Device }: VolumeAttachment): boolean =>
        id === InstanceId && Device === DeviceName;
      const volume = attached.find((one) => attachments(one).some(isMeant));
      if (volume === undefined)
        throw new AwsError('InvalidInstanceAttributeValue', `No device is currently mapped at ${DeviceName}`);
      region.volumes.update(volume, () => {
        const Attachments = attachments(volume).map((one) => (isMeant(one) ? { ...one, ...Ebs } : one));
        volume.details = { ...volume.details, Attachments };
      });
    }
    return { output: {} };
  },
});
