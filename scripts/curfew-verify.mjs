#!/usr/bin/env node
/**
 * curfew-verify: checks an exported audit log (JSON lines) or an evidence bundle (zip) of Curfew, offline.
 *
 * One file for Node 20.20 or newer, without packages, so that an auditor can read all of it and does not have to trust the
 * console that wrote the file. It shares no code with the console. The format is described in docs/audit-log.md.
 *
 * Its parts, in this order: canonical JSON, keys and signatures, the log, lines, the zip, the bundle, the command line.
 */
import { createHash, createPublicKey, verify } from 'node:crypto';
import { realpathSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { pipeline, Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { crc32, createInflateRaw } from 'node:zlib';

/** Bounds for files that somebody made to exhaust memory. What Curfew writes is far below them. */
const MOST = {
  line: 4 << 20,
  depth: 32,
  keys: 10_000,
  entries: 1_000,
  directory: 4 << 20,
  manifest: 4 << 20,
  /** Characters of the name of a batch; Curfew gives it 36. */
  batch: 100,
};
const NO_HASH = '0'.repeat(64);

const HELP = `curfew-verify [options] FILE...

Checks exported audit logs (JSON lines) and evidence bundles (zip) of Curfew. Needs no network.
FILE can be "-": a log is read from the standard input.

  --head HASH   a head hash of the log that was kept outside of the console. The file must contain the
                record with this hash, or end at it. Without it, nobody can see that the newest records
                were cut off by somebody who has the key, or that an older export was given. A selection
                of the log, as in a bundle, and a file that ends before the head need --key too.
  --key KEY     the public key of the installation (base64url), from the console. Everything that is
                signed in the file must be signed with it. Can be given more than once: a console that
                lost its key has a new one.
  --in-order    the files are parts of one log, oldest first: each must begin with the record that follows
                the last one of the file before. The check ends at the first file that does not fit. A
                head must then be in one of the files.
  --json        the result as one JSON object for each file, a line each
  --help        this text

Exit code: 0 every file is valid, 1 a file is not valid, 2 a file could not be read or the call is wrong.
`;

/**
 * What does not fit, where. Everything that is thrown and is no finding means: the file could not be read.
 * @typedef {{ reason: string, text: string, path?: string, line?: number, sequence?: number }} Problem
 */

/**
 * @param {string} reason
 * @param {string} text
 * @param {Partial<Problem>} [place]
 */
function finding(reason, text, place = {}) {
  return Object.assign(new Error(text), { problem: { reason, text, ...place } });
}

// ---- Canonical JSON (RFC 8785) ----

/**
 * Members in the order of their UTF-16 code units, no white space, numbers and strings as ECMAScript writes them.
 * @param {unknown} value
 * @returns {string}
 */
export function canonicalJson(value, depth = 0) {
  if (depth > MOST.depth) throw new RangeError('Too deep.');
  if (typeof value === 'string' && !value.isWellFormed()) throw new RangeError('A lone surrogate.');
  if (typeof value === 'number' && !Number.isFinite(value)) throw new RangeError('Not a number of JSON.');
  if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item, depth + 1)).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  return `{${membersOf(value, depth)
    .map(([, text]) => text)
    .join(',')}}`;
}

/** Name and text of each member of an object, in canonical order. */
function membersOf(object, depth = 0) {
  return Object.keys(object)
    .sort()
    .map((name) => [name, `${canonicalJson(name)}:${canonicalJson(object[name], depth + 1)}`]);
}

/** The SHA-256 of a record: over its canonical JSON without the member `hash`. */
function hashOf(members) {
  const text = members.filter(([name]) => name !== 'hash').map(([, member]) => member);
  return sha256(`{${text.join(',')}}`);
}

function sha256(text) {
  return createHash('sha256').update(text).digest('hex');
}

/**
 * A line is canonical JSON, in which every character from U+007F on can also be written as an escape: characters that do
 * not show are. Nothing else can vary, so that no byte of a line can change unseen.
 */
function withoutEscapes(line) {
  if (!line.includes('\\u')) return line;
  return line.replace(/\\(?:u([0-9a-f]{4})|.)/g, (escaped, hex) => {
    const code = hex === undefined ? 0 : Number.parseInt(hex, 16);
    return code >= 0x7f ? String.fromCharCode(code) : escaped;
  });
}

// ---- Keys and signatures (Ed25519) ----

const isText = (value) => typeof value === 'string';
const isHash = (value) => isText(value) && /^[0-9a-f]{64}$/.test(value);
const isCount = (value) => Number.isSafeInteger(value) && value >= 0;
const isObject = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Null: not base64url of so many bytes. The last character has unused bits: another one would mean the same bytes. */
function bytesOf(text, length) {
  if (!isText(text)) return null;
  const bytes = Buffer.from(text, 'base64url');
  return bytes.length === length && bytes.toString('base64url') === text ? bytes : null;
}

/** The short name of a key: the first 16 hex digits of its SHA-256. Null: not a public key. */
function keyIdOf(publicKey) {
  const bytes = bytesOf(publicKey, 32);
  return bytes && sha256(bytes).slice(0, 16);
}

