import type { Deployment } from './deployment';
import type { ResourceType, Stack } from './resource-type';
import { RESOURCE_TYPES } from './resource-types';

/** Creates all that the stacks ask for. Throws where one asks for something that is not simulated, and names it. */
export async function deploy(stacks: readonly Stack[], into: Deployment): Promise<void> {
  // A role of one stack may act on what another one makes.
  for (const stack of stacks) authorize(stack, into);
  for (const stack of stacks) for (const type of RESOURCE_TYPES) await create(type, stack, into);
}

function authorize(stack: Stack, into: Deployment): void {
  for (const type of RESOURCE_TYPES)
    for (const resource of stack.resources(type)) type.authorize?.(resource, into, stack);
}

/** Creates the resources of one type, in place of those of the same names. Their policies have to be in force. */
export async function create<Properties>(
  type: ResourceType<Properties>,
  stack: Stack,
  into: Deployment,
): Promise<void> {
  for (const resource of stack.resources(type)) await type.create?.(resource, into, stack);
}
