import { longestSearchText, type Reading } from '../../../contract/domain/search.ts';
import type { AppError } from '../../../contract/errors.ts';
import { failure } from '../../../contract/failure.ts';
import { tenantOfHandle } from '../../identity/handle-tenant.ts';
import { cleanText } from './clean-text.ts';
import { findTokens } from './pasted-tokens.ts';
import { readPhone } from './phone.ts';
import { readThirdPartyId } from './third-party.ts';

type Recognised =
  | {
      readonly kind: 'recognised';
      /** Likeliest first. Never holds a token. */
      readonly readings: readonly Reading[];
      /** To be decoded in this process; never sent, shown or kept. */
      readonly accessToken: string | null;
    }
  | {
      readonly kind: 'refused';
      readonly reason: 'empty' | 'too-long' | 'header' | 'several-lines';
      readonly error: AppError;
    };

// The core's columns for ids and addresses hold at most this many characters.
const longestWord = 255;

const uuid = '[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}';
const plainUuid = new RegExp(`^${uuid}$`);
const sessionHandle = new RegExp(`^${uuid}(?:_\\S+)?$`);
const wholeAddress = /^[^@\s]+@[^@\s]+\.[^@\s.]+$/;
const namedAddress = /^[^<>]*<([^<>@\s]+@[^<>@\s]+)>$/;

/** Says what a pasted text can be. Pure, and never throws. */
export function recognise(pasted: string): Recognised {
  if (pasted.length > longestSearchText)
    return refused('too-long', ...tooLong(pasted.length, longestSearchText));
  const text = cleanText(pasted);
  if (text === '') return refused('empty', 'There is nothing to search for.', 'Type or paste something.');
  const tokens = findTokens(text);
  if (tokens.access || tokens.refresh) {
    return {
      kind: 'recognised',
      readings: [
        ...(tokens.access ? [{ as: 'access-token', from: tokens.access.from } as const] : []),
        ...(tokens.refresh ? [{ as: 'refresh-token' } as const] : []),
      ],
      accessToken: tokens.access?.token ?? null,
    };
  }
  if (tokens.header) {
    return refused(
      'header',
      'This looks like a header, but no access token of SuperTokens is in it.',
      'Paste the header with sAccessToken or Bearer, or the token alone.',
    );
  }
  return recogniseWord(namedAddress.exec(text)?.[1] ?? text);
}

function recogniseWord(text: string): Recognised {
  if (/[\r\n]/.test(text)) {
    return refused('several-lines', 'The text has several lines.', 'Search for one thing at a time.');
  }
  if (text.length > longestWord) return refused('too-long', ...tooLong(text.length, longestWord));
  const readings = [
    ...readHandle(text),
    ...readAddress(text),
    ...readNumber(text),
    ...readAccount(text),
    ...readUserIds(text),
    ...readAddressStart(text),
  ];
  return { kind: 'recognised', readings, accessToken: null };
}

// The core makes handles and tenant ids in lower case and compares them exactly; logs often have them in upper case.
function readHandle(text: string): Reading[] {
  if (!sessionHandle.test(text)) return [];
  const handle = text.toLowerCase();
  return [{ as: 'session-handle', handle, tenantId: tenantOfHandle(handle) }];
}

function readAddress(text: string): Reading[] {
  return wholeAddress.test(text) ? [{ as: 'email', email: text }] : [];
}

function readNumber(text: string): Reading[] {
  const phone = readPhone(text);
  if (!phone) return [];
  const start: Reading = { as: 'phone-start', text: phone.text };
  return phone.whole ? [{ as: 'phone', phone: phone.text }, start] : [start];
}

function readAccount(text: string): Reading[] {
  const account = readThirdPartyId(text);
  return account ? [{ as: 'third-party-id', ...account }] : [];
}

// Any text can be an external id, as it is written; inner ids are UUIDs in lower case.
function readUserIds(text: string): Reading[] {
  const ids = plainUuid.test(text) ? [...new Set([text, text.toLowerCase()])] : [text];
  return ids.map((id) => ({ as: 'user-id', id }));
}

function readAddressStart(text: string): Reading[] {
  const cannotBe = /[\s:]/.test(text) || text.startsWith('+') || sessionHandle.test(text);
  return cannotBe ? [] : [{ as: 'email-start', text }];
}

function tooLong(length: number, longest: number): [string, string] {
  const [is, may] = [length, longest].map((number) => number.toLocaleString('en-US'));
  return [
    `The text has ${is} characters; at most ${may} can be searched for.`,
    longest === longestWord
      ? 'Ids, addresses and numbers are shorter than that. Paste one of them.'
      : 'Paste the part that names the user or the session.',
  ];
}

function refused(
  reason: Extract<Recognised, { kind: 'refused' }>['reason'],
  message: string,
  hint: string,
): Recognised {
  return { kind: 'refused', reason, error: failure('bad-input', message, { hint }).error };
}
