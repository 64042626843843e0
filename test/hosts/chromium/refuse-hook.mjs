/** Module hook of worker threads: Electron is not there, and importing it would start its downloader. */
export async function resolve(specifier, context, nextResolve) {
  if (specifier === 'electron' || specifier.startsWith('electron/')) {
    throw new Error('electron cannot be imported in a worker thread.');
  }
  return nextResolve(specifier, context);
}
