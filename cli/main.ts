import { carryOut, USAGE_EXIT_CODE } from './command-line';

// On Node.js 20 the SDK tells whoever looks at the screen that it will want a newer one: nothing that a user of ours could act on.
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] = 'true';

// A reader such as head may leave early: what is left to print is dropped, and the exit code stands.
process.stdout.on('error', ({ code, message }: NodeJS.ErrnoException) => {
  if (code === 'EPIPE' || code === 'ERR_STREAM_DESTROYED') return;
  console.error(`Cannot write the output: ${message}.`);
  process.once('exit', () => {
    process.exitCode = USAGE_EXIT_CODE;
  });
});

// There is nobody left to tell.
process.stderr.on('error', () => undefined);

void carryOut(process.argv.slice(2));
