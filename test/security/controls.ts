/** One thing that stands between an attack and the sessions, the keys or the operator. */
interface Control {
  /** Which part of docs/security.md it belongs to. */
  readonly against: 'hostile data' | 'a page that was taken over' | 'the machine and the network';
  /** What holds, in one sentence. */
  readonly sentence: string;
  /** Where only Electron can show it: the line of docs/electron-checks.md (its first column) that says how it is checked by hand. */
  readonly byHand?: string;
}

/**
 * The controls of docs/security.md, by the name that tests are tagged with: `tag: '@control:NAME'` in a spec of Playwright,
 * `// control: NAME` on the line above a test of vitest. `npm run security-table` writes the table from both.
 */
export const controls = {
  'text-across-borders': {
    against: 'hostile data',
    sentence:
      'Payloads and metadata cross threads and the bridge as text, as far as 1 MB and 100 levels. One of them costs its own session alone.',
  },
  'answer-size-limit': {
    against: 'hostile data',
    sentence:
      'An answer ends at a limit of bytes and at a limit of time, and is parsed only when its objects fit into memory.',
  },
  'rows-as-asked': {
    against: 'hostile data',
    sentence: 'An answer with more rows than were asked for, or with others, is no answer.',
  },
  'checked-answers': {
    against: 'hostile data',
    sentence: 'A value of a wrong kind or size in an answer goes no further than the thread that read it.',
  },
  'linear-patterns': {
    against: 'hostile data',
    sentence: 'A pattern that an operator typed answers in linear time, for any text.',
  },
  'visible-text': {
    against: 'hostile data',
    sentence: 'A character that does not show, or that reorders what is beside it, is shown as an escape.',
  },
  'flagged-names': {
    against: 'hostile data',
    sentence:
      'A question about ending sessions says that a name has such characters, or letters that look alike.',
  },
  'no-formulas': {
    against: 'hostile data',
    sentence: 'No cell of an exported file is a formula, whatever a spreadsheet skips before it.',
  },
  'page-policy': {
    against: 'a page that was taken over',
    sentence: 'The page runs no script, style, frame or request but those of the console itself.',
  },
  'no-navigation': {
    against: 'a page that was taken over',
    sentence: 'The window never leaves the console, and opens no other window.',
    byHand: 'navigation and new windows',
  },
  'exact-links': {
    against: 'a page that was taken over',
    sentence:
      'After a key or a click, addresses of an exact list open in the browser of the system; others after a native question.',
  },
  'native-question': {
    against: 'a page that was taken over',
    sentence:
      'Lifting read-only, leaving production, a shorter lifetime of access tokens, another address, and a key to a new place take a yes in a dialog of main, whose question no name can change.',
    byHand: 'native questions',
  },
  'settings-asked': {
    against: 'a page that was taken over',
    sentence:
      'Names are hidden in evidence, and a ticket is needed in its format, until a yes in a dialog of main. What reports rely on is recorded with its values before and after.',
    byHand: 'native questions',
  },
  'report-removal-asked': {
    against: 'a page that was taken over',
    sentence:
      'A report is removed only after a yes in a dialog of main, and the audit log keeps what it was about.',
    byHand: 'native questions',
  },
  'no-network': {
    against: 'a page that was taken over',
    sentence: 'The browser resolves no name, reaches no address and no peer.',
    byHand: 'the browser without a network',
  },
  limits: {
    against: 'a page that was taken over',
    sentence: 'Calls, streams, bytes, dialogs, tests and open connections of a window have bounds.',
  },
  gesture: {
    against: 'a page that was taken over',
    sentence: 'The clipboard is written only after a key or a click that main has seen.',
    byHand: 'clipboard',
  },
  'page-restored': {
    against: 'a page that was taken over',
    sentence: 'A page that crashes or hangs is loaded again, and work in main goes on.',
    byHand: 'a window that crashes or hangs',
  },
  'any-input': {
    against: 'a page that was taken over',
    sentence: 'Whatever is sent on whichever channel, main answers with a result.',
  },
  'no-permissions': {
    against: 'a page that was taken over',
    sentence: 'The page gets no permission of the browser.',
    byHand: 'permissions, downloads, requests',
  },
  'narrow-bridge': {
    against: 'a page that was taken over',
    sentence: 'The page has one named function for each channel, and nothing of Electron or Node.',
    byHand: 'preload in its own world',
  },
  'sender-check': {
    against: 'a page that was taken over',
    sentence: "Main answers the main frame of the console's own page, and nobody else.",
  },
  'input-check': {
    against: 'a page that was taken over',
    sentence: 'Main parses what the page sends and what it answers itself.',
  },
  'read-only-guard': {
    against: 'a page that was taken over',
    sentence: 'Nothing is ended over a read-only connection.',
  },
  'end-guards': {
    against: 'a page that was taken over',
    sentence: 'Main checks reason, ticket and number again before a revocation begins.',
  },
  'files-of-the-console-only': {
    against: 'a page that was taken over',
    sentence: 'The scheme of the page serves the files of the build, and no other file.',
  },
  'console-lock': {
    against: 'the machine and the network',
    sentence:
      'While the console is locked, main answers nothing but unlocking, the page is gone with its data, and only what ran goes on.',
    byHand: 'lock',
  },
  'slow-passphrases': {
    against: 'the machine and the network',
    sentence:
      'Passphrases are tried one at a time and more slowly after each wrong one, and are in no file, log or error.',
  },
  'keys-of-one-lock': {
    against: 'the machine and the network',
    sentence: 'A key that was saved under a lock is not used after the lock was removed or replaced.',
  },
  'masked-names': {
    against: 'the machine and the network',
    sentence:
      'Names in tables are masked when the settings say so, until their row is looked at. Questions about ending sessions show them.',
  },
  'content-protection': {
    against: 'the machine and the network',
    sentence: 'Captures of the screen leave the window out when the settings say so.',
    byHand: 'captures of the screen',
  },
  'silent-errors': {
    against: 'the machine and the network',
    sentence: 'The text of an unexpected error reaches neither page nor log.',
  },
  'redacted-logs': {
    against: 'the machine and the network',
    sentence: 'Logs and reports have no keys, tokens and names, and stay within a bound.',
  },
  'keys-stay-in-main': {
    against: 'the machine and the network',
    sentence: 'A saved key is never given to the page, and is sealed on the disk.',
    byHand: 'secret store and its back ends',
  },
  'key-of-one-address': {
    against: 'the machine and the network',
    sentence:
      'A saved key belongs to origins and paths. It is not sent anywhere else, also when the file of connections was changed.',
  },
  'stored-keys-stay-sealed': {
    against: 'the machine and the network',
    sentence:
      'A stored key is unsealed only to be used, and is sealed anew when the secret store asks for it.',
  },
  'no-unprotected-store': {
    against: 'the machine and the network',
    sentence: 'A secret store that protects nothing, as Linux without a keyring has one, counts as none.',
    byHand: 'secret store and its back ends',
  },
  'no-key-in-worker-data': {
    against: 'the machine and the network',
    sentence: 'A key reaches its worker by message: no debugging output of Node prints it.',
  },
  'no-answer-text-in-errors': {
    against: 'the machine and the network',
    sentence: 'An error tells no text of the answer, which can repeat a key or a token.',
  },
  'certificates-checked': {
    against: 'the machine and the network',
    sentence:
      'A core whose certificate is not good, or whose encryption is older than TLS 1.2, gets no request, whatever the environment says.',
  },
  'forwarding-asked': {
    against: 'a page that was taken over',
    sentence:
      'Records of the audit log go to a new address, or to one with a new authority, and go to a receiver no more or in a way that it can refuse, only after a yes in a dialog of main.',
    byHand: 'native questions',
  },
  'forwarding-encrypted': {
    against: 'the machine and the network',
    sentence:
      'Records of the audit log leave over TLS 1.2 or newer with a checked certificate, and wait as long as there is none.',
  },
  'signals-asked': {
    against: 'a page that was taken over',
    sentence:
      'Events of ended sessions go to a new address, or to one with a new authority, and go to a receiver no more or in a way that it can refuse, and a receiver counts as protecting all services, only after a yes in a dialog of main.',
    byHand: 'native questions',
  },
  'signals-encrypted': {
    against: 'the machine and the network',
    sentence:
      'Events of ended sessions leave over TLS 1.2 or newer with a checked certificate, signed by a key that is sealed in the secret store.',
  },
  'events-of-gone-sessions': {
    against: 'the machine and the network',
    sentence:
      'A receiver gets an event only of a session that was read again and is gone, from the core of the plan, also after crashes and faults.',
  },
  'own-authorities': {
    against: 'the machine and the network',
    sentence: 'An authority of one’s own is trusted for the connection that it was added to.',
  },
  'unread-authorities-reported': {
    against: 'the machine and the network',
    sentence: 'Certificate authorities that cannot be read are reported when a certificate is refused.',
    byHand: 'certificates of the system and of NODE_EXTRA_CA_CERTS',
  },
  'no-plain-http': {
    against: 'the machine and the network',
    sentence:
      'A key goes over a network without encryption only where the operator said so for the connection, and never to production.',
  },
  'no-redirects': {
    against: 'the machine and the network',
    sentence: 'A redirect is an error. Nothing is sent to its target, and its target is not shown.',
  },
  'planted-secrets': {
    against: 'the machine and the network',
    sentence:
      'Keys and tokens that were planted are in no file, export, output, title, notification or request to another origin.',
  },
  'no-tokens-stored': {
    against: 'the machine and the network',
    sentence: 'A pasted token is in memory only: not in an address, the history, the store or a search.',
  },
  'one-core': {
    against: 'the machine and the network',
    sentence: 'An answer counts for the core of the plan only.',
  },
  'redacted-payloads': {
    against: 'the machine and the network',
    sentence:
      'Of a payload that is stored for evidence, values that sound or look like secrets or personal data are hidden before they leave the thread that read them.',
  },
  'new-export-files': {
    against: 'the machine and the network',
    sentence:
      'An export writes new files of names that nobody knew before, and leaves nothing when it fails.',
  },
  'changed-evidence-found': {
    against: 'the machine and the network',
    sentence:
      'A change of an exported audit log or of an evidence bundle is found by a program without packages, which names its place.',
  },
  'no-debugging-when-packaged': {
    against: 'the machine and the network',
    sentence: 'A packaged console starts neither with a debugging port nor without its sandbox.',
    byHand: 'command line of a packaged console',
  },
  'archive-integrity': {
    against: 'the machine and the network',
    sentence:
      'Each package is started once before a release. On macOS and Windows it is seen that it refuses an archive in which one byte was changed.',
    byHand: 'fuses, ASAR integrity, package',
  },
  'fuses-read-back': {
    against: 'the machine and the network',
    sentence: 'A package whose fuses are not as configured is an error.',
    byHand: 'fuses, ASAR integrity, package',
  },
  'pinned-actions': {
    against: 'the machine and the network',
    sentence: 'The workflow runs actions of exact commits, and leaves no token in the checkout.',
  },
  'audit-chain': {
    against: 'the machine and the network',
    sentence:
      'A record of the audit log that was changed, removed or moved in the database is found and named.',
  },
  'audit-before-ending': {
    against: 'the machine and the network',
    sentence: 'A record is on disk when main is told so; one that cannot be written is refused.',
  },
  'audit-never-removed-in-silence': {
    against: 'the machine and the network',
    sentence:
      'No record is removed before it was exported and sealed by another record, and none while one is damaged.',
  },
  'private-files': {
    against: 'the machine and the network',
    sentence: 'The data folder and its files are for the user alone.',
  },
} satisfies Readonly<Record<string, Control>>;

export type ControlName = keyof typeof controls;

export function isControl(name: string): name is ControlName {
  return Object.hasOwn(controls, name);
}

export function controlNamed(name: ControlName): Control {
  return controls[name];
}
