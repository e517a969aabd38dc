/**
 * Says whether the volume of a failed snapshot is one that we protect, so that nobody is woken for others.
 *
 * Called by: snapshot-failed / SelectVolumes.
 * Late or repeated call: reads only.
 * Fails: ServiceBusy or AccessDenied. A volume that no longer exists counts as protected: in doubt, a person is told.
 */
import * as z from 'zod';
import { volumesIn, type Volumes } from '../aws/volumes';
import { SelectVolumesEnvironment } from '../domain/environment';
import { isSelected, type Selection } from '../domain/selection';
import { awsRuntime } from '../runtime/aws-runtime';
import { ec2Clients } from '../runtime/ec2-clients';
import { lambda } from '../runtime/lambda';

const Input = z.object({ volumeId: z.string() });

export type Deps = { readonly volumes: Volumes; readonly selection: Selection };

export const selectVolumes =
  ({ volumes, selection }: Deps) =>
  async ({ volumeId }: z.output<typeof Input>): Promise<{ readonly selected: boolean }> => {
    const [volume] = await volumes.find([volumeId]);
    return { selected: volume === undefined || isSelected(volume.tags, selection) };
  };

export const handler = lambda(awsRuntime({ ec2: ec2Clients }), {
  input: Input,
  environment: SelectVolumesEnvironment,
  deps: ({ clients, region }, environment) => ({
    volumes: volumesIn(clients.ec2(region)),
    selection: environment.SELECTION,
  }),
  run: selectVolumes,
});