function isSigned(value, signature, publicKey) {
  const bytes = bytesOf(signature, 64);
  if (bytes === null) return false;
  const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: publicKey }, format: 'jwk' });
  return verify(null, Buffer.from(canonicalJson(value)), key, bytes);
}

/** Which keys a file names, and whether the auditor expects them. */
function createKeys(expected) {
  const known = new Map();
  return {
    known,
    add(publicKey, place) {
      const id = keyIdOf(publicKey);
      if (id === null) throw finding('key', 'This is no public key.', place);
      if (known.size >= MOST.keys) throw finding('key', 'The file has too many keys.', place);
      known.set(id, publicKey);
      return id;
    },
    /** Throws unless `signature` is by the key named `id` over `value`, and by `only` where that is not null. */
    check(id, signature, value, place, only = null) {
      const publicKey = known.get(id);
      if (publicKey === undefined)
        throw finding(
          'key-unknown',
          `It is signed with a key that the file does not have: ${show(id)}.`,
          place,
        );
      if (only !== null && id !== only)
        throw finding('key-replaced', `It is signed with ${id}, but the key is ${only}.`, place);
      if (expected.length > 0 && !expected.includes(publicKey))
        throw finding('key-unexpected', `It is signed with another key than the expected one: ${id}.`, place);
      if (!isSigned(value, signature, publicKey))
        throw finding('signature', 'The signature does not fit.', place);
    },
  };
}

// ---- The log ----

/**
 * Where a part of a log ends: the last record, the key that signs from then on, and whether a head was seen by then.
 * @typedef {{ sequence: number, hash: string, key: string | null, headSeen: boolean }} PartEnd
 *
 * Of files that are checked in order: where the one before ends, null before the first of them.
 * @typedef {{ after: PartEnd | null, isLast: boolean }} Part
 */

/**
 * Takes the lines of an exported log one by one, and throws a finding at the first one that does not fit.
 * @param {{ heads: readonly string[], keys: readonly string[], part: Part | null }} expected
 */
