/**
 * Imported before everything else: no text becomes a script, and none with markup in it becomes a part of the page.
 */

interface TextPolicy {
  readonly createHTML: (text: string) => string;
}

interface TrustedTypes {
  readonly createPolicy: (name: 'default', policy: TextPolicy) => unknown;
}

const trustedTypes: TrustedTypes | undefined = Reflect.get(globalThis, 'trustedTypes');

// The one policy that the page allows. Mantine writes the rules of its theme into style elements as such text.
trustedTypes?.createPolicy('default', {
  createHTML: (text) => {
    if (text.includes('<')) throw new TypeError('Text with markup in it is not put into the page.');
    return text;
  },
});
