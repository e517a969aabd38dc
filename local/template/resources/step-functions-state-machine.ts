import * as z from 'zod';
import { text, withoutEffect } from '../property-schemas';
import { arn, name, type ResourceType } from '../resource-type';

const machineArn = arn('states', (machine) => `stateMachine:${machine.name}`);

const properties = z.strictObject({
  StateMachineName: text.optional(),
  DefinitionString: text,
  DefinitionSubstitutions: z.record(text, text).default({}),
  RoleArn: text,
  StateMachineType: z.literal('STANDARD').default('STANDARD'),
  LoggingConfiguration: withoutEffect,
  TracingConfiguration: withoutEffect,
});

export const stepFunctionsStateMachine: ResourceType<z.output<typeof properties>> = {
  type: 'AWS::StepFunctions::StateMachine',
  nameProperty: 'StateMachineName',
  ref: machineArn,
  attributes: { Arn: machineArn, Name: name },
  properties,
  create(machine, { iam, stepFunctions }) {
    const { RoleArn, DefinitionString, DefinitionSubstitutions } = machine.properties;
    iam.passRole(RoleArn, 'states.amazonaws.com', machine.name);
    stepFunctions.createStateMachine({
      arn: machine.ref,
      name: machine.name,
      region: machine.region,
      roleArn: RoleArn,
      definition: Object.entries(DefinitionSubstitutions).reduce(
        (definition, [key, value]) => definition.replaceAll(`\${${key}}`, value),
        DefinitionString,
      ),
    });
  },
};