function createLogCheck(expected) {
  const { part } = expected;
  const before = part?.after ?? null;
  const keys = createKeys(expected.keys);
  const sum = createHash('sha256');
  const openBatches = new Set();
  const newKeys = [];
  /** As the end of an unbroken chain of records in the file. */
  let headSeen = before?.headSeen ?? false;
  /** The file says so, which whoever writes it can: it counts as much as its signature. */
  let headNamed = false;
  let header = null;
  let footer = null;
  let first = null;
  let last = null;
  let count = 0;
  let signedTo = null;
  /** In a complete log: which one signs now. */
  let newestKey = before?.key ?? null;

  function noteHead(hash, isProven) {
    if (!expected.heads.includes(hash)) return;
    if (isProven) headSeen = true;
    else headNamed = true;
  }

  function takeHeader(value, place) {
    if (value.type !== 'header' || value.format !== 'curfew-audit-log')
      throw finding('no-header', 'This is not the header of an exported audit log of Curfew.', place);
    if (value.version !== 1)
      throw new Error(`The log has format ${show(value.version)}. This program knows 1.`);
    const { complete, filter, from, publicKeys, to } = value;
    const bounds = [from, to].every((bound) => isCount(bound) && bound > 0);
    if (!bounds || typeof complete !== 'boolean' || !(filter === null || isObject(filter)))
      throw finding('header', 'The header has not the members that it must have.', place);
    if (part !== null && !complete)
      throw finding('not-a-part', 'This is a selection of a log, which no other file can follow.', place);
    if (before !== null && from !== before.sequence + 1)
      throw finding(
        'not-following',
        `The file before ends with record ${before.sequence}, but this one begins with record ${from}.`,
        place,
      );
    if (!Array.isArray(publicKeys)) throw finding('header', 'The header does not list its keys.', place);
    for (const named of publicKeys)
      if (keys.add(named?.publicKey, place) !== named.key)
        throw finding('key', 'The name of a key does not fit the key.', place);
    header = value;
  }

  function takeRecord(record, members, line) {
    const { action, details, hash, previous, sequence } = record;
    if (!isCount(sequence) || sequence < 1 || !isHash(hash) || !isHash(previous) || !isText(action))
      throw finding('not-a-record', 'This line is no record of the log.', { line });
    const place = { line, sequence };
    const wanted = nextSequence();
    if (hashOf(members) !== hash)
      throw finding('hash', 'The content of this record does not fit its hash.', place);
    const isNext = sequence === (last?.sequence ?? 0) + 1;
    if (header.complete ? sequence !== wanted : sequence < wanted)
      throw finding('sequence', whyNotHere(sequence, wanted), place);
    if (sequence > header.to)
      throw finding('sequence', `The header says that the file ends at record ${header.to}.`, place);
    if (isNext && previous !== (last?.hash ?? NO_HASH))
      throw finding(
        'previous',
        'The hash of the record before is not the one that this record names.',
        place,
      );
    if (first === null && before !== null && previous !== before.hash)
      throw finding(
        'not-following',
        'The last record of the file before does not have the hash that this record names.',
        place,
      );
    noteHead(previous, false);
    noteHead(hash, header.complete);
    if (action === 'log.key-made') takeKey(details, place);
    if (action === 'log.checkpoint') takeCheckpoint(record, place);
    noteBatch(record, place);
    first ??= record;
    last = { sequence, hash };
    count += 1;
  }

  /** The lowest sequence that can come now; in a complete log it is the only one. */
  function nextSequence() {
    return last === null ? header.from : last.sequence + 1;
  }

  function whyNotHere(sequence, wanted) {
    if (sequence < wanted)
      return `Record ${wanted} or a later one must be here: the records are not in order.`;
    const to = sequence - 1;
    return wanted === to
      ? `Record ${to} is missing before it.`
      : `Records ${wanted} to ${to} are missing before it.`;
  }

  function takeKey(details, place) {
    const id = keys.add(details?.publicKey, place);
    if (details.key !== id) throw finding('key', 'The name of the new key does not fit the key.', place);
    if (header.complete) newestKey = id;
    newKeys.push({ key: id, sequence: place.sequence, lost: details.lost === true });
  }

  function takeCheckpoint({ details, previous, sequence }, place) {
    const { key, signature } = details ?? {};
    keys.check(key, signature, { sequence: sequence - 1, head: previous, key }, place, newestKey);
    signedTo = sequence - 1;
  }

  function noteBatch({ action, details }, place) {
    const [, kind] = /^(?:batch|oauth)\.(intended|ended)$/.exec(action) ?? [];
    if (kind === undefined) return;
    const batch = details?.batch;
    if (!isText(batch) || batch.length > MOST.batch)
      throw finding('not-a-record', 'This record does not name its batch.', place);
    if (kind === 'intended') openBatches.add(batch);
    else openBatches.delete(batch);
  }

  function takeFooter(value, members, line) {
    const place = { line };
    const { head, key, sha256: bytesSum, signature } = value;
    if (!isCount(value.count) || !isHash(bytesSum) || !isHash(head))
      throw finding('footer', 'The footer has not the members that it must have.', place);
    if (hashOf(members) !== value.hash)
      throw finding('footer', 'The content of the footer does not fit its hash.', place);
    if (key === null && signature === null) {
      if (keys.known.size > 0 || expected.keys.length > 0)
        throw finding('not-signed', 'The log has a key, but this file is not signed with it.', place);
    } else {
      // The key of a part of the log can be made later than its last record.
      const only = head === last?.hash ? newestKey : null;
      keys.check(key, signature, { count: value.count, sha256: bytesSum, head, key }, place, only);
      signedTo = last?.sequence ?? null;
    }
    if (header.complete && last?.sequence !== header.to) {
      const text = `Records ${nextSequence()} to ${header.to} are missing before the footer.`;
      throw finding('sequence', text, { ...place, sequence: nextSequence() });
    }
    if (value.count !== count) {
      const text = `The file has ${count} records, its footer says ${value.count}.`;
      throw finding('count', text, place);
    }
    // Each line until here is as it was written. So the header was changed, or records were left out or replaced.
    if (sum.digest('hex') !== bytesSum)
      throw finding('sum', 'Header and records do not fit the SHA-256 in the footer.', place);
    // It was checked against the expected keys, if there are any.
    noteHead(head, false);
    if (headNamed && key !== null && expected.keys.length > 0) headSeen = true;
    footer = value;
  }

  return {
    keys,
    get header() {
      return header;
    },
    get footer() {
      return footer;
    },
    /** @param {Buffer} bytes Of one line, without its line end. */
    takeLine(bytes, line) {
      const place = { line, ...(header && !footer ? { sequence: nextSequence() } : {}) };
      if (footer !== null) throw finding('after-footer', 'The file goes on after its footer.', { line });
      const { value, members } = parseLine(bytes, place);
      if (header === null) takeHeader(value, { line });
      else if (value.type === 'footer') takeFooter(value, members, line);
      else takeRecord(value, members, line);
      if (footer === null) sum.update(bytes).update('\n');
    },
    /** After the last line. Throws when the file cannot end here. */
    end(line) {
      if (header === null) throw finding('empty', 'The file is empty.', { line });
      if (footer === null) {
        const after = last === null ? 'its header' : `record ${last.sequence}`;
        throw finding('no-footer', `The file ends after ${after}, without its footer.`, {
          line,
          sequence: nextSequence(),
        });
      }
      if (expected.heads.length === 0 || headSeen || part?.isLast === false) return;
      if (headNamed)
        throw finding(
          'head-unproven',
          'The file names the expected head, but not every record until there is in it. So whoever wrote it could have made up its records: give the public key of the console with --key.',
          { line },
        );
      throw finding(
        'head',
        'The log in this file does not have the expected head: records are missing at its end, or it is another log.',
        {
          line,
        },
      );
    },
    result() {
      return {
        records: count,
        first: first?.sequence ?? null,
        last: last?.sequence ?? null,
        follows: before?.sequence ?? null,
        end: last && { ...last, key: newestKey, headSeen },
        complete: header?.complete ?? null,
        filter: header?.filter ?? null,
        head: footer?.head ?? null,
        endsAtHead: footer !== null && last?.hash === footer.head,
        headConfirmed: expected.heads.length > 0 && headSeen,
        signedTo,
        publicKeys: [...keys.known.values()],
        keysExpected: expected.keys.length > 0,
        newKeys,
        openBatches: openBatches.size,
      };
    },
  };
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function parseLine(bytes, place) {
  let text;
  try {
    text = utf8.decode(bytes);
  } catch {
    throw finding('not-utf8', 'This line is not UTF-8.', place);
  }
  let value;
  try {
    value = JSON.parse(text);
  } catch {
    throw finding('not-json', 'This line is not JSON.', place);
  }
  if (!isObject(value)) throw finding('not-a-record', 'This line is no record of the log.', place);
  const members = canonicalMembers(value);
  if (members === null || `{${members.map(([, member]) => member).join(',')}}` !== withoutEscapes(text))
    throw finding('not-canonical', 'This line is not written as Curfew writes it (RFC 8785).', place);
  return { value, members };
}

function canonicalMembers(value) {
  try {
    return membersOf(value);
  } catch (thrown) {
    if (thrown instanceof RangeError) return null;
    throw thrown;
  }
}

// ---- Lines ----

/** Divides bytes into lines, and gives them to a check. */
function createLines(check) {
  let rest = [];
  let length = 0;
  let line = 0;
  return {
    take(chunk) {
      let begin = 0;
      for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, begin)) {
        line += 1;
        const bytes = chunk.subarray(begin, end);
        check.takeLine(rest.length === 0 ? bytes : Buffer.concat([...rest, bytes]), line);
        [rest, length, begin] = [[], 0, end + 1];
      }
      if (begin === chunk.length) return;
      rest.push(Buffer.from(chunk.subarray(begin)));
      length += chunk.length - begin;
      if (length > MOST.line) throw finding('line-too-long', 'This line is too long.', { line: line + 1 });
    },
    end() {
      if (length > 0) {
        const place = { line: line + 1 };
        const { header, footer } = check;
        const { last } = check.result();
        const after = header && !footer && last !== null ? ` The last whole record is ${last}.` : '';
        throw finding('cut', `The file ends in the middle of this line.${after}`, place);
      }
      check.end(line);
    },
  };
}

