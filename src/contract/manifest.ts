import { contract } from './contract.ts';

/** Names and kinds alone. It is put into the preload at build time, which so does without the schemas. */
export function channelManifest(): Record<string, 'call' | 'stream'> {
  return Object.fromEntries(
    Object.entries(contract).map(([name, channel]) => [name, channel.kind === 'stream' ? 'stream' : 'call']),
  );
}
