import { DR, PRIMARY, startOneVolume, TEMPLATES } from '../../support/one-volume';
import { ofEvents } from '../../support/of-events';

type Resource = {
  readonly Properties?: { readonly PolicyDocument?: { Statement: { readonly Action: unknown }[] } };
};

const inRegion = (region: string) => TEMPLATES.filter((stack) => stack.region === region);

test('a DR stack that comes an hour late is waited for: nothing is copied in vain, nothing is lost, and people hear of it', async () => {
  const { world, runTo, takeSnapshot, held } = await startOneVolume({ templates: inRegion(PRIMARY) });
  const copies: string[] = [];
  world.observe({
    onCall: ({ request: { operation, region } }) => {
      if (operation === 'CopySnapshot') copies.push(region);
    },
  });
  await takeSnapshot();
  await runTo(1);
  expect([held(PRIMARY).length, held(DR).length, copies]).toEqual([1, 0, []]);
  expect(world.notifications.map(({ subject }) => subject)).toEqual([
    expect.stringMatching(/^ALARM: "snapshot-keeper-eu-west-1-primary-\S+StackMissing/),
  ]);

  await world.deploy(inRegion(DR));
  await runTo(4);

  expect([held(PRIMARY).length, held(DR).length, copies]).toEqual([1, 1, [DR]]);
  expect(ofEvents(world).map(({ status }) => status)).toEqual(['SUCCEEDED', 'SUCCEEDED']);
  expect([world.notifications.length, world.denials]).toEqual([1, []]);
});

test('where CopySnapshot may not ask for the stack, nothing is copied in vain, and people hear of it', async () => {
  const templates = inRegion(PRIMARY).map((stack) => {
    const template = structuredClone(stack.template) as { readonly Resources: Record<string, Resource> };
    for (const { Properties } of Object.values(template.Resources)) {
      const { PolicyDocument } = Properties ?? {};
      if (PolicyDocument !== undefined)
        PolicyDocument.Statement = PolicyDocument.Statement.filter(
          ({ Action }) => Action !== 'cloudformation:DescribeStacks',
        );
    }
    return { ...stack, template };
  });
  const { world, runTo, takeSnapshot, held } = await startOneVolume({ templates });
  await takeSnapshot();
  await runTo(2);

  expect([held(PRIMARY).length, held(DR).length]).toEqual([1, 0]);
  expect(ofEvents(world).map(({ status }) => status)).toEqual(['FAILED']);
  expect(world.notifications[0]?.message).toContain('cloudformation:DescribeStacks');
});