async function checkLog(chunks, expected) {
  const check = createLogCheck(expected);
  const lines = createLines(check);
  let problem = null;
  try {
    for await (const chunk of chunks) lines.take(chunk);
    lines.end();
  } catch (thrown) {
    problem = problemOf(thrown);
  }
  return { type: 'log', problem, log: check.result() };
}

function problemOf(thrown) {
  if (isObject(thrown?.problem)) return thrown.problem;
  throw thrown;
}

// ---- The zip ----
// Of the two descriptions that a zip has of each file (before its bytes, and in the directory at the end) both are read, and
// they must agree: programs that unpack believe the one or the other. Nothing may be between the files, before or after them.

const SIGNATURE = { local: 0x04034b50, central: 0x02014b50, descriptor: 0x08074b50, end: 0x06054b50 };
const SIGNATURE_64 = { end: 0x06064b50, locator: 0x07064b50 };
const FLAG = { encrypted: 1, descriptor: 8 };
/** Zip64; times and owners, which decide nothing. */
const EXTRA = { zip64: 1, times: 0x5455, owners: 0x7875 };

const badZip = (text, path) => finding('zip', text, path === undefined ? {} : { path });

async function readAt(handle, position, length) {
  const buffer = Buffer.alloc(length);
  for (let done = 0; done < length; ) {
    const { bytesRead } = await handle.read(buffer, done, length - done, position + done);
    if (bytesRead === 0) throw badZip('The zip ends too early.');
    done += bytesRead;
  }
  return buffer;
}

function uint64(buffer, at) {
  const value = buffer.readBigUInt64LE(at);
  if (value > BigInt(Number.MAX_SAFE_INTEGER)) throw badZip('A size in the zip is too large.');
  return Number(value);
}

/** The files of a zip in the order of their bytes. */
async function readDirectory(handle, size) {
  const { count, offset, length } = await readEnd(handle, size);
  if (count > MOST.entries || length > MOST.directory) throw badZip('The zip has too many files.');
  const directory = await readAt(handle, offset, length);
  const entries = [];
  let at = 0;
  for (let index = 0; index < count; index += 1) {
    const entry = parseCentral(directory, at);
    entries.push(entry);
    at = entry.directoryEnd;
  }
  if (at !== length) throw badZip('The directory of the zip has more than its files.');
  // Where upper and lower case are the same, one file would replace the other.
  const names = new Set(entries.map(({ path }) => path.toLowerCase()));
  if (names.size !== entries.length) throw badZip('Two files of the zip have the same name.');
  entries.sort((one, other) => one.offset - other.offset);
  let begin = 0;
  for (const [index, entry] of entries.entries()) {
    if (entry.offset !== begin)
      throw badZip('Something is before this file that belongs to no file.', entry.path);
    begin = await checkLocal(handle, entry, entries[index + 1]?.offset ?? offset);
  }
  if (begin !== offset) throw badZip('Something is between the files of the zip and its directory.');
  return entries;
}

