import * as z from 'zod';
import { text } from '../property-schemas';
import type { ResourceType } from '../resource-type';

const properties = z.strictObject({ AliasName: text, TargetKeyId: text });

export const kmsAlias: ResourceType<z.output<typeof properties>> = {
  type: 'AWS::KMS::Alias',
  nameProperty: 'AliasName',
  properties,
  authorize({ region, properties: { AliasName, TargetKeyId } }, { kmsKeys }) {
    const key = kmsKeys.find(region, TargetKeyId);
    if (key === undefined) throw new Error(`not simulated: an alias of the key ${TargetKeyId}`);
    kmsKeys.add(key.arn, [AliasName]);
  },
};
