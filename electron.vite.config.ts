import { resolve } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'electron-vite';
import { channelManifest } from './src/contract/channels/contract.ts';

export default defineConfig({
  main: {
    build: {
      target: 'node24',
      rollupOptions: { input: { index: resolve('src/main/index.ts') } },
    },
  },
  preload: {
    // Names of the channels, without the schemas: those stay in main.
    define: { __CHANNELS__: JSON.stringify(channelManifest()) },
    build: {
      // A sandboxed preload has to be one CommonJS file: nothing can be required from disk there.
      externalizeDeps: false,
      rollupOptions: {
        input: { index: resolve('src/preload/index.ts') },
        output: { format: 'cjs', entryFileNames: 'index.cjs' },
      },
    },
  },
  renderer: {
    root: 'src/renderer',
    // Every view has an address of its own (curfew://app/users/…), so the page names its files from the root;
    // electron-vite alone would name them from wherever the page is.
    plugins: [react(), { name: 'curfew:files-from-the-root', config: () => ({ base: '/' }) }],
    build: {
      target: 'chrome140',
      minify: true,
      rollupOptions: { input: resolve('src/renderer/index.html') },
    },
  },
});
