import type { ErrorCode } from '../../../contract/error-traits.ts';
import { type Failure, failure } from '../../../contract/failure.ts';
import type { Answer } from './exchange.ts';

export interface Asked {
  readonly host: string;
  /** Its query can have what was searched for, so it is never part of a text. */
  readonly path: string;
  /** The key that was sent, to keep it out of texts. */
  readonly apiKey: string | null;
}

const LONGEST_QUOTE = 300;

/** An answer with another status than 200, in words. */
export function statusFailure(answer: Answer, asked: Asked): Failure {
  const { status } = answer;
  const text = quote(answer, asked);
  const details = {
    host: asked.host,
    path: asked.path.replace(/\?.*/s, ''),
    status: String(status),
    ...(text && { answer: text }),
  };
  switch (status) {
    case 401:
      return keyFailure(asked);
    case 402:
      return answered('feature-missing', 'The core has no licence for this.', {
        hint: 'Multi-tenancy and account linking need a licence key in the core.',
        details,
      });
    case 429:
      return answered('rate-limited', 'The core asks for fewer calls, and kept asking after several waits.', {
        hint: 'Wait a moment, then try again.',
        details,
      });
  }
  if (status === 400 && /AppId or tenantId not found/i.test(answer.body)) {
    return answered('tenant-unknown', 'The core has no such tenant.', {
      hint: 'It may have been removed. Look at the list of tenants.',
      details,
    });
  }
  if (status === 400 && /cdi-version .* (not supported|lower than the minimum)/i.test(answer.body))
    return refusedVersion(answer, asked, details);
  if (isPage(answer) || (status >= 300 && status < 400)) return notACore(answer, asked);
  return answered('core-error', `The core answered with status ${status}.`, {
    hint:
      status >= 500
        ? 'Try again. If it stays, look into the log of the core.'
        : 'Look into the log of the core.',
    retryable: status >= 500,
    details,
  });
}

/** A core lists versions that it refuses when its setting for the lowest one forbids them (fact 24). */
function refusedVersion(answer: Answer, { host }: Asked, details: Record<string, string>): Failure {
  const [, minimum] = /minimum allowed version\D{0,20}?(\d+(?:\.\d+)*)/i.exec(answer.body) ?? [];
  const [, spoken = ''] = /cdi-version\D{0,20}?(\d+(?:\.\d+)*)/i.exec(answer.body) ?? [];
  const speaks = spoken === '' ? '' : `, and Curfew speaks CDI ${spoken}`;
  if (minimum === undefined) {
    return answered(
      'incompatible-core',
      `The core at ${host} does not speak the interface that Curfew speaks${spoken && `, CDI ${spoken}`}.`,
      {
        hint: 'It was changed since the connection was opened. Open the connection again.',
        details,
      },
    );
  }
  return answered('incompatible-core', `The core at ${host} takes CDI ${minimum} and newer only${speaks}.`, {
    hint: 'Lower supertokens_min_cdi_version in the configuration of the core, or use a version of Curfew that speaks a newer interface.',
    details: { ...details, oldestCdi: minimum, wantedCdi: spoken },
  });
}

/** 401: the same text for a wrong and for a missing key. */
export function keyFailure({ host, apiKey }: Asked): Failure {
  return apiKey === null
    ? answered('bad-key', 'The core asks for an API key, and this connection has none.', {
        hint: 'Set the API key of the connection.',
        details: { host },
      })
    : answered('bad-key', 'The core refused the API key.', {
        hint: 'Set the API key of the connection again.',
        details: { host },
      });
}

/** Something answered, but not as a core does. */
export function notACore(answer: Answer, { host }: Asked): Failure {
  return answered('not-a-core', `What answers at ${host} is not a SuperTokens core: ${whatCame(answer)}.`, {
    hint: hintFor(answer),
    details: { host, status: String(answer.status) },
  });
}

/** A failure that came as an answer: the request was sent. */
function answered(
  code: ErrorCode,
  message: string,
  more: { hint: string; retryable?: boolean; details: Record<string, string> },
): Failure {
  return failure(code, message, { ...more, sent: true });
}

function whatCame(answer: Answer): string {
  if (answer.status >= 300 && answer.status < 400) return 'it points to another address';
  if (answer.body.trim() === '') return 'it gave an empty answer';
  if (isPage(answer)) return 'it gave a web page';
  if (/^\s*[[{]/.test(answer.body)) return 'it gave JSON of something else';
  return 'it gave another text';
}

function hintFor(answer: Answer): string {
  const target = answer.headers.location;
  const origin = typeof target === 'string' && URL.canParse(target) ? new URL(target).origin : undefined;
  if (answer.status >= 300 && answer.status < 400 && origin)
    return `It points to ${origin}. Try that address.`;
  return 'Check host, port and path of the address. A proxy or a login page may stand in between.';
}

// The core sends its plain texts as text/html too: only the content shows what it is.
function isPage(answer: Answer): boolean {
  return /^\s*<(!doctype|html|head|body|\?xml)/i.test(answer.body);
}

function quote(answer: Answer, { apiKey }: Asked): string | undefined {
  if (isPage(answer) || answer.body.trim() === '') return undefined;
  const text = apiKey === null ? answer.body : answer.body.replaceAll(apiKey, '(API key)');
  return text.trim().slice(0, LONGEST_QUOTE);
}
