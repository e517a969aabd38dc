import * as z from 'zod';
import { AwsError } from '../api';
import type { ParameterValues, RunnableDocument } from './runnable-document';

const text = z.string();

const Parameter = z.strictObject({
  type: z.literal('String'),
  description: text.optional(),
  default: text.optional(),
  allowedValues: z.array(text).optional(),
  allowedPattern: text.optional(),
});

const Step = z.strictObject({
  name: text,
  action: z.literal('aws:runShellScript'),
  precondition: z
    .strictObject({ StringEquals: z.tuple([z.literal('platformType'), z.literal('Linux')]) })
    .optional(),
  inputs: z.strictObject({
    timeoutSeconds: z.coerce.number().int().positive().default(3600),
    runCommand: z.array(text),
  }),
});

const Content = z.strictObject({
  schemaVersion: z.literal('2.2'),
  description: text.optional(),
  parameters: z.record(text, Parameter).default({}),
  mainSteps: z.tuple([Step]),
});

/** A command document: one shell script for Linux, with parameters that are texts. */
export class CommandDocument implements RunnableDocument {
  readonly #content: z.output<typeof Content>;

  /** Throws where the content asks for more than is simulated, and says for what. */
  constructor(
    readonly arn: string,
    readonly name: string,
    content: unknown,
  ) {
    const parsed = Content.safeParse(content);
    if (!parsed.success)
      throw new Error(`not simulated: the command document ${name}: ${z.prettifyError(parsed.error)}`);
    this.#content = parsed.data;
  }

  get stepName(): string {
    return this.#step.name;
  }

  /** For how long the script may run. */
  get executionTimeoutSeconds(): number {
    return this.#step.inputs.timeoutSeconds;
  }

  /** The same, whatever its values are. */
  executionSecondsOf(): number {
    return this.executionTimeoutSeconds;
  }

  /** With its parameters where they stand, such as `{{ action }}`. */
  get script(): string {
    return this.#step.inputs.runCommand.join('\n');
  }

  /**
   * The values that a command gives, and the defaults of all others. Throws InvalidParameters for a name that the document does not
   * have, for one that it has without a value, and for a value that it does not allow.
   */
  valuesOf(given: Readonly<Record<string, readonly string[]>>): ParameterValues {
    const { parameters } = this.#content;
    const unknown = Object.keys(given).filter((name) => parameters[name] === undefined);
    if (unknown.length > 0) throw invalidParameters(`${this.name} has no parameter ${unknown.join(', ')}`);
    return Object.fromEntries(
      Object.entries(parameters).map(([name, parameter]) => {
        const values = given[name] ?? [parameter.default].filter((value) => value !== undefined);
        const [value] = values;
        if (value === undefined || values.length > 1) throw invalidParameters(`${name} takes one value`);
        if (!isAllowed(parameter, value))
          throw invalidParameters(`${name} may not be ${JSON.stringify(value)}`);
        return [name, value];
      }),
    );
  }

  get #step(): z.output<typeof Step> {
    return this.#content.mainSteps[0];
  }
}

const isAllowed = ({ allowedValues, allowedPattern }: z.output<typeof Parameter>, value: string): boolean =>
  (allowedValues?.includes(value) ?? true) &&
  (allowedPattern === undefined || new RegExp(allowedPattern).test(value));

/** AWS's words are not known. */
export const invalidParameters = (message: string): AwsError => new AwsError('InvalidParameters', message);
