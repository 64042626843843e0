import type { z } from 'zod';
import { type Failure, failure } from '../../contract/failure.ts';

/** What is wrong, by kind. zod's own texts are not used: some repeat parts of the value. */
const sentences: Readonly<Record<string, string>> = {
  invalid_type: 'is missing or of the wrong type',
  too_small: 'is too short or too small',
  too_big: 'is too long or too large',
  unrecognized_keys: 'has fields that are not known',
};

function fieldName(path: readonly PropertyKey[]): string {
  return path.length === 0 ? 'The input' : `The field "${path.map(String).join('.')}"`;
}

function badInput(error: z.ZodError): Failure {
  const issue = error.issues[0];
  const path = issue?.path ?? [];
  const problem = sentences[issue?.code ?? ''] ?? 'is not valid';
  return failure('bad-input', `${fieldName(path)} ${problem}.`, {
    ...(path.length === 0 ? {} : { details: { field: path.map(String).join('.') } }),
  });
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
