import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';

interface RefreshTokenContent {
  readonly sessionHandle: string;
  readonly userId: string;
  /** Hash of the token that this one was exchanged for; null for a session's first. */
  readonly parent: string | null;
}

/** Makes and reads refresh tokens: opaque, three parts with dots (fact 17). */
export class RefreshTokens {
  readonly #key = randomBytes(32);

  issue(content: RefreshTokenContent): string {
    const nonce = randomBytes(32).toString('hex');
    const iv = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', this.#key, iv);
    const sealed = Buffer.concat([iv, cipher.update(JSON.stringify({ ...content, nonce })), cipher.final()]);
    return `${Buffer.concat([sealed, cipher.getAuthTag()]).toString('base64')}.${nonce}.V2`;
  }

  read(token: string): RefreshTokenContent | undefined {
    const sealed = Buffer.from(token.split('.')[0] ?? '', 'base64');
    try {
      const decipher = createDecipheriv('aes-256-gcm', this.#key, sealed.subarray(0, 12));
      decipher.setAuthTag(sealed.subarray(-16));
      const plain = Buffer.concat([decipher.update(sealed.subarray(12, -16)), decipher.final()]);
      return JSON.parse(plain.toString()) as RefreshTokenContent;
    } catch {
      return undefined;
    }
  }
}

/** What the core keeps of a refresh token in place of the token. */
export function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
