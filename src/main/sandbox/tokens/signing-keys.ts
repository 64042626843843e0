import { generateKeyPair, type KeyObject, randomUUID } from 'node:crypto';
import { promisify } from 'node:util';

export interface SigningKey {
  readonly kid: string;
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

const generate = promisify(generateKeyPair);

/** The key that rotates (`d-…`) and the fixed one (`s-…`). Made when first needed: RSA keys take up to a second. */
export class SigningKeys {
  #dynamic: Promise<SigningKey> | undefined;
  #fixed: Promise<SigningKey> | undefined;

  dynamic(): Promise<SigningKey> {
    this.#dynamic ??= makeKey(`d-${Date.now()}`);
    return this.#dynamic;
  }

  fixed(): Promise<SigningKey> {
    this.#fixed ??= makeKey(`s-${randomUUID()}`);
    return this.#fixed;
  }

  async byKid(kid: string): Promise<SigningKey | undefined> {
    const keys = await Promise.all([this.#dynamic, this.#fixed]);
    return keys.find((key) => key?.kid === kid);
  }

  /** The key set as `/.well-known/jwks.json` shows it. */
  async jwks(): Promise<object> {
    const keys = await Promise.all([this.dynamic(), this.fixed()]);
    return { keys: keys.map(toJwk) };
  }
}

async function makeKey(kid: string): Promise<SigningKey> {
  return { kid, ...(await generate('rsa', { modulusLength: 2048 })) };
}

function toJwk({ kid, publicKey }: SigningKey): object {
  const { kty, n, e } = publicKey.export({ format: 'jwk' });
  return { kty, kid, n, e, alg: 'RS256', use: 'sig' };
}
