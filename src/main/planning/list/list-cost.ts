import type { ListCost, ListFormat } from '../../../contract/domain/planning.ts';
import { classifyLine, type Lookup } from './parse/classify-line.ts';
import { createDecoder } from './parse/decoder.ts';
import { createListReader, type ListItem } from './parse/list-reader.ts';

interface Beginning {
  readonly bytes: Uint8Array;
  readonly format: ListFormat;
  /** Bytes of the whole list. */
  readonly size: number;
}

/** Milliseconds of one call, many at a time, measured on a core with a database. */
const perCall = 0.4;
/** The user, the other id of the user, and the sessions under one id. */
const callsOfUser = 3;

/** What it takes to look a list up, when the rest of it is like its beginning. */
export function estimateListCost({ bytes, format, size }: Beginning, tenants: number): ListCost {
  const isWhole = bytes.byteLength >= size;
  const items = readItems(bytes, format, isWhole);
  // The last line of a part may be cut off.
  const factor = isWhole || bytes.byteLength === 0 ? 1 : size / bytes.byteLength;
  const costs = items.map((item) => costOf(item, tenants));
  const [least, most] = [sum(costs.map(([few]) => few)), sum(costs.map(([, many]) => many))];
  return {
    lines: Math.round(items.length * factor),
    isWhole,
    leastCalls: Math.round(least * factor),
    mostCalls: Math.round(most * factor),
    leastMs: least * factor * perCall,
    mostMs: most * factor * perCall,
    tenants,
  };
}

function readItems(bytes: Uint8Array, format: ListFormat, isWhole: boolean): readonly ListItem[] {
  const decoder = createDecoder();
  const reader = createListReader(format);
  const items = [...reader.push(decoder.push(bytes)), ...reader.push(decoder.end())];
  if (isWhole || items.length === 0) items.push(...reader.end());
  return items.filter(({ type }) => type !== 'blank');
}

/** The calls for a line that matches nothing, and for a line that matches all that it can mean. */
function costOf(item: ListItem, tenants: number): readonly [number, number] {
  if (item.type !== 'text') return [0, 0];
  const classified = classifyLine(item.text);
  if (classified.type === 'malformed') return [0, 0];
  // The session that it names is read.
  if (classified.type === 'token') return [1, 1];
  const least = sum(classified.lookups.map((lookup) => callsOf(lookup, tenants)));
  const isAccount = classified.lookups.some(({ type }) => type !== 'session-handle' && type !== 'user-id');
  return [least, isAccount ? least + callsOfUser : least];
}

function callsOf(lookup: Lookup, tenants: number): number {
  switch (lookup.type) {
    case 'session-handle':
      return 1;
    case 'user-id':
      return callsOfUser;
    default:
      return tenants;
  }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((all, one) => all + one, 0);
}
