/**
 * Who may import whom. The folders are the architecture; docs/architecture.md says what each is for.
 * A folder of src that no rule covers is an error too: see `no-uncovered-folder`.
 */
const services = 'connections|directory|planning|revocations|identity|scan|settings|sandbox|store';

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
      name: 'contract-imports-zod-only',
      comment: 'What crosses a border depends on nothing that one side has and the other has not.',
      severity: 'error',
      from: { path: '^src/contract/' },
      to: { pathNot: '^src/contract/|^node_modules/zod/' },
    },
    {
      name: 'electron-in-shell-and-preload-only',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/main/shell/|^src/preload/' },
      to: { path: '^electron$|^electron/|^node_modules/electron/' },
    },
    {
      name: 'supertokens-in-core-only',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/main/core/' },
      to: { path: '^node_modules/supertokens-node/' },
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
        path: '^src/main/store/(catalogue|edits|files|operations|queries|tables|worker)/',
        pathNot: '\\.test\\.ts$',
      },
      to: {
        path: '^node_modules/zod/|^src/contract/',
        pathNot: '^src/contract/(error-texts|error-traits|failure|domain/stored-names)\\.ts$',
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
      name: 'shared-ui-knows-no-feature',
      severity: 'error',
      from: { path: '^src/renderer/ui/' },
      to: { path: '^src/renderer/features/' },
    },
    {
      name: 'preload-imports-contract-only',
      severity: 'error',
      from: { path: '^src/preload/' },
      to: { path: '^src/', pathNot: '^src/(preload|contract)/' },
    },
    {
      name: 'main-never-imports-renderer-or-preload',
      severity: 'error',
      from: { path: '^src/main/' },
      to: { path: '^src/(renderer|preload)/' },
    },
    {
      name: 'services-never-import-the-shell',
      severity: 'error',
      from: { path: '^src/main/', pathNot: '^src/main/(shell/|index\\.ts$)' },
      to: { path: '^src/main/shell/' },
    },
    {
      name: 'services-know-one-another-by-ports',
      comment:
        'The protocol is the port to the worker; identity and scan are what services share; index.ts joins the rest.',
      severity: 'error',
      from: { path: `^src/main/(${services})/` },
      to: {
        path: '^src/main/',
        pathNot: `^src/main/($1|identity|scan|shared)/|^src/main/store/[^/]+\\.ts$|^src/main/core/[^/]+\\.ts$|^src/main/core/worker/worker\\.ts`,
      },
    },
    {
      name: 'core-stands-alone',
      comment: 'It runs in a worker: what it imports is loaded there once more.',
      severity: 'error',
      from: { path: '^src/main/core/', pathNot: '\\.test\\.ts$' },
      to: { path: '^src/', pathNot: '^src/(main/core|main/shared|contract)/' },
    },
    {
      name: 'shared-knows-no-service',
      comment:
        'Retry, concurrency and calls between threads: all of main uses them, so they use none of main.',
      severity: 'error',
      from: { path: '^src/main/shared/', pathNot: '\\.test\\.ts$' },
      to: { path: '^src/', pathNot: '^src/(main/shared|contract)/' },
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
        pathNot: `^src/contract/|^src/preload/|^src/renderer/(main\\.tsx$|[a-z-]+\\.d\\.ts$|app/|frame/|shared/|messages/|ui/|features/)|^src/main/(index\\.ts$|[a-z-]+\\.d\\.ts$|core/|shell/|ipc/|shared/|${services})`,
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
