/** A line for a shell that carries out `words` with the same settings, which stand in `settingsFile`, or in cdk.json where that is undefined. */
export const keeperLine = (words: string, settingsFile: string | undefined): string =>
  `npm run keeper -- ${words}${settingsFile === undefined ? '' : ` --settings ${quoted(settingsFile)}`}`;

const quoted = (text: string): string =>
  /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
