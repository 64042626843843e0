import type { RuleField } from '../../contract/domain/stored-names.ts';

const missing: Readonly<Record<RuleField, string>> = {
  tenant: 'tenant not known',
  'email-domain': 'user not known',
  role: 'roles not known',
  joined: 'user not known',
  created: 'times not known',
  expires: 'times not known',
  ip: 'network not recorded',
  'user-agent': 'device not recorded',
  payload: 'payloads not known',
};

interface UndecidedSession {
  readonly undecidedFor: readonly RuleField[];
  /** As it was recorded; null: it was not. */
  readonly ip: string | null;
}

/** Why a rule is undecided about a session: "network not recorded, device not recorded". */
export function undecidedWords({ undecidedFor, ip }: UndecidedSession): string {
  const words = undecidedFor.map((field) =>
    field === 'ip' && ip !== null ? `the recorded network is no address: ${ip}` : missing[field],
  );
  return [...new Set(words)].join(', ');
}
