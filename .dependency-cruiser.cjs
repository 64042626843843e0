/**
 * Who may import whom. docs/architecture.md says the same in a table. A folder of src that no rule covers is an error too:
 * see `no-uncovered-folder`. Cycles between folders are found by `.dependency-cruiser.folders.cjs`.
 */
const coreProtocol = 'core/(protocol|rpc-messages)\\.ts$';
const coreWorker = 'core/worker/worker\\.ts';
/** Writing records, and what an evidence bundle takes from a revocation; all else of the log is its own. */
const auditInterface =
  'audit/(audit-(connection|entry|log)|evidence/evidence-source|recorded-change|recorder)\\.ts$';
const storeInterface = 'store/[^/]+\\.ts$';

/** Folder of src/main: what it may import of src/main beside itself. All but the sandbox may import the contract. */
const importsInMain = {
  shared: [],
  core: ['shared/'],
  identity: [coreProtocol, 'shared/'],
  store: ['identity/', 'shared/'],
  scan: [coreProtocol, 'identity/', 'shared/', storeInterface],
  directory: [coreProtocol, 'identity/', 'shared/'],
  planning: [coreProtocol, 'identity/', 'scan/', 'shared/', storeInterface],
  audit: ['shared/', storeInterface],
  revocations: [
    coreProtocol,
    auditInterface,
    'identity/',
    'scan/',
    'shared/',
    'signals/signals-port\\.ts$',
    storeInterface,
  ],
  connections: [coreProtocol, coreWorker, 'shared/'],
  lock: ['shared/'],
  settings: ['shared/'],
  sandbox: [],
  delivery: ['shared/', storeInterface],
  forwarding: [
    'audit/(audit-log|recorded-change|recorder)\\.ts$',
    'connections/(authorities|key-ring|keyed-list|receiver-change)\\.ts$',
    'delivery/',
    'shared/',
    storeInterface,
  ],
  signals: [
    'audit/(recorded-change|recorder)\\.ts$',
    'connections/(authorities|key-ring|keyed-list|receiver-change)\\.ts$',
    'delivery/',
    'shared/',
    storeInterface,
  ],
  ipc: ['shared/'],
  shell: [
    'connections/',
    'forwarding/',
    'ipc/',
    'revocations/(remove-report|system-notices)\\.ts$',
    'settings/settings-questions\\.ts$',
    'shared/',
    'signals/',
  ],
};

/** Part of the renderer: what it may import of the renderer beside itself. `app` and `main.tsx` may import all of it. */
const importsInRenderer = {
  messages: [],
  ui: ['messages/'],
  shared: ['ui/', 'messages/'],
  features: ['shared/', 'ui/', 'messages/'],
  frame: ['features/', 'shared/', 'ui/', 'messages/'],
};

function importsOnly(side, folder, allowed) {
  return {
    name: `imports-of-${side}-${folder}`,
    severity: 'error',
    from: { path: `^src/${side}/${folder}/`, pathNot: '\\.test\\.tsx?$' },
    to: {
      path: `^src/${side}/`,
      pathNot: [`${folder}/`, ...allowed].map((path) => `^src/${side}/${path}`).join('|'),
    },
  };
}