async function readEnd(handle, size) {
  const length = 22;
  if (size < length) throw badZip('This is no zip, or its end is missing.');
  const end = await readAt(handle, size - length, length);
  if (end.readUInt32LE(0) !== SIGNATURE.end || end.readUInt16LE(20) !== 0)
    throw badZip('This is no zip, or its end is missing.');
  const short = { count: end.readUInt16LE(10), length: end.readUInt32LE(12), offset: end.readUInt32LE(16) };
  if (end.readUInt32LE(4) !== 0 || end.readUInt16LE(8) !== short.count)
    throw badZip('The zip has several parts.');
  const isLong = short.count === 0xffff || short.length === 0xffffffff || short.offset === 0xffffffff;
  const found = isLong ? await readEnd64(handle, size - length) : short;
  const agrees =
    (short.length === 0xffffffff || short.length === found.length) &&
    (short.offset === 0xffffffff || short.offset === found.offset) &&
    (short.count === 0xffff || short.count === found.count);
  const directoryEnd = size - length - (isLong ? 76 : 0);
  if (!agrees || found.offset + found.length !== directoryEnd)
    throw badZip('The end of the zip does not fit its directory.');
  return found;
}

async function readEnd64(handle, locatorEnd) {
  const at = locatorEnd - 76;
  if (at < 0) throw badZip('The end of the zip does not fit its directory.');
  const both = await readAt(handle, at, 76);
  const fits =
    both.readUInt32LE(0) === SIGNATURE_64.end &&
    uint64(both, 4) === 44 &&
    both.readUInt16LE(14) === 45 &&
    both.readUInt32LE(16) === 0 &&
    both.readUInt32LE(20) === 0 &&
    uint64(both, 24) === uint64(both, 32) &&
    both.readUInt32LE(56) === SIGNATURE_64.locator &&
    both.readUInt32LE(60) === 0 &&
    uint64(both, 64) === at &&
    both.readUInt32LE(72) === 1;
  if (!fits) throw badZip('The end of the zip does not fit its directory.');
  return { count: uint64(both, 32), length: uint64(both, 40), offset: uint64(both, 48) };
}

function parseCentral(directory, at) {
  const left = directory.length - at;
  if (left < 46 || directory.readUInt32LE(at) !== SIGNATURE.central)
    throw badZip('The directory of the zip is damaged.');
  const nameLength = directory.readUInt16LE(at + 28);
  const extraLength = directory.readUInt16LE(at + 30);
  const directoryEnd = at + 46 + nameLength + extraLength;
  const hasMore = directory.readUInt16LE(at + 32) !== 0 || directory.readUInt16LE(at + 34) !== 0;
  if (hasMore || directoryEnd > directory.length) throw badZip('The directory of the zip is damaged.');
  const name = directory.subarray(at + 46, at + 46 + nameLength);
  const path = pathOf(name);
  const entry = {
    path,
    name,
    needed: directory.readUInt16LE(at + 6),
    flags: directory.readUInt16LE(at + 8),
    method: directory.readUInt16LE(at + 10),
    time: directory.readUInt32LE(at + 12),
    crc: directory.readUInt32LE(at + 16),
    packed: directory.readUInt32LE(at + 20),
    size: directory.readUInt32LE(at + 24),
    offset: directory.readUInt32LE(at + 42),
    dataAt: 0,
    directoryEnd,
  };
  takeExtra(directory.subarray(directoryEnd - extraLength, directoryEnd), entry);
  if (![10, 20, 45].includes(entry.needed) || (entry.flags & ~0x080e) !== 0 || entry.flags & FLAG.encrypted)
    throw badZip('This file is packed in a way that is not allowed here.', path);
  // Of files of Unix, the kind is in the upper bits: a link leads elsewhere when it is unpacked.
  const kind = directory.readUInt16LE(at + 40) & 0xf000;
  if (kind !== 0 && kind !== 0x8000) throw badZip('This is not a file, but a link or a folder.', path);
  if (entry.method !== 0 && entry.method !== 8)
    throw badZip('This file is packed in a way that is not allowed here.', path);
  return entry;
}

function pathOf(name) {
  const path = name.toString('latin1');
  // A name of other characters can look like another one, or lead out of the folder in which it is unpacked.
  if (!/^(?:[A-Za-z0-9_-][A-Za-z0-9._-]*\/)*[A-Za-z0-9_-][A-Za-z0-9._-]*$/.test(path))
    throw badZip(`A file of the zip has a name that is not allowed: ${show(path)}.`);
  return path;
}

function takeExtra(extra, entry) {
  for (let at = 0; at < extra.length; ) {
    const length = at + 4 <= extra.length ? extra.readUInt16LE(at + 2) : 0xffff;
    const id = length === 0xffff ? 0 : extra.readUInt16LE(at);
    if (!Object.values(EXTRA).includes(id) || at + 4 + length > extra.length)
      throw badZip('What the zip says of this file is damaged.', entry.path);
    if (id === EXTRA.zip64) takeZip64(extra.subarray(at + 4, at + 4 + length), entry);
    at += 4 + length;
  }
}

