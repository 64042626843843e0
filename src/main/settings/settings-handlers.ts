import type { HandlersOf } from '../../contract/channels/contract.ts';
import { changeSettings, type Settings } from '../../contract/domain/app.ts';
import type { AuditDetails } from '../../contract/domain/audit/record.ts';
import { compilePattern } from '../../contract/domain/ticket-pattern.ts';
import { failure } from '../../contract/failure.ts';
import { confirm, notConfirmed } from '../shared/confirm.ts';
import type { SettingsStore } from './settings.ts';
import { type AskAboutSettings, weakerSettings } from './settings-questions.ts';

interface SettingsHandlerPorts {
  readonly settings: Pick<SettingsStore, 'current' | 'save' | 'settled'>;
  readonly ask: AskAboutSettings;
  /** Makes a change whose record is on disk before it, and how it went after it. */
  readonly recorded: (details: AuditDetails, make: () => Promise<void>) => Promise<void>;
}

/** What a page can do with the settings. A change on which reports rely is recorded with the values before and after it. */
export function createSettingsHandlers({
  ask,
  recorded,
  settings,
}: SettingsHandlerPorts): Pick<HandlersOf<'app'>, 'app.settings' | 'app.saveSettings'> {
  return {
    'app.settings': settings.settled,
    'app.saveSettings': async (change) => {
      const now = settings.current();
      const wanted = changeSettings(now, change);
      checkPattern(now, wanted);
      const changes = weakerSettings(now, wanted);
      // What asks nothing is on its way to be saved at once: whoever reads settings after it gets it.
      if (changes.length > 0) await confirm(ask, { changes });
      return settings.save(change, async (before, after, write) => {
        // Other settings were saved meanwhile: the answer was about something else.
        if (JSON.stringify(weakerSettings(before, after)) !== JSON.stringify(changes)) throw notConfirmed();
        const details = reliedOn(before, after);
        await (details === null ? write() : recorded(details, write));
      });
    },
  };
}

function checkPattern({ ticket: before }: Settings, { ticket: after }: Settings): void {
  if (after.pattern !== before.pattern && compilePattern(after.pattern).type === 'fault')
    throw failure('bad-input', { reason: 'ticket-pattern-fault' });
}

/** Null: nothing changes on which reports rely. Who is at the console may be changed unasked: each record has the account too. */
function reliedOn(before: Settings, after: Settings): AuditDetails | null {
  const { hiddenNames: names, payloadsUpTo } = after.evidence;
  const { hiddenNames: namesBefore, payloadsUpTo: payloadsUpToBefore } = before.evidence;
  const removed = namesBefore.filter((name) => !names.includes(name));
  const added = names.filter((name) => !namesBefore.includes(name));
  const details: AuditDetails = {
    ...pair('operatorName', before.operatorName, after.operatorName),
    ...pair('ticketRequired', before.ticket.required, after.ticket.required),
    ...pair('ticketPattern', before.ticket.pattern, after.ticket.pattern),
    ...pair('payloadsUpTo', payloadsUpToBefore, payloadsUpTo),
    ...(removed.length + added.length === 0
      ? {}
      : {
          hiddenNames: names.length,
          hiddenNamesBefore: namesBefore.length,
          hiddenNamesRemoved: removed.join(', '),
          hiddenNamesAdded: added.join(', '),
        }),
  };
  const fields = Object.keys(details).filter((name) => !/(?:Before|Removed|Added)$/.test(name));
  return fields.length === 0 ? null : { fields: fields.join(' '), ...details };
}

function pair(name: string, before: AuditDetails[string], after: AuditDetails[string]): AuditDetails {
  return before === after ? {} : { [name]: after, [`${name}Before`]: before };
}
