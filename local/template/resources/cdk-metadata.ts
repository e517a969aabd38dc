import * as z from 'zod';
import type { ResourceType } from '../resource-type';

/** Does nothing locally: it tells AWS which constructs were used. */
export const cdkMetadata: ResourceType<unknown> = { type: 'AWS::CDK::Metadata', properties: z.unknown() };
