import { partitionOf } from '../../kernel/partition';
import { invalidParameters } from './command-document';
import type { ParameterValues, RunnableDocument } from './runnable-document';

export const VSS_SCRIPT = 'AWSEC2-VssInstallAndSnapshot';

const FLAG = /^(True|False)$/;

/** Its parameters as of 2025, with their defaults and what they allow. */
const PARAMETERS: Readonly<Record<string, readonly [byDefault: string, allowed: RegExp]>> = {
  ExcludeBootVolume: ['False', FLAG],
  NoWriters: ['False', FLAG],
  CopyOnly: ['False', FLAG],
  CreateAmi: ['False', FLAG],
  AmiName: ['', /^.{0,128}$/],
  description: ['', /^[^'\n\r]{0,255}$/],
  tags: [
    'Key=Name,Value=',
    /^([Kk]ey=([a-zA-Z0-9() ./\-"'@_+:={}]*),[Vv]alue=([a-zA-Z0-9() ./\-"'@_+:={}]*);?)*$/,
  ],
  executionTimeout: [
    '800',
    /^(1[2-9]\d|[2-9]\d\d|[1-9]\d{3,4}|1[0-6]\d{4}|17[01]\d{3}|172[0-7]\d\d|172800)$/,
  ],
  CollectDiagnosticLogs: ['False', FLAG],
  SaveVssMetadata: ['False', FLAG],
  VssVersion: ['', /^[0-9.]{0,16}$/],
};

/** A look at what is installed, and an installation. */
const INSTALL_SECONDS = 60 + 600;

/**
 * AWS's own document by which a Windows instance has VSS make its writers ready, and takes its volumes.
 * https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/create-vss-snapshots-ssm.html
 */
export const vssDocument = (region: string): RunnableDocument => ({
  // AWS's own have no account.
  arn: `arn:${partitionOf(region).name}:ssm:${region}::document/${VSS_SCRIPT}`,
  name: VSS_SCRIPT,
  stepName: 'CreateVssSnapshot',
  script: VSS_SCRIPT,
  executionSecondsOf: ({ executionTimeout }) => INSTALL_SECONDS + Number(executionTimeout),
  valuesOf(given): ParameterValues {
    const unknown = Object.keys(given).find((name) => PARAMETERS[name] === undefined);
    if (unknown !== undefined) throw invalidParameters(`${VSS_SCRIPT} has no parameter ${unknown}`);
    return Object.fromEntries(
      Object.entries(PARAMETERS).map(([name, [byDefault, allowed]]) => {
        const [value = byDefault, ...others] = given[name] ?? [];
        if (others.length > 0 || !allowed.test(value))
          throw invalidParameters(`${name} may not be ${JSON.stringify(given[name])}`);
        return [name, value];
      }),
    );
  },
});
