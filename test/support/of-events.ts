import type { World } from '../../local/world/world';

/** The executions that are about one snapshot or copy: all but the sweeps themselves. */
export const ofEvents = ({ executions }: Pick<World, 'executions'>) =>
  executions.filter(({ machine }) => !machine.name.endsWith('-sweep'));
