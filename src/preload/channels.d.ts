/** Names and kinds of all channels, put in by the build: see electron.vite.config.ts. */
declare const __CHANNELS__: Readonly<Record<string, 'call' | 'stream'>>;
