import { CALLS } from './calls';
import { ENTRIES, FILES, TAGS } from './inventories';
import type { Group, WrongInput } from './wrong-input';
import { WRONG_SETTINGS } from './wrong-settings';

export const GROUPS: readonly Group[] = [CALLS, WRONG_SETTINGS, FILES, ENTRIES, TAGS];

export const PAGE = 'docs/wrong-inputs.md';

const count = GROUPS.reduce((sum, { inputs }) => sum + inputs.length, 0);

const HEAD = `# Wrong inputs, and what is said of them

${count} wrong inputs, each with the message and the exit code, all of which are tried by \`npm test\`. \`npm run wrong-inputs\` writes this page from what the test tries
(\`test/cli/wrong-inputs/\`). Inputs are given in a folder in which all else is right: settings with the primary Region us-east-1 and the DR Region us-west-2, and an inventory of
one volume, one snapshot and one copy. None of them leaves a file behind.
`;

/** The page as it should be. */
export const renderPage = (): string =>
  [HEAD, ...GROUPS.map(({ title, inputs }) => `## ${title}\n\n${tableOf(inputs)}\n`)].join('\n');

const tableOf = (inputs: readonly WrongInput[]): string =>
  ['| input | message | exit code |', '| --- | --- | --- |', ...inputs.map(rowOf)].join('\n');

const rowOf = ({ input, message, exitCode }: WrongInput): string =>
  `| ${code(input)} | ${message.split('\n').map(code).join('<br>')} | ${exitCode} |`;

/** As code, in a cell: Markdown must take nothing in it for its own. */
const code = (text: string): string => {
  const cut = text.length > 400 ? `${text.slice(0, 400)}…` : text;
  return `<code>${cut.replace(/[&<>|*_`[\]\\~\n]/g, (character) => `&#${character.charCodeAt(0)};`)}</code>`;
};