function takeZip64(field, entry) {
  let at = 0;
  for (const name of ['size', 'packed', 'offset']) {
    if (entry[name] !== 0xffffffff) continue;
    if (at + 8 > field.length) throw badZip('What the zip says of this file is damaged.', entry.path);
    entry[name] = uint64(field, at);
    at += 8;
  }
  if (at !== field.length) throw badZip('What the zip says of this file is damaged.', entry.path);
}

/** Compares what is before and behind the bytes of a file with the directory. Returns where it ends. */
async function checkLocal(handle, entry, limit) {
  const { path } = entry;
  const disagrees = () => badZip('The zip describes this file twice, and not in the same way.', path);
  if (entry.offset + 30 > limit) throw disagrees();
  const local = await readAt(handle, entry.offset, 30);
  const nameLength = local.readUInt16LE(26);
  const extraLength = local.readUInt16LE(28);
  entry.dataAt = entry.offset + 30 + nameLength + extraLength;
  if (entry.dataAt + entry.packed > limit) throw disagrees();
  const names = await readAt(handle, entry.offset + 30, nameLength + extraLength);
  const said = {
    path,
    crc: local.readUInt32LE(14),
    packed: local.readUInt32LE(18),
    size: local.readUInt32LE(22),
    offset: entry.offset,
  };
  takeExtra(names.subarray(nameLength), said);
  const isBehind = (entry.flags & FLAG.descriptor) !== 0;
  const sizes = ['crc', 'packed', 'size'];
  const sameSizes =
    sizes.every((name) => said[name] === entry[name]) ||
    (isBehind && sizes.every((name) => said[name] === 0 || (name !== 'crc' && said[name] === 0xffffffff)));
  const fits =
    local.readUInt32LE(0) === SIGNATURE.local &&
    [10, 20, 45].includes(local.readUInt16LE(4)) &&
    local.readUInt16LE(6) === entry.flags &&
    local.readUInt16LE(8) === entry.method &&
    local.readUInt32LE(10) === entry.time &&
    names.subarray(0, nameLength).equals(entry.name) &&
    sameSizes;
  if (!fits) throw disagrees();
  const dataEnd = entry.dataAt + entry.packed;
  if (!isBehind) return dataEnd;
  const behind = await readAt(handle, dataEnd, Math.min(24, Math.max(0, limit - dataEnd)));
  const isLong = behind.length === 24;
  if (!isLong && behind.length !== 16) throw disagrees();
  const fitsBehind =
    behind.readUInt32LE(0) === SIGNATURE.descriptor &&
    behind.readUInt32LE(4) === entry.crc &&
    (isLong ? uint64(behind, 8) : behind.readUInt32LE(8)) === entry.packed &&
    (isLong ? uint64(behind, 16) : behind.readUInt32LE(12)) === entry.size;
  if (!fitsBehind) throw disagrees();
  return dataEnd + behind.length;
}

async function* packedBytes(handle, { dataAt, packed }) {
  for (let done = 0; done < packed; ) {
    const chunk = await readAt(handle, dataAt + done, Math.min(1 << 16, packed - done));
    done += chunk.length;
    yield chunk;
  }
}

/** The bytes of one file. Throws at the end when size or checksum are others than the zip says. */
async function* unpack(handle, entry, pieceLength) {
  const { path } = entry;
  const packed = packedBytes(handle, entry);
  const inflate = entry.method === 8 ? createInflateRaw({ chunkSize: pieceLength }) : null;
  // `pipeline` gives an error of the source to the reader of the last stream.
  const bytes = inflate === null ? packed : pipeline(Readable.from(packed), inflate, () => undefined);
  let size = 0;
  let crc = 0;
  try {
    for await (const chunk of bytes) {
      size += chunk.length;
      if (size > entry.size) throw badZip('This file has more bytes than the zip says.', path);
      crc = crc32(chunk, crc);
      yield chunk;
    }
  } catch (thrown) {
    const code = String(thrown?.code ?? '');
    if (code.startsWith('Z_')) throw finding('unpack', 'This file cannot be unpacked any further.', { path });
    throw thrown;
  }
  if (size !== entry.size || crc !== entry.crc || (inflate !== null && inflate.bytesWritten !== entry.packed))
    throw finding('unpack', 'The bytes of this file do not fit what the zip says of it.', { path });
}

// ---- The bundle ----

const MANIFEST = 'manifest.json';
const LOG = 'audit.jsonl';

async function checkBundle(handle, size, expected) {
  let log = null;
  let manifest = null;
  let problem = null;
  try {
    const entries = await readDirectory(handle, size);
    const byPath = new Map(entries.map((entry) => [entry.path, entry]));
    manifest = await readManifest(handle, byPath.get(MANIFEST));
    checkNames(manifest, byPath);
    // The log first: its findings name a record, a sum of a file only the file.
    const files = [...manifest.files].sort(
      (one, other) => Number(other.path === LOG) - Number(one.path === LOG),
    );
    for (const file of files) {
      const check = file.path === LOG ? createLogCheck(expected) : null;
      log = check ?? log;
      await checkFile(handle, byPath.get(file.path), file, check, expected);
    }
    checkManifest(manifest, log, expected);
  } catch (thrown) {
    problem = problemOf(thrown);
  }
  const { revocation = null, made = null, files = [] } = manifest ?? {};
  return {
    type: 'bundle',
    problem,
    bundle: { revocation, made, files: files.length },
    log: log?.result() ?? null,
  };
}

