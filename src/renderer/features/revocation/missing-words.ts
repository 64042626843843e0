import type { Settings } from '../../../contract/domain/app.ts';
import { formatCount } from '../../messages/format-count.ts';

export interface ConfirmFields {
  readonly reason: string;
  readonly ticket: string;
  /** What was typed to confirm; null when it is no number. */
  readonly typedCount: number | null;
}

export interface ConfirmDemands {
  readonly ticket: Settings['ticket'];
  readonly targets: number;
  readonly wantsNumber: boolean;
}

/** Why sessions cannot be ended yet, the first thing that is missing; null when nothing is. Main looks again. */
export function missingWords(fields: ConfirmFields, demands: ConfirmDemands): string | null {
  if (fields.reason.trim() === '') return 'Give a reason first.';
  if (demands.ticket.required) {
    if (fields.ticket.trim() === '') return 'Give the ticket first.';
    if (!fitsPattern(fields.ticket.trim(), demands.ticket.pattern)) return ticketFormWords;
  }
  if (!demands.wantsNumber || fields.typedCount === demands.targets) return null;
  return `Type ${formatCount(demands.targets)} first.`;
}

export const ticketFormWords = 'This ticket does not have the form that the settings ask for.';

/** Whether a ticket has the form that was set, as a whole. No form fits all. */
export function fitsPattern(ticket: string, pattern: string): boolean {
  if (pattern === '') return true;
  try {
    return new RegExp(`^(?:${pattern})$`).test(ticket);
  } catch {
    // A form that is none refuses nobody here: main decides.
    return true;
  }
}
