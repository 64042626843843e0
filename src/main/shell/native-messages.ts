import { quotedName, visibleText } from '../../contract/domain/text/visible-text.ts';
import type { ErrorCode } from '../../contract/error-traits.ts';
import type { ConnectionQuestion, GuardedChange } from '../connections/guarded-changes.ts';
import type { ReceiverChange } from '../connections/receiver-change.ts';
import type { ReceiverQuestion } from '../forwarding/receiver-questions.ts';
import type { ReportQuestion } from '../revocations/remove-report.ts';
import type { EndedRevocation } from '../revocations/system-notices.ts';
import type { SettingsQuestion, WeakerSetting } from '../settings/settings-questions.ts';
import type { SignalQuestion } from '../signals/receiver-questions.ts';
import { loadAgainLabel } from './menu.ts';

/**
 * Texts that main shows itself: native dialogs and notifications have no page, and the menu has its labels in menu.ts. Everything
 * else is in the catalogue of the renderer.
 */
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

/**
 * Addresses, a part of a line each. A page can make a path so long that it moves the rest of a question off the screen, so
 * of a long one its middle is left out.
 */
function shownAddress(address: string): string {
  return visibleText(address)
    .split(';')
    .map((part) => part.replace(/^(https?:\/\/[^/]*\/.{60}).{11,}(.{30})$/i, '$1…$2'))
    .join('; ');
}

function changeText(change: GuardedChange): string {
  switch (change.type) {
    case 'lift-read-only':
      return 'Read-only is lifted. Sessions can be ended over this connection.';
    case 'leave-production':
      return `It is no longer marked as production, but as ${change.environment}. Curfew asks less before sessions are ended.`;
    case 'shorten-token-lifetime':
      return `Access tokens count as expired after ${change.to} seconds instead of ${change.from}. Reports then say earlier that tokens of ended sessions are not accepted any more, whatever services do.`;
    case 'change-address':
      return `Its address changes from ${shownAddress(change.from)} to ${shownAddress(change.to)}.`;
    case 'new-address':
      return `Curfew sends requests to ${shownAddress(change.address)}.`;
    case 'send-key':
      return `The API key is sent to ${shownAddress(change.address)}.`;
    case 'send-unencrypted':
      return `Requests to ${visibleText(change.hosts)} are not encrypted. Whoever is on the network can read the API key.`;
    case 'trust-authority':
      return trustText(change);
  }
}

/** What has a text of any length comes last: nothing else can be moved off the screen by it. */
const hasAddress: ReadonlySet<GuardedChange['type']> = new Set(['change-address', 'new-address', 'send-key']);

/** The question before a connection changes in a way that a page must not change it by itself. */
export function changeQuestion({ name, address, changes }: ConnectionQuestion): NativeQuestion {
  return {
    message: `Allow this for the connection ${quotedName(name)}?`,
    detail: [
      ...changes.filter(({ type }) => !hasAddress.has(type)).map(changeText),
      ...changes.filter(({ type }) => hasAddress.has(type)).map(changeText),
      `Address of the connection: ${shownAddress(address)}`,
    ].join('\n\n'),
    cancel: 'Cancel',
    confirm: 'Allow',
  };
}

/** Names that a question shows. A page can make so many that they move the rest off the screen. */
const mostShownNames = 10;

function weakerSettingText(change: WeakerSetting): string {
  switch (change.type) {
    case 'show-names': {
      const shown = change.names.slice(0, mostShownNames).map(quotedName).join(', ');
      const more = change.names.length - mostShownNames;
      return `Values under these names are not hidden any more in what is kept for evidence: ${shown}${more > 0 ? ` and ${more} more` : ''}.`;
    }
    case 'require-no-ticket':
      return 'Sessions can be ended without a ticket.';
    case 'change-ticket-format':
      return `The format of a ticket changes from ${quotedName(change.from)} to ${change.to === '' ? 'any text' : quotedName(change.to)}.`;
  }
}

/** The question before settings change in a way after which reports or evidence deserve less trust. */
export function settingsQuestion({ changes }: SettingsQuestion): NativeQuestion {
  return {
    message: 'Change these settings of Curfew?',
    detail: changes.map(weakerSettingText).join('\n\n'),
    cancel: 'Cancel',
    confirm: 'Change them',
  };
}