async function readManifest(handle, entry) {
  const place = { path: MANIFEST };
  if (entry === undefined) throw finding('no-manifest', 'The zip has no manifest.json.', place);
  if (entry.size > MOST.manifest) throw finding('manifest', 'The manifest is too long.', place);
  const chunks = [];
  for await (const chunk of unpack(handle, entry, 1 << 16)) chunks.push(chunk);
  let text;
  let manifest;
  try {
    text = utf8.decode(Buffer.concat(chunks));
    manifest = JSON.parse(text);
  } catch {
    throw finding('manifest', 'The manifest is not JSON.', place);
  }
  // JSON can say a member twice, and people and programs then read different ones.
  if (text !== `${JSON.stringify(manifest, null, 2)}\n`)
    throw finding('manifest', 'The manifest is not written as Curfew writes it.', place);
  if (!isObject(manifest) || manifest.format !== 'curfew-evidence' || !Array.isArray(manifest.files))
    throw finding('manifest', 'This is not the manifest of an evidence bundle of Curfew.', place);
  if (manifest.version !== 1)
    throw new Error(`The bundle has format ${show(manifest.version)}. This program knows 1.`);
  for (const file of manifest.files)
    if (!isText(file?.path) || !isCount(file.bytes) || !isHash(file.sha256))
      throw finding('manifest', 'The manifest describes a file without path, size or SHA-256.', place);
  return manifest;
}

function checkNames({ files }, byPath) {
  const named = new Set(files.map(({ path }) => path));
  if (named.size !== files.length || named.has(MANIFEST))
    throw finding('manifest', 'The manifest describes a file twice, or itself.', { path: MANIFEST });
  for (const path of named)
    if (!byPath.has(path)) throw finding('file-missing', 'The zip does not have this file.', { path });
  for (const path of byPath.keys())
    if (path !== MANIFEST && !named.has(path))
      throw finding('file-added', 'The manifest does not have this file.', { path });
  if (!named.has(LOG)) throw finding('file-missing', 'The bundle has no part of the log.', { path: LOG });
}

async function checkFile(handle, entry, { path, bytes, sha256: wanted }, check, expected) {
  const sum = createHash('sha256');
  const lines = check && createLines(check);
  let problem = null;
  /** The first finding counts; the rest of the file is read only to see whether the zip itself is whole. */
  const note = (work) => {
    try {
      if (problem === null) work();
    } catch (thrown) {
      problem = { ...problemOf(thrown), path };
    }
  };
  let length = 0;
  try {
    for await (const chunk of unpack(handle, entry, 1 << 16)) {
      sum.update(chunk);
      length += chunk.length;
      note(() => lines?.take(chunk));
    }
  } catch (thrown) {
    problem ??= { ...problemOf(thrown), path };
    if (check !== null && problem.reason === 'unpack')
      problem = await nameRecord(handle, entry, problem, expected);
    throw finding(problem.reason, problem.text, problem);
  }
  note(() => lines?.end());
  if (problem === null && (length !== bytes || sum.digest('hex') !== wanted))
    throw finding('file', 'The bytes of this file do not fit its SHA-256 in the manifest.', { path });
  if (problem !== null) throw finding(problem.reason, problem.text, problem);
}

/** Unpacks a damaged log once more in small pieces: what was unpacked before the damage then reaches the check. */
async function nameRecord(handle, entry, problem, expected) {
  const check = createLogCheck(expected);
  const lines = createLines(check);
  try {
    for await (const chunk of unpack(handle, entry, 64)) lines.take(chunk);
  } catch (thrown) {
    const found = problemOf(thrown);
    if (found.reason !== 'unpack') return { ...found, path: entry.path };
  }
  const { last } = check.result();
  return {
    ...problem,
    text: `${problem.text} The last whole record is ${last ?? 'none'}.`,
    sequence: (last ?? 0) + 1,
  };
}

function checkManifest(manifest, log, expected) {
  const place = { path: MANIFEST };
  const { signature, ...signed } = manifest;
  const { footer, header, keys } = log;
  if (manifest.head !== footer.head || manifest.key !== footer.key)
    throw finding('manifest', 'Manifest and log do not have the same head or key.', place);
  if (header.filter?.revocation !== manifest.revocation)
    throw finding('manifest', 'The log in the bundle is not the part of this revocation.', place);
  if (signature === null && manifest.key === null && keys.known.size === 0 && expected.keys.length === 0)
    return;
  keys.check(manifest.key, signature, signed, place);
}

// ---- The command line ----

/** A text from the file, for a terminal: short, and without characters that do something to it. */
function show(value) {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.replace(/[^\x20-\x7e]/g, '?').slice(0, 200);
}

/**
 * @typedef {{
 *   file: string,
 *   valid: boolean,
 *   problem: Problem | null,
 *   type: 'log' | 'bundle',
 *   bundle?: { revocation: string | null, made: string | null, files: number },
 *   log: ReturnType<ReturnType<typeof createLogCheck>['result']> | null,
 * }} Result
 */

