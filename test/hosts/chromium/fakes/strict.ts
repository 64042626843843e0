function absent(name: string): never {
  throw new Error(`${name} is not in the Chromium host.`);
}

/** A fake whose absent parts fail by their name instead of being undefined. */
export function strict<T extends object>(name: string, fake: T): T {
  return new Proxy(fake, {
    get: (target, key, receiver) => {
      if (key in target || typeof key === 'symbol') return Reflect.get(target, key, receiver);
      // Looked at by `await` and by whatever prints.
      if (key === 'then' || key === 'toJSON') return undefined;
      return absent(`${name}.${key}`);
    },
  });
}

/** In place of a part of Electron that the host does not have: any use throws its name. */
export function notFaked(name: string): unknown {
  return new Proxy(function notInThisHost() {}, {
    get: (_target, key) => (typeof key === 'symbol' ? undefined : absent(`${name}.${key}`)),
    apply: () => absent(name),
    construct: () => absent(name),
  });
}
