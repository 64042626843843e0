import { z } from 'zod';
import { type ChannelName, contract } from '../../../src/contract/channels/contract.ts';
import { createRandom, type Random } from '../../../src/main/sandbox/sample/sample.ts';

/** What JSON Schema says of an input, as far as the generator reads it. */
interface Schema {
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, Schema>>;
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: Schema | boolean;
  readonly items?: Schema;
  readonly format?: string;
  readonly minimum?: number;
  readonly maximum?: number;
}

/** Values that mean something to the console, by the name of the field. */
export interface KnownValues {
  readonly pick: (field: string, random: Random) => unknown;
  /** Notes ids of an answer. */
  readonly learn: (channel: ChannelName, answer: unknown) => void;
}

/** Values that the caller knows at first, and those that answers have brought. */
export function createKnownValues(given: Readonly<Record<string, readonly unknown[]>>): KnownValues {
  const values = new Map<string, unknown[]>(Object.entries(given).map(([name, list]) => [name, [...list]]));
  const most = 40;

  function note(name: string, value: unknown): void {
    const list = values.get(name) ?? [];
    if (list.includes(value)) return;
    list.push(value);
    // The given ones stay.
    if (list.length > most) list.splice(given[name]?.length ?? 0, 1);
    values.set(name, list);
  }

  function learn(channel: ChannelName, answer: unknown, depth = 0): void {
    if (depth > 6 || typeof answer !== 'object' || answer === null) return;
    for (const [name, value] of Object.entries(answer).slice(0, 50)) {
      if (typeof value !== 'string') learn(channel, value, depth + 1);
      else if (name !== 'id') {
        if (/(id|handle|token|view)$/i.test(name)) note(name, value);
      } else if (/^(planning|revocation)/.test(channel)) {
        // A draft, its plan and its revocation have the same id.
        for (const alias of ['id', 'planId', 'draftId']) note(alias, value);
      } else if (channel === 'connections.save') note('connectionId', value);
    }
  }

  return {
    pick: (field, random) => {
      const list = values.get(field);
      return list === undefined || list.length === 0 ? undefined : random.pick(list);
    },
    learn,
  };
}

function nested(depth: number): unknown {
  let value: unknown = 'end';
  for (let at = 0; at < depth; at += 1) value = at % 2 === 0 ? { value } : [value];
  return value;
}

function circle(): unknown {
  const value: Record<string, unknown> = {};
  value.self = value;
  return value;
}

/** Everything that can be sent over the bridge and that no schema wants. */
const junk: readonly ((random: Random) => unknown)[] = [
  () => undefined,
  () => null,
  () => true,
  () => Number.NaN,
  () => Number.POSITIVE_INFINITY,
  () => -0,
  () => 2 ** 53,
  () => -1,
  () => 1.5,
  () => 10n ** 30n,
  () => '',
  () => '\u0000',
  () => '\ud800',
  () => '\u202ereversed\u2066',
  () => "'; DROP TABLE target; --",
  () => '../../../etc/passwd',
  () => '__proto__',
  () => 'x'.repeat(5_000),
  () => '(\\w+\\s?)+$',
  () => [],
  () => ({}),
  () => JSON.parse('{"__proto__": {"polluted": true}, "constructor": {"prototype": {"polluted": true}}}'),
  () => nested(20),
  () => nested(3_000),
  () => circle(),
  () => new Map([['a', new Set([1])]]),
  () => new Date(8.64e15),
  () => new Uint8Array(64),
  () => new Error('junk'),
  () => /x/g,
  (random) => Array.from({ length: random.int(0, 2999) }, (_, at) => at),
  (random) => Object.fromEntries(Array.from({ length: random.int(0, 199) }, (_, at) => [`key ${at}`, at])),
];

const texts = [
  'a',
  'ada@alpha.example',
  'public',
  'INC-1',
  '203.0.113.0/24',
  '2026-11-27T00:00:00Z',
  'x y z',
];

/** Inputs for the channels: mostly of their form, with values of the console in them, and junk in any place. */
export function createInputs(seed: number, known: KnownValues, junkShare: number) {
  const random = createRandom(seed);
  const schemas = new Map<string, Schema>();

  function chance(share: number): boolean {
    return random.next() < share;
  }

  function schemaOf(channel: ChannelName, io: 'input' | 'output'): Schema {
    const key = `${io} ${channel}`;
    const schema =
      schemas.get(key) ?? (z.toJSONSchema(contract[channel][io], { io, unrepresentable: 'any' }) as Schema);
    schemas.set(key, schema);
    return schema;
  }

  function of(channel: ChannelName, io: 'input' | 'output'): unknown {
    const schema = schemaOf(channel, io);
    return value(schema, schema, channel, 0);
  }

  function text(schema: Schema): string {
    return schema.format === 'uuid' ? '00000000-0000-4000-8000-000000000000' : random.pick(texts);
  }

  function number(schema: Schema): number {
    const low = schema.minimum ?? 0;
    const high = Math.min(schema.maximum ?? low + 1_000, low + 1_000);
    return chance(0.05) ? random.pick([low - 1, high + 1, 0, -1]) : low + random.int(0, high - low);
  }

  function object(schema: Schema, root: Schema, depth: number): unknown {
    const required = new Set(schema.required ?? []);
    const fields = Object.entries(schema.properties ?? {}).flatMap(([name, inner]) => {
      if (chance(required.has(name) ? junkShare / 4 : 0.5)) return [];
      return [[name, value(inner, root, name, depth + 1)] as const];
    });
    const made: Record<string, unknown> = Object.fromEntries(fields);
    if (chance(junkShare / 4)) made[random.pick(['extra', 'toString', 'connectionId', 'then'])] = 1;
    return made;
  }

  function value(schema: Schema, root: Schema, field: string, depth: number): unknown {
    if (chance(junkShare)) return random.pick(junk)(random);
    const given = known.pick(field, random);
    if (given !== undefined && !chance(0.1)) return given;
    if (schema.$ref !== undefined) {
      const target = schema.$ref === '#' ? root : root.$defs?.[schema.$ref.replace('#/$defs/', '')];
      return depth > 8 || target === undefined ? null : value(target, root, field, depth + 1);
    }
    if (schema.const !== undefined) return schema.const;
    if (schema.enum !== undefined) return random.pick(schema.enum);
    const choices = schema.anyOf ?? schema.oneOf;
    if (choices !== undefined) return value(random.pick(choices), root, field, depth + 1);
    switch (Array.isArray(schema.type) ? random.pick(schema.type) : schema.type) {
      case 'object':
        return object(schema, root, depth);
      case 'array': {
        const length = random.int(0, 3);
        const item = schema.items ?? {};
        return Array.from({ length }, () => value(item, root, field.replace(/s$/, ''), depth + 1));
      }
      case 'string':
        return text(schema);
      case 'integer':
      case 'number':
        return number(schema);
      case 'boolean':
        return chance(0.5);
      case 'null':
        return null;
      default:
        // What JSON Schema cannot say: bytes.
        return new Uint8Array(random.int(0, 199));
    }
  }

  return {
    random,
    chance,
    input: (channel: ChannelName) => of(channel, 'input'),
    /** An answer of a channel; of a stream, one item. */
    output: (channel: ChannelName) => of(channel, 'output'),
  };
}
