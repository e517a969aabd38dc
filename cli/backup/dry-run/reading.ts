import type { EC2Client } from '@aws-sdk/client-ec2';
import { instancesIn, type InstanceDevices, type InstanceLook } from '../../../functions/aws/instances';
import { volumesIn } from '../../../functions/aws/volumes';
import { AccessDenied, ServiceBusy } from '../../../functions/domain/errors';
import type { Volume } from '../../../functions/domain/volume';
import type { Deps } from '../../../functions/take-snapshots/handler';
import { CallFailed, calling } from '../../deployed/calls';
import type { Attached } from './taking-nothing';

const VOLUMES = 'ec2:DescribeVolumes';
const INSTANCES = 'ec2:DescribeInstances';

/** What a run reads of EC2, by its own adapters and with the credentials of a person. Each call that fails throws CallFailed. */
export function readingBy(ec2: EC2Client) {
  const { volumes, instances } = { volumes: volumesIn(ec2), instances: instancesIn(ec2) };
  const shown = new Map<string, Volume>();
  const attached = new Map<string, readonly string[]>();
  const boots = new Map<string, string>();
  const devices = new Map<string, InstanceDevices>();
  const tagged = new Set<string>();
  const looks = new Map<string, ReturnType<typeof instances.look>>();
  let failure: CallFailed | undefined;

  const read = async <Result>(action: string, call: () => Promise<Result>): Promise<Result> => {
    try {
      return await calling(action, () => untranslated(call));
    } catch (error) {
      if (error instanceof CallFailed) failure ??= error;
      throw error;
    }
  };
  const kept = (some: Volume[]): Volume[] => {
    for (const volume of some) shown.set(volume.volumeId, volume);
    return some;
  };
  const attachedBy =
    (id: string) =>
    (look: InstanceLook | undefined): InstanceLook | undefined => {
      if (look !== undefined) attached.set(id, [...look.volumeIds].sort());
      if (look?.bootVolumeId !== undefined) boots.set(id, look.bootVolumeId);
      return look;
    };
  const deps = {
    volumes: {
      async *pages() {
        const pages = volumes.pages();
        for (;;) {
          const page = await read(VOLUMES, () => pages.next());
          if (page.done === true) return;
          yield kept(page.value);
        }
      },
      selectedBy: async (selection) => kept(await read(VOLUMES, () => volumes.selectedBy(selection))),
      attachedTo: async (instanceId) => kept(await read(VOLUMES, () => volumes.attachedTo(instanceId))),
      byId: async (volumeId) => {
        const volume = await read(VOLUMES, () => volumes.byId(volumeId));
        return volume && kept([volume])[0];
      },
    },
    instances: {
      taggedWith: async (tag) => {
        const found = await read(INSTANCES, () => instances.taggedWith(tag));
        for (const id of found) tagged.add(id);
        return found;
      },
      volumeIdsOf: async (ids) => {
        const found = await read(VOLUMES, () => instances.volumeIdsOf(ids));
        for (const [id, volumeIds] of found) attached.set(id, volumeIds);
        return found;
      },
      bootVolumeIdsOf: async (ids) => {
        const found = await read(INSTANCES, () => instances.bootVolumeIdsOf(ids));
        for (const [id, volumeId] of found) boots.set(id, volumeId);
        return found;
      },
      devicesOf: async (id) => {
        const found = await read(INSTANCES, () => instances.devicesOf(id));
        if (found !== undefined) devices.set(id, found);
        return found;
      },
      // A run looks before and after it freezes. Here nothing comes to pass in between.
      look: (id) => {
        const look = looks.get(id) ?? read(INSTANCES, () => instances.look(id)).then(attachedBy(id));
        looks.set(id, look);
        return look;
      },
    },
  } satisfies Pick<Deps, 'volumes' | 'instances'>;
  return {
    deps,
    /** Has EC2 show what the run has not asked for. */
    allVolumes: async (): Promise<void> => {
      for await (const page of deps.volumes.pages()) kept(page);
    },
    /** All volumes that EC2 has shown so far. */
    shown: (): readonly Volume[] => [...shown.values()],
    attachedTo: (instanceId: string): Attached => ({
      volumeIds: attached.get(instanceId) ?? [],
      boot: boots.get(instanceId),
    }),
    /** The same of one of which an AMI is made. */
    devicesOf: (instanceId: string): InstanceDevices['volumes'] => devices.get(instanceId)?.volumes ?? [],
    /** The instances with the tag of the one schedule that was asked about. */
    tagged: (): ReadonlySet<string> => tagged,
    /** The first call that failed: of one that a run puts up with, too, a person is told. */
    failure: (): CallFailed | undefined => failure,
  };
}

/** With AWS's own error, by which a person is told what to do. */
async function untranslated<Result>(call: () => Promise<Result>): Promise<Result> {
  try {
    return await call();
  } catch (error) {
    throw error instanceof AccessDenied || error instanceof ServiceBusy ? error.cause : error;
  }
}
