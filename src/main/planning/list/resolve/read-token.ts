import type { MalformedCode } from '../../../../contract/domain/planning.ts';
import { Failure } from '../../../../contract/failure.ts';
import type { CorePort, SigningKey } from '../../../core/protocol.ts';
import type { KeyCache } from '../../../identity/tokens/key-cache.ts';
import { verifyToken } from '../../../identity/tokens/verify-token.ts';
import type { CoreCaller } from '../../../shared/retry/core-caller.ts';
import { reasonToText } from '../../../store/source-lines.ts';
import type { NewLine } from '../../../store/records.ts';
import { classifyLine } from '../classify/classify-line.ts';
import { malformed } from '../classify/malformed-reason.ts';
import { createRecentAnswers } from './recent-answers.ts';

/** What is stored of a line with an access token: the handle of the session in it. Nothing of the token is sent. */
export type ReadToken = (token: string) => Promise<Omit<NewLine, 'number'>>;

/** Keys that were asked for lately, those the core does not have too: a list full of foreign tokens asks once. */
const mostKeys = 100;

export function createReadToken(caller: CoreCaller<CorePort>, keys: KeyCache, now: () => number): ReadToken {
  const recent = createRecentAnswers<SigningKey | null>(mostKeys);

  function findKey(kid: string): Promise<SigningKey | null> {
    return recent.get(kid, () => caller.call((port, signal) => keys.find(port, kid, signal)));
  }

  return async (token) => {
    const { error, handle, state } = await verifyToken(token, findKey, now());
    switch (state) {
      case 'malformed':
        return refused('token-incomplete');
      case 'foreign':
        return refused('token-foreign');
      case 'unchecked':
        // The work as a whole was stopped: the line is none.
        if (error?.code === 'aborted') throw new Failure(error);
        return refused('token-not-verified');
      case 'valid':
      case 'expired':
        return handle !== null && isHandle(handle)
          ? { text: handle, kind: 'access-token', result: { type: 'open' } }
          : refused('token-without-session');
    }
  };
}

function refused(code: MalformedCode): Omit<NewLine, 'number'> {
  const reason = reasonToText(malformed(code));
  return { text: 'access token', kind: 'access-token', result: { type: 'malformed', reason } };
}

function isHandle(text: string): boolean {
  const classified = classifyLine(text);
  return classified.type === 'look-up' && classified.lookups[0]?.as === 'session-handle';
}
