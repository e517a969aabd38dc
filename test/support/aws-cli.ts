import { execSync } from 'node:child_process';
import * as sdk from '@aws-sdk/client-ec2';
import { search } from '@aws-lambda-powertools/jmespath';

/** What an answer of the AWS CLI is waited for in. */
export type Ec2InRegion = {
  /** Answers a call; rejects with EC2's error. */
  readonly send: (region: string, command: never) => Promise<object>;
  readonly pauseSeconds: (seconds: number) => Promise<void>;
};

/** As the AWS CLI waits: so often, so long apart. */
const TRIES = 40;
const PAUSE_SECONDS = 15;

type Waiter = { readonly verb: string; readonly state: string; readonly query: string };

const WAITERS: Readonly<Record<string, Waiter>> = {
  'volume-available': { verb: 'describe-volumes', state: 'available', query: 'Volumes[].State' },
  'volume-in-use': { verb: 'describe-volumes', state: 'in-use', query: 'Volumes[].State' },
  'instance-stopped': {
    verb: 'describe-instances',
    state: 'stopped',
    query: 'Reservations[].Instances[].State.Name',
  },
  'instance-running': {
    verb: 'describe-instances',
    state: 'running',
    query: 'Reservations[].Instances[].State.Name',
  },
};

/**
 * Plays what a page tells people to type: lines of a shell that do no more than call `aws ec2` and keep its answers in variables. `given` are variables
 * that a person would set otherwise than the page does. Answers with the variables and what was printed. Rejects where a call is refused, a
 * query finds nothing, or a line does anything else.
 */
