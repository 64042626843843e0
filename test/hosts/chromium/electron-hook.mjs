import { ELECTRON_KEY, electronNames } from './electron-names.mjs';

const ADDRESS = 'curfew-host:electron';

/** Module hooks: `electron` is what the host put in its place. Main is ESM with named imports, hence named exports. */
export async function resolve(specifier, context, nextResolve) {
  if (specifier === 'electron' || specifier.startsWith('electron/'))
    return { url: ADDRESS, shortCircuit: true };
  return nextResolve(specifier, context);
}

export async function load(url, context, nextLoad) {
  if (url !== ADDRESS) return nextLoad(url, context);
  const exports = electronNames.map((name) => `export const ${name} = electron.${name};`);
  const source = `const electron = globalThis[Symbol.for('${ELECTRON_KEY}')];\n${exports.join('\n')}\nexport default electron;`;
  return { format: 'module', source, shortCircuit: true };
}
