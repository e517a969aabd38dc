import { nearest } from '../../infra/input/nearest';
import {
  ALL_FAULTS,
  FAULT_NAMES,
  FAULTS,
  type FaultName,
  type FaultSet,
} from '../../local/faults/fault-catalogue';
import { UsageError } from './usage-error';

/**
 * Reads a `--faults` flag: `all` (but what has to be asked for by name), `none`, or names with commas between, each with a probability of
 * its own or the catalogue's, such as `all,event-lost=0` or `throttled,copy-failed=0.5`. Later words count, and so do later
 * flags: they go on from what was said before. Throws UsageError.
 */
export function parseFaults(text: string, before: FaultSet = {}): FaultSet {
  let faults = before;
  for (const word of text.split(',').map((part) => part.trim())) {
    if (word === 'all') faults = ALL_FAULTS;
    else if (word === 'none') faults = {};
    else faults = { ...faults, ...oneFault(word) };
  }
  return Object.fromEntries(Object.entries(faults).filter(([, probability]) => probability > 0));
}

/** As `faultsAsFlag` writes it too; `Number` alone would take an empty text and 0x1. */
const DECIMAL = /^(?:[0-9]+\.?|[0-9]*\.[0-9]+)(?:e-?[0-9]+)?$/;

function oneFault(word: string): FaultSet {
  const [, name = '', number] = /^([^=]*)(?:=(.*))?$/s.exec(word) ?? [];
  if (!isFaultName(name)) {
    const near = nearest(name, FAULT_NAMES);
    throw new UsageError(
      `--faults: "${name}" is no fault.${near === undefined ? '' : ` Did you mean ${near}?`} Allowed are all, none and ${FAULT_NAMES.join(', ')}, each with a probability such as ${FAULT_NAMES[0]}=0.1.`,
    );
  }
  const probability = number === undefined ? FAULTS[name].probability : Number(number);
  const isDecimal = number === undefined || DECIMAL.test(number);
  if (!isDecimal || probability > 1)
    throw new UsageError(`--faults: expected a probability from 0 to 1 for ${name}, found "${number}".`);
  return { [name]: probability };
}

const isFaultName = (name: string): name is FaultName => Object.hasOwn(FAULTS, name);

/** The set as the flag takes it, in the order of the catalogue. */
export const faultsAsFlag = (faults: FaultSet): string =>
  FAULT_NAMES.filter((name) => faults[name] !== undefined)
    .map((name) => `${name}=${faults[name]}`)
    .join(',') || 'none';

/** The set for a reader: one line for each fault. */
export const faultLines = (faults: FaultSet): string[] =>
  FAULT_NAMES.filter((name) => faults[name] !== undefined).map(
    (name) => `  ${name} ${faults[name]} per ${FAULTS[name].per}: ${FAULTS[name].what}`,
  );

/** The help text of the flag. */
export const FAULTS_HELP = `what goes wrong: all, none, or names with a probability each, such as all,event-lost=0; a repeated flag goes on from the one before (${FAULT_NAMES.join(', ')})`;
