import { parseArgs } from 'node:util';
import { type SandboxOptions, startSandbox } from '../src/main/sandbox/start-sandbox.ts';

const USAGE = `Usage: npm run sandbox -- [--port PORT] [--api-key KEY] [--empty]

  --port PORT    on this port of 127.0.0.1; a free one unless given
  --api-key KEY  at least 20 characters; a random one unless given
  --empty        begin with nothing in place of the sample data`;

/** Options from the command line. Throws with a sentence that says what is wrong. */
function readOptions(): SandboxOptions {
  const { values } = parseArgs({
    options: { port: { type: 'string' }, 'api-key': { type: 'string' }, empty: { type: 'boolean' } },
  });
  const { port, 'api-key': apiKey, empty = false } = values;
  if (port !== undefined && (!/^\d{1,5}$/.test(port) || Number(port) > 65_535)) {
    throw new Error(`--port is a number from 0 to 65535, not '${port}'.`);
  }
  if (apiKey !== undefined && apiKey.length < 20) {
    throw new Error('--api-key has at least 20 characters, as the core asks for.');
  }
  return {
    sampleData: !empty,
    ...(port === undefined ? {} : { port: Number(port) }),
    ...(apiKey === undefined ? {} : { apiKey }),
  };
}

async function run(options: SandboxOptions): Promise<void> {
  const sandbox = await startSandbox(options);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void sandbox.close());
  console.log(`Sandbox core at ${sandbox.uri}`);
  console.log(`API key: ${sandbox.apiKey}`);
  console.log('Nothing is kept: it begins anew at each start. Ctrl-C ends it.');
}

function sentence(error: unknown, { port }: SandboxOptions): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'EADDRINUSE') return `Port ${port} is in use. Give another --port, or none for a free one.`;
  if (code === 'EACCES') return `Port ${port} may not be used by this account. Give one above 1023.`;
  return error instanceof Error ? error.message : String(error);
}

let options: SandboxOptions | undefined;
try {
  options = readOptions();
} catch (error) {
  console.error(`${error instanceof Error ? error.message : error}\n\n${USAGE}`);
  process.exitCode = 2;
}
if (options) {
  try {
    await run(options);
  } catch (error) {
    console.error(sentence(error, options));
    process.exitCode = 1;
  }
}
