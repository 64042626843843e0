/** What stands in Electron's binary before its fuses. */
const SENTINEL = Buffer.from('dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX', 'latin1');

/** The fuses of Electron in the order of the wire, by their names in electron-builder.yml. */
const FUSES = [
  'runAsNode',
  'enableCookieEncryption',
  'enableNodeOptionsEnvironmentVariable',
  'enableNodeCliInspectArguments',
  'enableEmbeddedAsarIntegrityValidation',
  'onlyLoadAppFromAsar',
  'loadBrowserProcessSpecificV8Snapshot',
  'grantFileProtocolExtraPrivileges',
  // It protects nothing, and electron-builder cannot set it: as Electron has it.
  'wasmTrapHandlers',
];
const UNDECIDED = new Set(['wasmTrapHandlers']);

const STATES = new Map([
  [0x30, false],
  [0x31, true],
]);

/**
 * The fuses that the text of electron-builder.yml sets.
 * @param {string} text
 * @returns {Record<string, boolean>}
 */
export function readWantedFuses(text) {
  const block = /^electronFuses:\n((?: +.*\n)*)/m.exec(text)?.[1] ?? '';
  const lines = [...block.matchAll(/^ +(\w+): (true|false)$/gm)];
  return Object.fromEntries(
    lines.flatMap(([, name, state]) => (FUSES.includes(name ?? '') ? [[name, state === 'true']] : [])),
  );
}

/**
 * Sentences about every fuse of a binary that is not as wanted. A binary for two processors has two wires.
 * @param {Buffer} binary
 * @param {Record<string, boolean>} wanted
 * @returns {string[]}
 */
export function findFuseFaults(binary, wanted) {
  /** @type {string[]} */
  const faults = [];
  let wires = 0;
  for (let at = binary.indexOf(SENTINEL); at >= 0; at = binary.indexOf(SENTINEL, at + 1)) {
    wires += 1;
    const start = at + SENTINEL.length;
    const [version, length = 0] = [binary[start], binary[start + 1]];
    if (version !== 1) faults.push(`The wire has version ${version}, which is not known here.`);
    for (const [index, name] of FUSES.entries()) {
      if (UNDECIDED.has(name)) continue;
      const state = index < length ? STATES.get(binary[start + 2 + index] ?? 0) : undefined;
      if (wanted[name] === undefined || state !== wanted[name])
        faults.push(`${name} is ${state ?? 'missing'}, not ${wanted[name] ?? 'decided'}.`);
    }
    if (length > FUSES.length) faults.push(`Fuses that are not known here: ${length - FUSES.length}.`);
  }
  return wires === 0 ? ['There is no wire of fuses.'] : faults;
}
