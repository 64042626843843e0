import type { z } from 'zod';
import type { Access } from '../../contract/channels/channel.ts';
import type { ConnectionSettings } from '../../contract/domain/connection.ts';
import type { ErrorReason } from '../../contract/error-reasons.ts';
import { type Failure, failure } from '../../contract/failure.ts';

/** Throws a `Failure` when a call of this access must not happen. `input` is parsed already. */
export type AccessGate = (access: Access, input: unknown) => void;

interface AccessGatePorts {
  /** Throws a `Failure` for a connection that is not there. */
  readonly settings: (connectionId: string) => Pick<ConnectionSettings, 'name' | 'readOnly'>;
  readonly connectionOfPlan: (planId: string) => string | undefined;
}

function textField(input: unknown, field: string): string | undefined {
  if (typeof input !== 'object' || input === null) return undefined;
  const value: unknown = Reflect.get(input, field);
  return typeof value === 'string' ? value : undefined;
}

function connectionOf(input: unknown, ports: AccessGatePorts): string {
  const connectionId = textField(input, 'connectionId');
  if (connectionId !== undefined) return connectionId;
  const planId = textField(input, 'planId');
  const ofPlan = planId === undefined ? undefined : ports.connectionOfPlan(planId);
  // A write whose connection is unknown is refused: nothing says that it may happen.
  if (ofPlan === undefined) {
    throw failure('not-found', { reason: 'plan-unknown' });
  }
  return ofPlan;
}

/** Refuses `write` on a connection that is read-only here. Looking and changing this console is always allowed. */
export function createAccessGate(ports: AccessGatePorts): AccessGate {
  return (access, input) => {
    if (access !== 'write') return;
    const { name, readOnly } = ports.settings(connectionOf(input, ports));
    if (!readOnly) return;
    throw failure('read-only', { reason: 'connection-read-only', params: { name } });
  };
}

/** What is wrong with a field, by the code of zod. zod's own texts are not used, because some repeat parts of the value. */
const reasons: Readonly<Record<string, ErrorReason>> = {
  invalid_type: 'field-missing',
  too_small: 'field-too-small',
  too_big: 'field-too-large',
  unrecognized_keys: 'field-unknown',
};

function badInput(error: z.ZodError): Failure {
  const issue = error.issues[0];
  const reason = reasons[issue?.code ?? ''] ?? 'field-invalid';
  return failure('bad-input', { reason, params: { field: (issue?.path ?? []).map(String).join('.') } });
}

/** Parses what came from a renderer. Throws `bad-input`, which names the field and never the value. */
export function parseInput<S extends z.ZodType>(schema: S, input: unknown): z.output<S> {
  const parsed = schema.safeParse(input);
  if (!parsed.success) throw badInput(parsed.error);
  return parsed.data;
}

/** Thrown where main breaks its own contract; says where, not what. Reaches the caller as `internal`. */
export class OutputError extends Error {
  constructor(error: z.ZodError) {
    super(error.issues.map((issue) => `${issue.path.map(String).join('.')}: ${issue.code}`).join(', '));
    this.name = 'OutputError';
  }
}

/** Parses what a handler gave, so that nothing leaves main that the contract does not name. */
export function parseOutput<S extends z.ZodType>(schema: S, output: unknown): z.output<S> {
  const parsed = schema.safeParse(output);
  if (!parsed.success) throw new OutputError(parsed.error);
  return parsed.data;
}
