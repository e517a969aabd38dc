/** A line for a shell that carries out `words` with the same settings, which stand in `settingsFile`, or in cdk.json where that is undefined. */
export const keeperLine = (words: string, settingsFile: string | undefined): string =>
  `npm run keeper -- ${words}${settingsFile === undefined ? '' : ` --settings ${quoted(settingsFile)}`}`;

/** The same for a deploy. */
export const deployLine = (settingsFile: string | undefined): string =>
  `npx cdk deploy --all${inContext(settingsFile)}`;

/** The same for a deploy that makes again what somebody has deleted by hand: an ordinary one compares templates, and does not see that it is gone. */
export const deployAgainLine = (settingsFile: string | undefined): string =>
  `npx cdk deploy --all --revert-drift${inContext(settingsFile)}`;

const inContext = (settingsFile: string | undefined): string =>
  settingsFile === undefined ? '' : ` -c settings=${quoted(settingsFile)}`;

const quoted = (text: string): string =>
  /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
