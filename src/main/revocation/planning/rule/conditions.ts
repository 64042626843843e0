import type { RuleCondition } from '../../../../contract/domain/rule.ts';
import { failure } from '../../../../contract/failure.ts';
import type { RuleFacts } from './facts.ts';
import { parseNetwork, parseRecordedAddress } from './network.ts';
import { compilePayload } from './payload.ts';
import { decided, type Verdict } from './verdict.ts';

export type Ask = (facts: RuleFacts) => Verdict;

/** One condition, made ready to be asked of many sessions. Throws `bad-input` that names what cannot be asked. */
export function compileCondition(condition: RuleCondition): Ask {
  switch (condition.field) {
    case 'tenant': {
      const { tenantId } = condition;
      return (facts) => ifKnown(facts.tenantId, (held) => held === tenantId);
    }
    case 'email-domain':
      return askDomain(condition.domain);
    case 'role': {
      const { role } = condition;
      return (facts) => ifKnown(facts.roles, (roles) => roles.includes(role));
    }
    case 'joined': {
      const holds = compileTime(condition);
      return ({ user }) => ifKnown(user?.timeJoined, holds);
    }
    case 'created': {
      const holds = compileTime(condition);
      return ({ session }) => ifKnown(session?.timeCreated, holds);
    }
    case 'expires': {
      const holds = compileTime(condition);
      return ({ session }) => ifKnown(session?.expiry, holds);
    }
    case 'ip':
      return askNetwork(condition.network);
    case 'user-agent': {
      const contains = condition.contains.toLowerCase();
      return ({ session }) => ifKnown(session?.userAgent, (held) => held.toLowerCase().includes(contains));
    }
    case 'payload':
      return askPayload(condition);
  }
}

function ifKnown<T>(known: T | null | undefined, holds: (known: T) => boolean): Verdict {
  return known === null || known === undefined ? 'undecided' : decided(holds(known));
}

function askDomain(domain: string): Ask {
  if (/[@\s]/.test(domain)) {
    throw failure('bad-input', `${JSON.stringify(domain.slice(0, 80))} is no domain.`, {
      hint: 'Write what stands behind the @, as in alpha.example.',
    });
  }
  const ending = `@${domain.toLowerCase()}`;
  return ({ user }) =>
    ifKnown(user, ({ emails }) => emails.some((email) => email.toLowerCase().endsWith(ending)));
}

function askNetwork(network: string): Ask {
  const { holds } = parseNetwork(network);
  return ({ session }) => {
    const recorded = session?.ip ?? null;
    return ifKnown(recorded === null ? null : parseRecordedAddress(recorded), holds);
  };
}

function askPayload(condition: Extract<RuleCondition, { readonly field: 'payload' }>): Ask {
  const holds = compilePayload(condition);
  return ({ payloads }) =>
    ifKnown(payloads, ({ userDataInDatabase, userDataInJWT }) => {
      if (condition.in !== 'token' && holds(userDataInDatabase)) return true;
      return condition.in !== 'database' && holds(userDataInJWT);
    });
}

/** Neither before nor after holds at the very millisecond. */
function compileTime({ when, at }: { readonly when: 'before' | 'after'; readonly at: number }) {
  if (!Number.isFinite(at)) throw failure('bad-input', 'A time of this rule is no time.');
  return when === 'before' ? (held: number) => held < at : (held: number) => held > at;
}
