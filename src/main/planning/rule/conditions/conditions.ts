import type { RuleCondition } from '../../../../contract/domain/rule.ts';
import { failure } from '../../../../contract/failure.ts';
import type { RuleFacts } from './facts.ts';
import { parseNetwork, parseRecordedAddress } from './network.ts';
import { compilePayload } from './payload.ts';
import { decided, type Verdict } from './verdict.ts';

/** Evaluates a rule with what is known of a session. */
export type CompiledRule = (facts: RuleFacts) => Verdict;

/** One condition, ready to be evaluated for many sessions. Throws `bad-input` that names what cannot be evaluated. */
export function compileCondition(condition: RuleCondition): CompiledRule {
  switch (condition.field) {
    case 'tenant': {
      const { tenantId } = condition;
      return (facts) => ifKnown(facts.tenantId, (known) => known === tenantId);
    }
    case 'email-domain':
      return compileDomain(condition.domain);
    case 'role': {
      const { role } = condition;
      return (facts) => ifKnown(facts.roles, (roles) => roles.includes(role));
    }
    case 'joined': {
      const test = compileTime(condition);
      return ({ user }) => ifKnown(user?.timeJoined, test);
    }
    case 'created': {
      const test = compileTime(condition);
      return ({ session }) => ifKnown(session?.timeCreated, test);
    }
    case 'expires': {
      const test = compileTime(condition);
      return ({ session }) => ifKnown(session?.expiry, test);
    }
    case 'ip':
      return compileNetwork(condition.network);
    case 'user-agent': {
      const contains = condition.contains.toLowerCase();
      return ({ session }) => ifKnown(session?.userAgent, (known) => known.toLowerCase().includes(contains));
    }
    case 'payload':
      return compilePayloadCondition(condition);
  }
}

function ifKnown<T>(known: T | null | undefined, test: (known: T) => boolean): Verdict {
  return known === null || known === undefined ? 'undecided' : decided(test(known));
}

function compileDomain(domain: string): CompiledRule {
  if (/[@\s]/.test(domain)) {
    throw failure('bad-input', `${JSON.stringify(domain.slice(0, 80))} is not a domain.`, {
      hint: 'Write the part after the @, as in alpha.example.',
    });
  }
  const ending = `@${domain.toLowerCase()}`;
  return ({ user }) =>
    ifKnown(user, ({ emails }) => emails.some((email) => email.toLowerCase().endsWith(ending)));
}

function compileNetwork(text: string): CompiledRule {
  const network = parseNetwork(text);
  return ({ session }) => {
    const recorded = session?.ip ?? null;
    return ifKnown(recorded === null ? null : parseRecordedAddress(recorded), network.contains);
  };
}

function compilePayloadCondition(
  condition: Extract<RuleCondition, { readonly field: 'payload' }>,
): CompiledRule {
  const test = compilePayload(condition);
  return ({ payloads }) =>
    ifKnown(payloads, ({ userDataInDatabase, userDataInJWT }) => {
      if (condition.in !== 'token' && test(userDataInDatabase)) return true;
      return condition.in !== 'database' && test(userDataInJWT);
    });
}

/** At the very millisecond it is neither before nor after. */
function compileTime({ when, at }: { readonly when: 'before' | 'after'; readonly at: number }) {
  if (!Number.isFinite(at)) throw failure('bad-input', 'A time of this rule is not a time.');
  return when === 'before' ? (known: number) => known < at : (known: number) => known > at;
}