/**
 * Throws when the file cannot be read.
 * @param {string} file A path; `-` is the standard input.
 * @param {{ heads?: readonly string[], keys?: readonly string[], part?: Part | null }} [asked]
 * @returns {Promise<Result>}
 */
export async function verifyFile(file, { heads = [], keys = [], part = null } = {}) {
  const expected = { heads, keys, part };
  if (file === '-') return finish(file, await checkLog(process.stdin, expected));
  const handle = await open(file, 'r');
  try {
    const { size } = await handle.stat();
    const begin = size < 4 ? Buffer.alloc(4) : await readAt(handle, 0, 4);
    const isZip = begin.readUInt16LE(0) === (SIGNATURE.local & 0xffff) || file.toLowerCase().endsWith('.zip');
    if (isZip) return finish(file, await checkBundle(handle, size, expected));
    const chunks = handle.createReadStream({ start: 0, autoClose: false, highWaterMark: 1 << 18 });
    return finish(file, await checkLog(chunks, expected));
  } finally {
    await handle.close();
  }
}

function finish(file, { problem, ...rest }) {
  return { file, valid: problem === null, problem, ...rest };
}

/** @param {Result} result */
function toText({ bundle, file, log, problem, type, valid }) {
  const lines = [`${file}: ${valid ? 'valid' : 'NOT VALID'}`];
  if (problem !== null) {
    const place = [
      problem.path,
      problem.line && `line ${problem.line}`,
      problem.sequence && `record ${problem.sequence}`,
    ].filter(Boolean);
    lines.push([place.join(', '), problem.text].filter((part) => part !== '').join(': '));
  }
  if (!valid) return lines.join('\n  ');
  if (type === 'bundle')
    lines.push(
      `evidence of revocation ${show(bundle.revocation)}, made ${show(bundle.made)}, ${bundle.files} files`,
    );
  const range = log.first === null ? '' : `, from ${log.first} to ${log.last}`;
  lines.push(
    `${log.records} records${range}${log.complete ? ', none is missing between' : ', a selection of the log'}`,
  );
  if (log.follows !== null) lines.push(`follows record ${log.follows}, the last one of the file before`);
  lines.push(`head of the log when the file was made: ${log.head}`);
  if (log.complete && !log.endsAtHead) lines.push('The log was longer: this file ends before its head.');
  lines.push(...keyLines(log));
  if (log.openBatches > 0)
    lines.push(`Batches with an intent and without an outcome in this file: ${log.openBatches}.`);
  if (!log.headConfirmed)
    lines.push('A cut at the end of the log shows only with a head that was kept elsewhere: --head.');
  return lines.join('\n  ');
}

function keyLines({ keysExpected, newKeys, publicKeys, signedTo }) {
  if (signedTo === null && publicKeys.length === 0)
    return ['Not signed: whoever could write the file could have made all of it.'];
  const lines = publicKeys.map((publicKey) => `key ${keyIdOf(publicKey)}: ${publicKey}`);
  for (const { key, lost, sequence } of newKeys)
    lines.push(
      `Key ${key} was made in record ${sequence}${lost ? ', after the key before it was lost' : ''}.`,
    );
  if (!keysExpected)
    lines.push('Signed with a key from the file itself. Compare it with the console, or use --key.');
  return lines;
}

function readCall(args) {
  const { positionals, values } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      head: { type: 'string', multiple: true, default: [] },
      key: { type: 'string', multiple: true, default: [] },
      'in-order': { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return { help: true };
  const heads = values.head.map((head) => head.trim().toLowerCase());
  if (!heads.every(isHash)) throw new Error('--head must be a SHA-256 in 64 hex digits.');
  if (!values.key.every((key) => keyIdOf(key) !== null))
    throw new Error('--key must be a public key of 32 bytes in base64url.');
  if (positionals.length === 0) throw new Error('Give a file to check, or --help.');
  return { files: positionals, heads, keys: values.key, inOrder: values['in-order'], json: values.json };
}

/** Returns the exit code. */
async function main(args) {
  let call;
  try {
    call = readCall(args);
  } catch (thrown) {
    process.stderr.write(`curfew-verify: ${thrown.message}\n`);
    return 2;
  }
  if (call.help) {
    process.stdout.write(HELP);
    return 0;
  }
  let code = 0;
  let after = null;
  for (const [at, file] of call.files.entries()) {
    const isLast = at === call.files.length - 1;
    try {
      const part = call.inOrder ? { after, isLast } : null;
      const result = await verifyFile(file, { ...call, part });
      process.stdout.write(`${call.json ? JSON.stringify(result) : toText(result)}\n`);
      after = result.log?.end ?? null;
      code = Math.max(code, result.valid ? 0 : 1);
    } catch (thrown) {
      process.stderr.write(`curfew-verify: ${file}: ${thrown?.message ?? thrown}\n`);
      code = 2;
    }
    if (call.inOrder && code !== 0) {
      if (!isLast) process.stderr.write('curfew-verify: The files after this one were not checked.\n');
      return code;
    }
  }
  return code;
}

const started = process.argv[1];
if (started !== undefined && realpathSync(started) === fileURLToPath(import.meta.url))
  process.exitCode = await main(process.argv.slice(2));