/** The question before the report of a revocation is removed. A page wrote its reason. */
export function reportQuestion(report: ReportQuestion): NativeQuestion {
  return {
    message:
      report === null
        ? 'Delete a report that cannot be read?'
        : `Delete the report of the revocation ${quotedName(cutName(report.reason))}?`,
    detail: [
      ...(report === null ? [] : [reportText(report)]),
      'Curfew deletes it from this computer, with all its sessions. Sessions that it ended stay ended. The audit log keeps its records. You cannot undo this.',
    ].join('\n\n'),
    cancel: 'Cancel',
    confirm: 'Delete the report',
  };
}

function reportText({ operator, startedAt, targets }: NonNullable<ReportQuestion>): string {
  const sessions = `Sessions in it: ${targets}.`;
  if (startedAt === null) return sessions;
  const time = new Date(startedAt).toISOString().replace(/^(.{10})T(.{8}).*$/, '$1 $2 UTC');
  return `${quotedName(operator)} started it at ${time}. ${sessions}`;
}

/** Whoever chooses a name could make it so long that it moves the rest off the screen. */
function cutName(name: string): string {
  return name.length > 200 ? `${name.slice(0, 200)}…` : name;
}

/** The question before records of the audit log go to a place to which none went, or go to a receiver no more. */
export function receiverQuestion(question: ReceiverQuestion): NativeQuestion {
  const { name, address } = question;
  if (question.type === 'remove-receiver')
    return {
      message: `Stop sending the audit log to ${quotedName(name)}?`,
      detail: [
        `No record is sent to ${shownAddress(address)} any more.`,
        ...(question.waiting === 0
          ? []
          : [`Records that wait for it and are not sent: ${question.waiting}.`]),
      ].join('\n\n'),
      cancel: 'Cancel',
      confirm: 'Stop sending',
    };
  const { sendsAuthorisation, authorities, change, order } = question;
  const place = shownAddress(address);
  return {
    message: change
      ? `Change how the audit log is sent to ${quotedName(change.name)}?`
      : `Send ${order === 'test' ? 'a test message' : 'the audit log'} to ${quotedName(name)}?`,
    detail: [
      order === 'test'
        ? `A test message is sent to ${place}. When the receiver is saved, every record from then on is sent there too.`
        : `Every record from now on is sent to ${place}.`,
      ...(sendsAuthorisation ? ['The authorisation header that was entered is sent there too.'] : []),
      ...receiverChangeTexts(change, 'Records'),
      ...authorities.map(trustText),
    ].join('\n\n'),
    cancel: 'Cancel',
    confirm: change ? 'Change it' : 'Send it there',
  };
}

/** What a receiver can get less by. */
function receiverChangeTexts(
  change: ReceiverChange | undefined,
  sent: 'Records' | 'Events',
): readonly string[] {
  if (change === undefined) return [];
  const { movesFrom, queue, removesAuthorisation, removesAuthorities } = change;
  return [
    ...(movesFrom === null
      ? []
      : [`Nothing is sent to ${shownAddress(movesFrom)} any more. ${queueText(queue, sent)}`]),
    ...(removesAuthorisation ? ['The authorisation header that is sent now is sent no more.'] : []),
    ...(removesAuthorities === 0
      ? []
      : [`Authorities whose certificates are trusted there no more: ${removesAuthorities}.`]),
    'What the receiver does not accept after this waits, and does not reach it.',
  ];
}

function queueText({ delivered, refused, waiting }: ReceiverChange['queue'], sent: string): string {
  return [
    `${sent} that the receiver took until now: ${delivered}. The new address does not get them by itself.`,
    ...(waiting === 0 ? [] : [`${sent} that wait, and go to the new address: ${waiting}.`]),
    ...(refused === 0 ? [] : [`${sent} that it refused, and that can be sent again: ${refused}.`]),
  ].join(' ');
}

