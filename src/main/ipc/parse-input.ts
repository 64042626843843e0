import type { z } from 'zod';
import type { ErrorReason } from '../../contract/error-reasons.ts';
import { type Failure, failure } from '../../contract/failure.ts';

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
