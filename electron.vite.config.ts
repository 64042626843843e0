import { join, resolve } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'electron-vite';
import { normalizePath, type Plugin, parseAst } from 'vite';
import { channelManifest } from './src/contract/channels/contract.ts';

/**
 * The page needs types and constants of the contract, and main checks what crosses. Rolldown cannot know that making a schema has
 * no effect but its value, so it would keep all of them, and zod. Here each is marked: what nobody uses stays out of the page.
 */
function withoutUnusedSchemas(): Plugin {
  const contract = normalizePath(join(import.meta.dirname, 'src/contract/'));
  return {
    name: 'curfew:without-unused-schemas',
    apply: 'build',
    enforce: 'pre',
    transform(code, id) {
      if (!id.startsWith(contract)) return null;
      let marked = code;
      for (const statement of parseAst(code, { lang: 'ts' }).body.toReversed()) {
        const declared = statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement;
        if (declared?.type !== 'VariableDeclaration') continue;
        for (const { init } of declared.declarations.toReversed()) {
          if (init?.type !== 'CallExpression' && init?.type !== 'ObjectExpression') continue;
          const made = `/* @__PURE__ */ (() => (${code.slice(init.start, init.end)}))()`;
          marked = marked.slice(0, init.start) + made + marked.slice(init.end);
        }
      }
      return { code: marked, map: null };
    },
  };
}

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
    plugins: [
      react(),
      { name: 'curfew:files-from-the-root', config: () => ({ base: '/' }) },
      withoutUnusedSchemas(),
    ],
    build: {
      target: 'chrome140',
      minify: true,
      rollupOptions: {
        input: resolve('src/renderer/index.html'),
        // What the first page needs anyway is one file: left alone, it is cut into twenty by which of the later pages share them, and
        // each is a request of its own.
        output: { codeSplitting: { groups: [{ name: 'first', tags: ['$initial'] }] } },
      },
    },
  },
});
