import type { Settings } from '../../contract/domain/app.ts';
import { hidesNames } from '../shared/redact-payload.ts';

/** A change after which reports or evidence deserve less trust. */
export type WeakerSetting =
  /** Values under these names would be in evidence. */
  | { readonly type: 'show-names'; readonly names: readonly string[] }
  | { readonly type: 'require-no-ticket' }
  /** Nobody can tell whether another format accepts more. */
  | { readonly type: 'change-ticket-format'; readonly from: string; readonly to: string };

export interface SettingsQuestion {
  readonly changes: readonly WeakerSetting[];
}

/** Asks where no page can answer. False: no, or not answered. Rejects when it cannot be asked now. */
export type AskAboutSettings = (question: SettingsQuestion) => Promise<boolean>;

/**
 * What a page that was taken over must not do by itself: bring secrets into evidence, or end sessions without the ticket that
 * the operator wants.
 */
export function weakerSettings(before: Settings, after: Settings): readonly WeakerSetting[] {
  const wasHidden = hidesNames(before.evidence.hiddenNames);
  const isHidden = hidesNames(after.evidence.hiddenNames);
  const names = before.evidence.hiddenNames.filter((name) => wasHidden(name) && !isHidden(name));
  return [
    ...(names.length === 0 ? [] : [{ type: 'show-names', names } as const]),
    ...weakerTickets(before.ticket, after.ticket),
  ];
}

function weakerTickets(before: Settings['ticket'], after: Settings['ticket']): readonly WeakerSetting[] {
  if (!before.required) return [];
  if (!after.required) return [{ type: 'require-no-ticket' }];
  const { pattern: from } = before;
  const { pattern: to } = after;
  return from === '' || from === to ? [] : [{ type: 'change-ticket-format', from, to }];
}