function everyFolder(side, imports) {
  return Object.entries(imports).map(([folder, allowed]) => importsOnly(side, folder, allowed));
}

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'no-circular',
      comment: 'Types may refer to each other; code may not.',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'not-to-unresolvable',
      severity: 'error',
      from: {},
      // `?nodeWorker` is electron-vite's own ending, `electron` has no entry that resolves without its binary.
      to: { couldNotResolve: true, pathNot: '\\?nodeWorker$|^electron$' },
    },
    {
      name: 'contract-imports-zod-and-re2-only',
      comment: 'What crosses a border depends on nothing that one side has and the other has not.',
      severity: 'error',
      from: { path: '^src/contract/', pathNot: '\\.test\\.ts$' },
      to: { pathNot: '^src/contract/|(^|/)node_modules/(zod|re2js)/' },
    },
    {
      name: 'electron-in-shell-and-preload-only',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/main/shell/|^src/preload/' },
      to: { path: '^electron$|^electron/|(^|/)node_modules/electron/' },
    },
    {
      name: 'supertokens-in-core-only',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/main/core/' },
      to: { path: '(^|/)node_modules/supertokens-node/' },
    },
    {
      name: 'sqlite-in-store-only',
      comment: 'SQL is written in one place.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/main/store/' },
      to: { path: '^(node:)?sqlite$' },
    },
    {
      name: 'store-is-used-by-its-interface',
      comment: 'Files, threads and tables are its own. The composition root opens it.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/main/(store/|index\\.ts$)|\\.test\\.ts$' },
      to: { path: '^src/main/store/[^/]+/' },
    },
    {
      name: 'store-threads-without-schemas',
      comment: 'zod and the schemas of the contract take 15 MB and 50 ms in each thread of the store.',
      severity: 'error',
      from: {
        path: '^src/main/store/(audit|catalogue|edits|files|operations|queries|tables|worker)/',
        pathNot: '\\.test\\.ts$',
      },
      to: {
        path: '(^|/)node_modules/zod/|^src/contract/',
        pathNot:
          '^src/contract/(error-reasons|error-traits|failure|domain/stored-names|domain/text/recorded-address)\\.ts$',
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'renderer-imports-contract-only',
      severity: 'error',
      from: { path: '^src/renderer/' },
      to: { path: '^src/', pathNot: '^src/(renderer|contract)/' },
    },
    {
      name: 'renderer-has-no-node',
      severity: 'error',
      from: { path: '^src/(renderer|preload|contract)/', pathNot: '\\.test\\.tsx?$' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'features-never-import-one-another',
      severity: 'error',
      from: { path: '^src/renderer/features/([^/]+)/' },
      to: { path: '^src/renderer/features/', pathNot: '^src/renderer/features/$1/' },
    },
    {
      name: 'preload-imports-contract-only',
      severity: 'error',
      from: { path: '^src/preload/' },
      to: { path: '^src/', pathNot: '^src/(preload|contract)/' },
    },
    ...everyFolder('main', importsInMain),
    ...everyFolder('renderer', importsInRenderer),
    {
      name: 'main-never-imports-renderer-or-preload',
      severity: 'error',
      from: { path: '^src/main/' },
      to: { path: '^src/(renderer|preload)/' },
    },
    {
      name: 'sandbox-needs-node-alone',
      comment: 'The embedded core shares no code with what it is used to test.',
      severity: 'error',
      from: { path: '^src/main/sandbox/' },
      to: { pathNot: '^src/main/sandbox/', dependencyTypesNot: ['core'] },
    },
    {
      name: 'scripts-run-before-anything-is-installed',
      comment:
        'Those that npm starts by themselves. Scripts in TypeScript are run by them, when everything is there.',
      severity: 'error',
      from: { path: '^scripts/.*\\.mjs$' },
      to: { pathNot: '^scripts/.*\\.mjs$', dependencyTypesNot: ['core'] },
    },
    {
      name: 'source-never-imports-tests',
      severity: 'error',
      from: { path: '^src/', pathNot: '\\.test\\.tsx?$' },
      to: { path: '^test/|^scripts/|\\.test\\.tsx?$' },
    },
    {
      name: 'no-uncovered-folder',
      comment: 'A new folder needs rules of its own before it gets code.',
      severity: 'error',
      from: {
        path: '^src/',
        pathNot: [
          '^src/contract/|^src/preload/',
          `^src/main/(index\\.ts$|[a-z-]+\\.d\\.ts$|(${Object.keys(importsInMain).join('|')})/)`,
          `^src/renderer/(main\\.tsx$|[a-z-]+\\.d\\.ts$|(app|${Object.keys(importsInRenderer).join('|')})/)`,
        ].join('|'),
      },
      to: {},
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.base.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      mainFields: ['module', 'main', 'types'],
    },
  },
};
