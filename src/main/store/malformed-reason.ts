import { type MalformedReason, malformedCodes } from '../../contract/domain/planning.ts';

/** Why a line is malformed, as the store has it: "not-json", "column-missing:3". */
export function reasonToText({ code, count }: MalformedReason): string {
  return count === null ? code : `${code}:${count}`;
}

export function reasonFromText(text: string): MalformedReason {
  const [name, count] = text.split(':');
  const code = malformedCodes.find((known) => known === name) ?? 'neither-session-nor-user';
  return { code, count: count === undefined ? null : Number(count) };
}
