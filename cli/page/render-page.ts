import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSync } from 'esbuild';

/** The page may run what stands in it and may ask nobody for anything. */
const CONTENT_SECURITY_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:";

export type PageSpec = {
  readonly title: string;
  /** The script that draws the page, which finds the data in the element `data`. */
  readonly entry: string;
  readonly data: unknown;
};

/** One HTML file with its data, script and styles inside. */
export function renderPage({ title, entry, data }: PageSpec): string {
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta http-equiv="Content-Security-Policy" content="${CONTENT_SECURITY_POLICY}">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>${title}</title>
    <link rel="icon" href="data:,">
    <style>
${readFileSync(join(__dirname, 'page.css'), 'utf8')}
    </style>
  </head>
  <body>
    <noscript>This report draws its charts and tables with a script that is part of this file. Allow scripts to read it.</noscript>
    <script type="application/json" id="data">${scriptText(JSON.stringify(data))}</script>
    <script>${pageScript(entry)}</script>
  </body>
</html>
`;
}

/** JSON that cannot end or confuse the script element around it, whatever text stands in it. */
const scriptText = (json: string): string => json.replaceAll('<', '\\u003c');

/** The page's own code with the plotting library. */
function pageScript(entry: string): string {
  const { outputFiles } = buildSync({
    entryPoints: [entry],
    bundle: true,
    minify: true,
    write: false,
    format: 'iife',
    target: 'es2022',
    legalComments: 'inline',
  });
  const script = outputFiles[0]!.text;
  // esbuild writes </script> so that it is safe in HTML; the opening forms occur in no library so far.
  if (/<!--|<script|<\/script/i.test(script)) throw new Error('the page script cannot stand in an HTML page');
  return script;
}
