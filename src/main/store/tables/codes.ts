import {
  lineKinds,
  type OAuthState,
  oauthStates,
  type RuleField,
  ruleFields,
  type TargetState,
  targetStates,
} from '../../../contract/domain/stored-names.ts';

/** What rows have as small numbers. Positions are on disk: new names go to the end. */

export const stateCode = codesOf(targetStates);

/** The state with this code; `planned` for a code that is none: its row has a wrong checksum. */
export function stateOf(code: number): TargetState {
  return targetStates[code] ?? 'planned';
}

export const oauthCode = codesOf(oauthStates);

/** A code that is none has a row with a wrong checksum. */
export function oauthStateOf(code: number): OAuthState {
  return oauthStates[code] ?? 'not-asked';
}

export const role = { target: 0, newSession: 1, excluded: 2 } as const;

export const targetFlag = {
  /** Its state was read after the last dispatch. */
  verified: 1,
  /** A batch with it got lost. */
  lost: 2,
  /** It was seen to be active after it had been sent before. */
  active: 4,
  /** A list of its user showed it before anything was ended. */
  listed: 8,
  /** A new session under an id of an account that was linked meanwhile, that is not known to have begun after that. */
  linked: 16,
  /** A session beside the plan that the order covers, or that the operator ordered to be ended after all. */
  ordered: 32,
  /** The operator included it, although a fact for conditions of the rule was not recorded: see `fieldsToFlags`. */
  undecided: 64,
  /** Gone, and its event is in the queues of the signal receivers. */
  signalled: 128,
} as const;

/** Conditions of a rule as a number, a bit each. */
export function fieldsToCode(fields: readonly RuleField[]): number {
  return fields.reduce((code, field) => code | (1 << ruleFields.indexOf(field)), 0);
}

export function fieldsOfCode(code: number): RuleField[] {
  return ruleFields.filter((_, at) => (code & (1 << at)) !== 0);
}

/** Flags of a target have such conditions in the bits behind the others. */
const fieldsAt = 8;

/** Flags of a target that the operator included although the rule is undecided about it for these conditions. */
export function fieldsToFlags(code: number): number {
  return targetFlag.undecided | (code << fieldsAt);
}

export function fieldsOfFlags(flags: number): RuleField[] {
  return (flags & targetFlag.undecided) === 0 ? [] : fieldsOfCode(flags >> fieldsAt);
}

export const userFlag = {
  /** By a line, a rule or a selection. */
  whole: 1,
  /** Whole by the operator's choice on an ambiguous line, which can change. */
  chosen: 2,
  /** Excluded as a whole. */
  excluded: 4,
  own: 8,
  /** The sessions that the user had beside the targets are remembered. */
  remembered: 16,
  /** Turned out to be one of the operator's own while those are excluded, or one who was excluded before, after sessions can have been added. */
  toExclude: 32,
  /** A list of all sessions of the user was read since the plan was frozen: sessions that are not in it are new. */
  watched: 64,
  /** Excluded as a whole from the revocation whose gaps the draft tries again, and not included since: what is found of the user starts excluded. */
  excludedBefore: 128,
  /** The same of some sessions of the user: not everything of the user is ordered. */
  partlyExcludedBefore: 256,
} as const;

export const lineResults = [
  'open',
  'session',
  'user',
  'ambiguous',
  'unknown',
  'malformed',
  'unread',
] as const;
export type LineResultType = (typeof lineResults)[number];
export const lineCode = codesOf(lineResults);

export function lineResultOf(code: number): LineResultType {
  return lineResults[code] ?? 'open';
}

export const kindCode = codesOf(lineKinds);

function codesOf<const Name extends string>(names: readonly Name[]): Readonly<Record<Name, number>> {
  return Object.fromEntries(names.map((name, code) => [name, code])) as Record<Name, number>;
}

/** `toDo`: the line is excluded, and its sessions are going to be. */
export const lineExcluded = { no: 0, yes: 1, toDo: 2 } as const;
