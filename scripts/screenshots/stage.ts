import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Locator, type Page } from 'playwright';
import type { MessageKey } from '../../src/renderer/messages/catalogue.ts';
import { type Client, createClient } from '../../test/contract/client.ts';
import { type FaultProxy, startFaultProxy } from '../../test/faults/fault-proxy.ts';
import { findChromium } from '../../test/hosts/chromium/browser/find-chromium.ts';
import { launchConsole } from '../../test/hosts/launch-console.ts';
import type { LaunchedConsole } from '../../test/hosts/shared/launched-console.ts';
import { takePicture } from '../../test/hosts/shared/picture.ts';
import { type Sandbox, startSandbox } from '../../test/support/sandbox.ts';
import { phrase, sentence } from './phrase.ts';

type Name = MessageKey | RegExp;

/** What a picture is taken of: a console of its own, and a core that can be slow or away. */
export interface Stage {
  readonly page: Page;
  readonly dialog: Locator;
  readonly main: Locator;
  readonly core: Sandbox;
  readonly client: Client;
  /** Between the console and `core`. */
  readonly proxy: FaultProxy;
  readonly goto: (path: string) => Promise<void>;
  /** Takes a picture under this name, once the page is still. */
  readonly take: (picture: string) => Promise<void>;
  /** Takes a picture of a page that is no page of the console, as a browser shows it. */
  readonly takeDocument: (picture: string, html: string) => Promise<void>;
  /** Where the console saved files, oldest first. */
  readonly savedTo: () => Promise<readonly string[]>;
  /** Waits until a text is on screen. */
  readonly see: (key: MessageKey, values?: Readonly<Record<string, string | number>>) => Promise<void>;
  /** The button, link or field of this name, which is a key of the catalogue or what a name matches. */
  readonly button: (name: Name, within?: Locator) => Locator;
  readonly field: (name: Name, within?: Locator) => Locator;
  readonly rows: (table: Name) => Locator;
  /** Ends the console, changes its files in this folder, and starts it again: the stage of the new page. */
  readonly restart: (change: (userData: string) => void | Promise<void>) => Promise<Stage>;
}

/** How much longer a call takes that the proxy delays: longer than a few pictures. */
const delayMs = 25_000;
/** Of a page for auditors: it is long. */
const documentSize = { width: 1_280, height: 1_500 };
/** A text that is not there is a fault of the script or of the console. */
const waitMs = 40_000;

interface StageOptions {
  readonly colourScheme: 'light' | 'dark';
  readonly size: { readonly width: number; readonly height: number };
  /** Where a picture goes. */
  readonly fileOf: (picture: string) => string;
}

/** Runs scenes on a stage of their own, and takes it down whatever happens. */
export async function onStage(
  options: StageOptions,
  scenes: readonly ((stage: Stage) => Promise<void>)[],
): Promise<void> {
  const core = await startSandbox({ sampleData: true });
  const proxy = await startFaultProxy(core.uri, { delayMs });
  const userData = await mkdtemp(join(tmpdir(), 'curfew-pictures-'));
  let launched = await launch();

  async function launch(): Promise<LaunchedConsole> {
    const { colourScheme, size } = options;
    const console = await launchConsole({ colourScheme, size, userData });
    // Main asks in a dialog of the system before it sends a key to a new address.
    await console.answerQuestions('yes');
    return console;
  }

  function stage(): Stage {
    return {
      ...stageOf(launched, core, proxy, options),
      async restart(change) {
        await launched.close();
        await change(userData);
        launched = await launch();
        return stage();
      },
    };
  }

  try {
    for (const scene of scenes) await scene(stage());
  } catch (thrown) {
    await launched.page.screenshot({ path: options.fileOf('failed') }).catch(() => undefined);
    throw thrown;
  } finally {
    await launched.close();
    await proxy.close();
    await core.close();
    await rm(userData, { recursive: true, force: true });
  }
}

function stageOf(
  launched: LaunchedConsole,
  core: Sandbox,
  proxy: FaultProxy,
  { colourScheme, fileOf }: StageOptions,
): Omit<Stage, 'restart'> {
  const { page } = launched;
  page.setDefaultTimeout(waitMs);
  const main = page.getByRole('main');
  const nameOf = (name: Name) => (typeof name === 'string' ? phrase(name) : name);
  return {
    ...{ page, main, core, proxy },
    dialog: page.getByRole('dialog'),
    client: createClient(core),
    goto: launched.goto,
    async take(picture) {
      const file = fileOf(picture);
      await takePicture(page, file);
      process.stdout.write(`${file}\n`);
    },
    async takeDocument(picture, html) {
      const executablePath = findChromium();
      const browser = await chromium.launch({
        ...(executablePath ? { executablePath } : {}),
        args: ['--no-sandbox'],
      });
      try {
        const document = await browser.newPage({ colorScheme: colourScheme, viewport: documentSize });
        await document.setContent(html);
        await document.screenshot({ path: fileOf(picture) });
      } finally {
        await browser.close();
      }
      process.stdout.write(`${fileOf(picture)}\n`);
    },
    savedTo: launched.savedTo,
    see: (key, values) => page.getByText(sentence(key, values)).filter({ visible: true }).first().waitFor(),
    button: (name, within = page.locator('body')) =>
      within.getByRole('button', { name: nameOf(name) }).first(),
    field: (name, within = page.locator('body')) =>
      within.getByRole('textbox', { name: nameOf(name) }).first(),
    rows: (table) =>
      page
        .getByRole('grid', { name: nameOf(table) })
        .locator('tbody')
        .getByRole('row'),
  };
}

interface NewConnection {
  readonly name: string;
  readonly address: string;
  readonly key: string;
  readonly environment: 'production' | 'staging' | 'development';
  readonly isReadOnly?: boolean;
}

/** Adds a connection as an operator does, and opens it. */
export async function connect(stage: Stage, connection: NewConnection): Promise<void> {
  const { button, field, page } = stage;
  await stage.goto('/connections');
  await button('connections.add').click();
  await field('connections.field.name').fill(connection.name);
  await field('connections.field.address').fill(connection.address);
  await page.getByLabel(phrase('connections.field.key')).fill(connection.key);
  await page.getByRole('combobox', { name: phrase('connections.field.environment') }).click();
  await page
    .getByRole('option', { name: phrase(`connections.environment.${connection.environment}`) })
    .click();
  if (connection.isReadOnly === true)
    await page.getByRole('checkbox', { name: phrase('connections.field.read-only') }).check();
  await button('connections.save').click();
  const saved = page
    .getByRole('list', { name: phrase('connections.title') })
    .getByRole('listitem')
    .filter({ hasText: connection.name });
  await button('connections.open', saved).click();
}
