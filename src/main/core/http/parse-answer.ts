import {
  deepestJson,
  entriesOf,
  kindOf,
  measureJson,
  type StoredJson,
  toStoredJson,
} from '../../../contract/domain/text/json-text.ts';
import { type Failure, failure } from '../../../contract/failure.ts';

/** A part of an answer as text. A class, because it is where a parsed value can be. */
export class RawJson {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  toStored(): StoredJson {
    return toStoredJson(this.text);
  }
}

/** The fields of an answer that applications wrote: what is in them can be anything. */
export interface ForeignFields {
  readonly names: readonly string[];
  /** False: a caller that looks for single values in them takes small ones parsed, which costs less. */
  readonly asText: boolean;
}

/** What is parsed without looking at it first: made into objects, the worst of it takes a few hundred kilobytes. */
const smallLength = 16_384;

/** Answers up to this length are parsed when they have few lists and objects: a list of 200,000 handles. */
const flatLength = 8_000_000;
const fewContainers = 100;

const mostFields = 1_000;
/** More than the handles of any user, and than all values on a page of users. */
const mostValues = 3_000_000;

/**
 * The answer of a core, with its foreign fields as `RawJson`. Undefined: it is not JSON. Throws a `Failure` when making
 * objects of it would take too much memory, or objects that are nested too deeply to be copied.
 */
export function parseAnswer(body: string, foreign: ForeignFields | null): unknown {
  if (body.length <= smallLength && !foreign?.asText) return parse(body);
  if (foreign === null || kindOf(body) !== 'object') return parseTrusted(body);
  const { count, entries, isWhole } = entriesOf(body, mostFields);
  if (!isWhole) return undefined;
  if (count > mostFields) throw tooComplex();
  const own: string[] = [];
  const texts = new Map<string, RawJson>();
  for (const { end, name, start } of entries) {
    const value = body.slice(start, end);
    if (name !== null && foreign.names.includes(name)) texts.set(name, new RawJson(value));
    else own.push(`${JSON.stringify(name)}:${value}`);
  }
  const answer = parseTrusted(`{${own.join(',')}}`);
  return typeof answer === 'object' ? Object.assign(answer ?? {}, Object.fromEntries(texts)) : undefined;
}

function parseTrusted(text: string): unknown {
  if (!isFlat(text)) {
    const { depth, values } = measureJson(text);
    if (depth > deepestJson || values > mostValues) throw tooComplex();
  }
  return parse(text);
}

/** Whether it is certain without looking at each character that it is neither deep nor has too many values. */
function isFlat(text: string): boolean {
  if (text.length > flatLength) return false;
  let containers = 0;
  for (const open of ['[', '{']) {
    for (let at = text.indexOf(open); at !== -1; at = text.indexOf(open, at + 1)) {
      containers += 1;
      if (containers > fewContainers) return false;
    }
  }
  return true;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function tooComplex(): Failure {
  const params = { levels: deepestJson, values: mostValues };
  return failure('core-error', { reason: 'answer-too-complex', params, retryable: false, sent: true });
}
