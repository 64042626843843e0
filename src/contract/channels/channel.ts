import type { z } from 'zod';

/** `read` looks, `write` ends sessions, `admin` changes this console (connections, settings). */
export type Access = 'read' | 'write' | 'admin';

interface QueryChannel<I extends z.ZodType = z.ZodType, O extends z.ZodType = z.ZodType> {
  readonly kind: 'query';
  readonly access: Access;
  readonly input: I;
  readonly output: O;
}

interface CommandChannel<I extends z.ZodType = z.ZodType, O extends z.ZodType = z.ZodType> {
  readonly kind: 'command';
  readonly access: Access;
  readonly input: I;
  readonly output: O;
}

/** A stream gives items until it ends, well or with an error. Its id is the caller's, for abort. */
interface StreamChannel<I extends z.ZodType = z.ZodType, O extends z.ZodType = z.ZodType> {
  readonly kind: 'stream';
  readonly access: Access;
  readonly input: I;
  /** Schema of one item. */
  readonly output: O;
}

export type Channel = QueryChannel | CommandChannel | StreamChannel;

export function query<I extends z.ZodType, O extends z.ZodType>(
  access: Access,
  input: I,
  output: O,
): QueryChannel<I, O> {
  return { kind: 'query', access, input, output };
}

export function command<I extends z.ZodType, O extends z.ZodType>(
  access: Access,
  input: I,
  output: O,
): CommandChannel<I, O> {
  return { kind: 'command', access, input, output };
}

export function stream<I extends z.ZodType, O extends z.ZodType>(
  access: Access,
  input: I,
  item: O,
): StreamChannel<I, O> {
  return { kind: 'stream', access, input, output: item };
}
