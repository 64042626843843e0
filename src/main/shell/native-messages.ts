import { visibleText } from '../../contract/domain/text/visible-text.ts';
import type { ErrorCode } from '../../contract/error-traits.ts';
import type { ConnectionQuestion, GuardedChange } from '../connections/guarded-changes.ts';
import type { ReceiverQuestion } from '../forwarding/forwarding.ts';
import type { SignalQuestion } from '../signals/receiver-questions.ts';

/** Texts that main shows itself: native dialogs have no page. Everything else is in the catalogue of the renderer. */
export const nativeMessages = {
  cannotStart: 'Curfew could not start',
  filesNotPrepared: 'Its files could not be prepared. Start it from a terminal to see the cause.',
  unforeseen: 'Something went wrong inside Curfew',
  unforeseenEnds:
    'Curfew ends now. Revocations that run are interrupted, and can be resumed at the next start. A report without keys and names is in the log folder. It is sent nowhere.',
  unforeseenGoesOn:
    'Curfew goes on. A report without keys and names is in the log folder. It is sent nowhere.',
  openLogFolder: 'Open the log folder',
  close: 'Close',
  /** After “Curfew is trying to”. */
  touchIdReason: 'unlock its window',
} as const;

/** Why Curfew could not start, for the codes that opening its data folder can fail with. */
export const startMessages: Readonly<Partial<Record<ErrorCode, string>>> = {
  locked: 'Another window of Curfew uses the data folder. Use that window, or close it first.',
  'disk-full':
    'There is not enough space on the disk of the data folder. Free space on the disk, then try again.',
  'store-damaged': 'A file in the data folder is damaged. Restore it from a backup.',
  'store-newer': 'A newer version of Curfew made the data folder. Open it with that version.',
  'store-unavailable':
    'The data folder cannot be read or written. Check that the folder exists and can be written, then try again.',
};

/** Why a packaged console does not start with these switches. */
export function refusedSwitchesText(switches: readonly string[]): string {
  return [
    `Curfew does not start with ${switches.join(', ')}: its protections would be gone. Start it without.`,
    ...(switches.includes('--no-sandbox')
      ? [
          'An AppImage adds --no-sandbox where the system has no user namespaces. Install the deb package there.',
        ]
      : []),
  ].join('\n\n');
}

/** A native question. Its first button is the safe one. */
export interface NativeQuestion {
  readonly message: string;
  readonly detail: string;
  readonly cancel: string;
  readonly confirm: string;
}

function changeText(change: GuardedChange): string {
  switch (change.type) {
    case 'lift-read-only':
      return 'Read-only is lifted. Sessions can be ended over this connection.';
    case 'leave-production':
      return `It is no longer marked as production, but as ${change.environment}. Curfew asks less before sessions are ended.`;
    case 'change-address':
      return `Its address changes from ${change.from} to ${change.to}.`;
    case 'new-address':
      return `Curfew sends requests to ${change.address}.`;
    case 'send-key':
      return `The API key is sent to ${change.address}.`;
    case 'send-unencrypted':
      return `Requests to ${change.hosts} are not encrypted. Whoever is on the network can read the API key.`;
    case 'trust-authority':
      return `It trusts certificates that are signed by ${change.subject.slice(0, 200)}. SHA-256 of this authority: ${change.fingerprint}`;
  }
}

/** The question before a connection changes in a way that a page must not change it by itself. */
export function changeQuestion({ name, address, changes }: ConnectionQuestion): NativeQuestion {
  return {
    message: `Allow this for the connection “${visibleText(name)}”?`,
    detail: [
      ...changes.map((change) => visibleText(changeText(change))),
      `Address of the connection: ${visibleText(address)}`,
    ].join('\n\n'),
    cancel: 'Cancel',
    confirm: 'Allow',
  };
}

/** The question before records of the audit log go to a place to which none went, or go to a receiver no more. */
export function receiverQuestion(question: ReceiverQuestion): NativeQuestion {
  const { name, address } = question;
  if (question.type === 'remove-receiver')
    return {
      message: `Stop sending the audit log to “${visibleText(name)}”?`,
      detail: [
        `No record is sent to ${visibleText(address)} any more.`,
        ...(question.waiting === 0
          ? []
          : [`Records that wait for it and are not sent: ${question.waiting}.`]),
      ].join('\n\n'),
      cancel: 'Cancel',
      confirm: 'Stop sending',
    };
  const { sendsAuthorisation, authorities } = question;
  return {
    message: `Send the audit log to “${visibleText(name)}”?`,
    detail: [
      `Every record from now on is sent to ${visibleText(address)}.`,
      ...(sendsAuthorisation ? ['The authorisation header that was entered is sent there too.'] : []),
      ...authorities.map(trustText),
    ].join('\n\n'),
    cancel: 'Cancel',
    confirm: 'Send it there',
  };
}

/** The question before events of ended sessions go to a place to which none went, or go to a receiver no more. */
export function signalQuestion(question: SignalQuestion): NativeQuestion {
  const name = visibleText(question.name);
  const connection = visibleText(question.connection);
  const address = visibleText(question.address);
  if (question.type === 'remove-signal-receiver')
    return {
      message: `Stop telling “${name}” which sessions ended?`,
      detail: [
        `No event of the connection “${connection}” is sent to ${address} any more. Services behind it accept access tokens of ended sessions until they expire.`,
        ...(question.waiting === 0 ? [] : [`Events that wait for it and are not sent: ${question.waiting}.`]),
      ].join('\n\n'),
      cancel: 'Cancel',
      confirm: 'Stop sending',
    };
  return {
    message: `Tell “${name}” which sessions ended?`,
    detail: [
      `For each session that Curfew ends over the connection “${connection}”, an event is sent to ${address}. It names the session, the reason and, where that is set, the user.`,
      ...(question.sendsAuthorisation
        ? ['The authorisation header that was entered is sent there too.']
        : []),
      ...(question.protectsAllServices
        ? [
            'It is marked as protecting all services: when the receivers with this mark took all events of a revocation, its report says that access tokens are not accepted any more.',
          ]
        : []),
      ...question.authorities.map(trustText),
    ].join('\n\n'),
    cancel: 'Cancel',
    confirm: 'Send events there',
  };
}

function trustText({
  subject,
  fingerprint,
}: {
  readonly subject: string;
  readonly fingerprint: string;
}): string {
  return `Certificates that are signed by ${visibleText(subject.slice(0, 200))} are trusted there. SHA-256 of this authority: ${visibleText(fingerprint)}`;
}

/** The question after the page was lost several times in a row. */
export const pageLostQuestion: NativeQuestion = {
  message: 'The window of Curfew stopped several times within a minute',
  detail: 'Revocations go on. The window can be loaded again.',
  cancel: 'Not now',
  confirm: 'Load it again',
};

/** The question before a first passphrase locks the console: a page could lock the operator out. */
export const lockQuestion: NativeQuestion = {
  message: 'Lock Curfew with the passphrase that you have just entered?',
  detail:
    'Nobody can restore the passphrase. Without it, Curfew opens again only after its lock was deleted, and saved API keys have to be entered again.',
  cancel: 'Cancel',
  confirm: 'Lock with this passphrase',
};

/** The question before an address that is not one of the console's own links opens in the browser of the system. */
export function openQuestion(address: string): NativeQuestion {
  return {
    message: 'Open this address in your browser?',
    detail: `${visibleText(address)}\n\nIt is not one of the links of Curfew.`,
    cancel: 'Cancel',
    confirm: 'Open',
  };
}
