import { EventEmitter } from 'node:events';
import type { HostState } from '../state/host-state.ts';

interface MenuItem {
  readonly label?: string;
  readonly click?: () => void;
  readonly submenu?: unknown;
}

function findItem(items: unknown, label: string): MenuItem | undefined {
  if (!Array.isArray(items)) return undefined;
  for (const item of items as MenuItem[]) {
    const found = item.label === label ? item : findItem(item.submenu, label);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** `Menu`: kept as its template; a spec can click an item by its label. */
export function createMenu() {
  let current: { readonly template: unknown } | undefined;
  const Menu = strict('Menu', {
    buildFromTemplate: (template: unknown) => ({ template }),
    setApplicationMenu: (menu: { readonly template: unknown }) => {
      current = menu;
    },
  });
  function click(label: string): void {
    const item = findItem(current?.template, label);
    if (item?.click === undefined) throw new Error(`The menu has no item "${label}" that can be clicked.`);
    item.click();
  }
  return { Menu, click };
}

/** `nativeTheme`. The page is told by emulation, so that its media queries follow main as they do in Electron. */
export function createNativeTheme({ chromium, options }: HostState) {
  type Source = 'system' | 'light' | 'dark';
  const events = new EventEmitter();
  let source: Source = 'system';

  function scheme(): 'light' | 'dark' | undefined {
    return source === 'system' ? options.colourScheme : source;
  }

  async function apply(): Promise<void> {
    const { session } = await chromium;
    const features = [{ name: 'prefers-color-scheme', value: scheme() ?? '' }];
    await session.send('Emulation.setEmulatedMedia', { features });
  }

  const nativeTheme = Object.defineProperties(events, {
    themeSource: {
      get: () => source,
      set: (next: Source) => {
        source = next;
        void apply();
        events.emit('updated');
      },
    },
    shouldUseDarkColors: { get: () => scheme() === 'dark' },
  });
  return { nativeTheme: strict('nativeTheme', nativeTheme), apply };
}

/** `screen`: one display of a usual size; the host does not know the real one. */
export function createScreen(): object {
  const area = { x: 0, y: 0, width: 1_920, height: 1_080 };
  return strict('screen', {
    getAllDisplays: () => [strict('Display', { id: 1, bounds: area, workArea: area })],
  });
}

/** `shell`: what goes to the operating system is written down, never opened. */
export function createShell({ openedOutside }: HostState): object {
  return strict('shell', {
    openExternal: async (address: string) => void openedOutside.push(address),
    openPath: async (path: string) => {
      openedOutside.push(path);
      return '';
    },
  });
}

/** `protocol` of the default session, and the schemes that are declared before the app is ready. */
export function createProtocol({ schemes }: HostState): object {
  return strict('protocol', {
    registerSchemesAsPrivileged: (list: readonly { readonly scheme: string }[]) => {
      for (const { scheme } of list) schemes.add(scheme);
    },
  });
}

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