/** The question before events of ended sessions go to a place to which none went, or go to a receiver no more. */
export function signalQuestion(question: SignalQuestion): NativeQuestion {
  const name = quotedName(question.name);
  const connection = quotedName(question.connection);
  const address = shownAddress(question.address);
  if (question.type === 'remove-signal-receiver')
    return {
      message: `Stop telling ${name} which sessions ended?`,
      detail: [
        `No event of the connection ${connection} is sent to ${address} any more. Services behind it accept access tokens of ended sessions until they expire.`,
        ...(question.waiting === 0 ? [] : [`Events that wait for it and are not sent: ${question.waiting}.`]),
      ].join('\n\n'),
      cancel: 'Cancel',
      confirm: 'Stop sending',
    };
  const { change, changesEvents } = question;
  return {
    message: change
      ? `Change how ${quotedName(change.name)} is told which sessions ended?`
      : `Tell ${name} which sessions ended?`,
    detail: [
      `For each session of a revocation over the connection ${connection} that is known to be gone, whoever ended it, an event is sent to ${address}. It names the session, the reason and, where that is set, the user.`,
      ...(question.sendsAuthorisation
        ? ['The authorisation header that was entered is sent there too.']
        : []),
      ...(question.protectsAllServices
        ? [
            'It is marked as protecting all services: when the receivers with this mark took all events of a revocation, its report says that access tokens are not accepted any more.',
          ]
        : []),
      ...receiverChangeTexts(change, 'Events'),
      ...(changesEvents
        ? ['Issuer, audience, or what its events name changes. A receiver can refuse events for that.']
        : []),
      ...question.authorities.map(trustText),
    ].join('\n\n'),
    cancel: 'Cancel',
    confirm: change ? 'Change it' : 'Send events there',
  };
}

/** The fingerprint first: whoever makes a certificate chooses its name, and could write another fingerprint there. */
function trustText({
  subject,
  fingerprint,
}: {
  readonly subject: string;
  readonly fingerprint: string;
}): string {
  const name = quotedName(cutName(subject));
  return `Certificates that are signed by the authority with this SHA-256 are trusted there: ${visibleText(fingerprint)}. It calls itself ${name}.`;
}

const endedTitles: Readonly<Record<EndedRevocation['outcome'], string>> = {
  complete: 'Sessions ended',
  'complete-with-gaps': 'Sessions ended, not all found',
  incomplete: 'Not all sessions ended',
  stopped: 'Stopped',
};

/** Where every session of the plan was already gone, and no other one was ended. */
const noneEndedTitles: typeof endedTitles = {
  ...endedTitles,
  complete: 'No session was ended',
  'complete-with-gaps': 'No session was ended, not all found',
};

/** The notification at the end of a revocation. It tells apart what its report tells apart. */
export function endedNotification(revocation: EndedRevocation): {
  readonly title: string;
  readonly body: string;
} {
  return { title: endedTitle(revocation), body: endedBody(revocation) };
}

function endedTitle(revocation: EndedRevocation): string {
  const { ended, endedBeside, outcome, targets } = revocation;
  if (outcome === 'incomplete' && ended === targets) return 'Not complete';
  const isNoneEnded = wereAllGone(revocation) && endedBeside === 0;
  return (isNoneEnded ? noneEndedTitles : endedTitles)[outcome];
}

function endedBody(revocation: EndedRevocation): string {
  const { alreadyGone, ended, endedBeside, targets } = revocation;
  const [some, all, gone] = [ended, targets, alreadyGone].map((number) => number.toLocaleString('en-US'));
  if (wereAllGone(revocation)) {
    if (endedBeside > 0)
      return targets === 1
        ? 'The session of the plan was already gone.'
        : `All ${all} sessions of the plan were already gone.`;
    return `No session was ended: ${targets === 1 ? 'it was' : `all ${all} were`} already gone.`;
  }
  const result = `${some} of ${all} ${targets === 1 ? 'session is' : 'sessions are'} known to be ended`;
  return `${result}${alreadyGone === 0 ? '' : `, ${gone} of them already gone`}.`;
}

function wereAllGone({ alreadyGone, targets }: EndedRevocation): boolean {
  return targets > 0 && alreadyGone === targets;
}

/** The question after the page was lost several times in a row. */
export const pageLostQuestion: NativeQuestion = {
  message: 'The window of Curfew stopped several times within a minute',
  detail: `Revocations go on. The window can be loaded again: now, or later with “View > ${loadAgainLabel}” or by starting Curfew once more.`,
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
