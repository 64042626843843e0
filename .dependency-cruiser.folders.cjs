const { options } = require('./.dependency-cruiser.cjs');

/**
 * Folders import one another in one direction only, types included: a reader can start with the folder that imports none.
 * Tests are left out, so this is a run of its own: a test may use helpers from `test`, which import all of `src`.
 *
 * @type {import('dependency-cruiser').IConfiguration}
 */
module.exports = {
  forbidden: [
    { name: 'no-folder-cycles', severity: 'error', scope: 'folder', from: {}, to: { circular: true } },
  ],
  options: { ...options, includeOnly: '^(src|test/hosts)/', exclude: { path: '\\.test\\.tsx?$' } },
};