export async function play(
  script: string,
  ec2: Ec2InRegion,
  given: Readonly<Record<string, string>> = {},
): Promise<{ readonly variables: Readonly<Record<string, string>>; readonly printed: readonly string[] }> {
  const variables: Record<string, string> = { ...given };
  const printed: string[] = [];
  const lines = script
    .replace(/\\\n/g, ' ')
    .split('\n')
    .map((line) => line.replace(/(^|\s)#.*$/, '').trim());
  for (const line of lines) {
    if (line === '') continue;
    const [, name, asked, value] = /^([A-Z_]+)=(?:\$\((.*)\)|(.*))$/.exec(line) ?? [];
    if (name === undefined) printed.push(await call(words(line, variables), ec2));
    else if (asked !== undefined) variables[name] = await piped(asked, variables, ec2);
    else variables[name] = given[name] ?? words(value!, variables).join(' ');
  }
  return { variables, printed };
}

/** What a call answers, through the filters behind it: these are the machine's own. */
async function piped(
  asked: string,
  variables: Readonly<Record<string, string>>,
  ec2: Ec2InRegion,
): Promise<string> {
  const [aws, filters] = /^(.*?)(?: \| ((?:sort|tail|cut) .*))?$/.exec(asked)!.slice(1);
  const input = await call(words(aws!, variables), ec2);
  return filters === undefined ? input : execSync(filters, { input: `${input}\n`, encoding: 'utf8' }).trim();
}

/** The words of a line as a shell has them: quotes are taken away, and variables filled in but between single quotes. */
function words(line: string, variables: Readonly<Record<string, string>>): string[] {
  const filled = (text: string): string =>
    text.replace(/\$(?:([A-Z_]+)|\{([A-Z_]+)\})/g, (whole, bare?: string, braced?: string) => {
      const value = variables[bare ?? braced!];
      if (value === undefined) throw new Error(`${whole} is not set: ${line}`);
      return value;
    });
  return [...line.matchAll(/(?:[^\s'"]+|'[^']*'|"[^"]*")+/g)].map(([word]) =>
    [...word.matchAll(/'([^']*)'|"([^"]*)"|[^'"]+/g)]
      .map(([bare, single, double]) => single ?? filled(double ?? bare))
      .join(''),
  );
}

/** One call, and what the CLI prints of its answer. */
async function call(
  [aws, service, verb = '', ...rest]: readonly string[],
  ec2: Ec2InRegion,
): Promise<string> {
  if (aws !== 'aws' || service !== 'ec2') throw new Error(`not played: ${[aws, service, verb].join(' ')}`);
  const [waited, flags] = verb === 'wait' ? [rest[0]!, rest.slice(1)] : [undefined, rest];
  const { input, region, query, output } = parsed(flags);
  if (region === undefined) throw new Error(`no --region: ${verb}`);
  const answer = async (asked: string): Promise<object> => {
    const Command = Reflect.get(sdk, `${pascal(asked)}Command`) as new (input: object) => never;
    const said = await ec2.send(region, new Command(input));
    return JSON.parse(JSON.stringify(said)) as object;
  };
  if (waited !== undefined) {
    const { verb: asked, state, query: states } = WAITERS[waited]!;
    for (let tries = 1; tries <= TRIES; tries += 1) {
      const shown = search(states, await answer(asked)) as string[];
      if (shown.length > 0 && shown.every((one) => one === state)) return '';
      await ec2.pauseSeconds(PAUSE_SECONDS);
    }
    throw new Error(`Waiter ${waited} failed: Max attempts exceeded`);
  }
  const said = await answer(verb);
  if (query === undefined) return JSON.stringify(said);
  const found = search(query, said);
  if (Array.isArray(found) && output === 'text')
    return found.every(Array.isArray)
      ? found.map((row: unknown[]) => row.join('\t')).join('\n')
      : found.join('\t');
  if (typeof found !== 'string' || output !== 'text') throw new Error(`${query} finds no text`);
  return found;
}

const pascal = (name: string): string =>
  name.replace(/(?:^|-)([a-z])/g, (_, letter: string) => letter.toUpperCase());

type Flags = {
  /** Those of the API, named as it names them. */
  readonly input: object;
  readonly region?: string;
  readonly query?: string;
  readonly output?: string;
};

function parsed(flags: readonly string[]): Flags {
  const input: Record<string, unknown> = {};
  const own: Record<string, string> = {};
  for (let at = 0; at < flags.length;) {
    const name = flags[at]!.replace(/^--/, '');
    const end = flags.findIndex((one, index) => index > at && one.startsWith('--'));
    const values = flags.slice(at + 1, end === -1 ? undefined : end);
    if (['region', 'query', 'output'].includes(name)) own[name] = values.join(' ');
    else input[pascal(name)] = name.endsWith('s') ? values.map(shorthand) : scalar(values.join(' '));
    at = end === -1 ? flags.length : end;
  }
  return { ...own, input };
}

const scalar = (text: string): string | number | boolean => {
  if (/^\d+$/.test(text)) return Number(text);
  return text === 'true' || text === 'false' ? text === 'true' : text;
};

/** A value in the CLI's shorthand, such as `Name=tag:Name,Values=a,b` or `ResourceType=volume,Tags=[{Key=Name,Value=a}]`. */
function shorthand(text: string): unknown {
  let at = 0;
  const value = (): unknown => {
    if (text[at] === '[') return list();
    if (text[at] === '{') return structure('}');
    const [found] = /^[^,\]}]*/.exec(text.slice(at))!;
    at += found.length;
    return scalar(found);
  };
  const list = (): unknown[] => {
    const found: unknown[] = [];
    for (at += 1; text[at] !== ']'; at += text[at] === ',' ? 1 : 0) found.push(value());
    at += 1;
    return found;
  };
  const structure = (end?: '}'): object => {
    if (end !== undefined) at += 1;
    const found: Record<string, unknown> = {};
    let last = '';
    while (at < text.length && text[at] !== end) {
      const [, key] = /^([A-Za-z]+)=/.exec(text.slice(at)) ?? [];
      if (key === undefined) (found[last] as unknown[]).push(value());
      else {
        at += key.length + 1;
        last = key;
        found[key] = key === 'Values' ? [value()] : value();
      }
      if (text[at] === ',') at += 1;
    }
    if (end !== undefined) at += 1;
    return found;
  };
  return /^[A-Za-z]+=/.test(text) ? structure() : text;
}
