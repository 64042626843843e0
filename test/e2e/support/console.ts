import { expect, type Locator, type Page, test } from '@playwright/test';
import type { AppInfo } from '../../../src/contract/domain/app.ts';
import { type Connection, defaultConnectionSettings } from '../../../src/contract/domain/connection.ts';
import { visibleText } from '../../../src/contract/domain/text/visible-text.ts';
import { launchConsole } from '../../hosts/launch-console.ts';
import type { LaunchedConsole, LaunchOptions } from '../../hosts/shared/launched-console.ts';
import { callMain } from './call-main.ts';

/** The console of one file of specs, with what specs do in it in the operator's words. */
export interface Operator {
  readonly page: Page;
  readonly launched: LaunchedConsole;
  readonly searchBox: Locator;
  readonly dialog: Locator;
  /** Connection and environment, always visible. */
  readonly topBar: Locator;
  goto(path: string): Promise<void>;
  /** Pastes at once, as from the clipboard. */
  search(text: string): Promise<void>;
  grid(name: string | RegExp): Locator;
  /** Answers the question with yes, giving a reason where none was given: the revocation begins. */
  begin(act: string | RegExp): Promise<void>;
  /** Ends what is asked for, from the question to the answer, which stays open. */
  confirm(act: string | RegExp): Promise<void>;
}

/** A launched console in the operator's words. */
export function operate(launched: LaunchedConsole): Operator {
  const { page } = launched;
  const searchBox = page.getByRole('textbox', { name: 'Search for a user or a session' });
  const dialog = page.getByRole('dialog');

  async function begin(act: string | RegExp): Promise<void> {
    const reason = dialog.getByRole('textbox', { name: 'Reason' });
    await expect(reason).toBeVisible();
    if ((await reason.inputValue()) === '') await reason.fill('spec');
    await dialog.getByRole('button', { name: act }).click();
  }

  return {
    page,
    launched,
    searchBox,
    dialog,
    topBar: page.getByRole('region', { name: 'Console' }),
    goto: launched.goto,
    async search(text) {
      await launched.goto('/');
      await searchBox.fill(text);
      await searchBox.press('Enter');
    },
    grid: (name) => page.getByRole('grid', { name }),
    begin,
    async confirm(act) {
      await begin(act);
      await expect(dialog.getByRole('button', { name: 'Close' })).toBeVisible();
    },
  };
}

/**
 * Launches one console for the specs of a file, and ends it after them. Whatever its page broke or threw meanwhile fails
 * the file.
 */
export function consoleUnderTest(options: LaunchOptions = {}): Operator {
  let operator: Operator | undefined;

  test.beforeAll(async () => {
    operator = operate(await launchConsole(options));
  });
  test.afterAll(async () => {
    await operator?.launched.close();
    expect(operator?.launched.problems).toEqual({ cspViolations: [], pageErrors: [], consoleErrors: [] });
  });

  return new Proxy({} as Operator, {
    get(_, name) {
      if (operator === undefined) throw new Error('The console is there within specs only.');
      return Reflect.get(operator, name);
    },
  });
}

export interface ConnectionInput {
  readonly name: string;
  readonly address: string;
  readonly key: string;
  readonly environment?: 'Production' | 'Staging' | 'Development';
  readonly readOnly?: boolean;
}

/** How long an answer is waited for: an answer that a spec holds back must not come too late on a slow machine. */
const requestTimeoutMs = 300_000;

/** Shows a user. Resolves when all sessions were read: until then rows change places. */
export async function showUser(operator: Operator, userId: string): Promise<void> {
  await operator.goto(`/users/${encodeURIComponent(userId)}`);
  await expect(operator.page.getByRole('button', { name: /^End [\d,]+ sessions? …$/ })).toBeVisible();
}

/** Chooses the environment in the form of a connection: a new one has none. */
export async function chooseEnvironment(page: Page, environment: string): Promise<void> {
  await page.getByRole('combobox', { name: 'Environment' }).click();
  await page.getByRole('option', { name: environment }).click();
}

/** Does something whose native question the operator confirms, until its outcome is seen. */
export async function confirming(
  { launched }: Operator,
  act: () => Promise<void>,
  outcome: Locator,
): Promise<void> {
  await launched.answerQuestions('yes');
  await act();
  await expect(outcome).toBeVisible();
  await launched.answerQuestions('no');
}

/** Adds a connection in the form, as an operator does, and opens it. */
export async function connectByForm(operator: Operator, input: ConnectionInput): Promise<void> {
  const { page } = operator;
  await operator.goto('/connections');
  await page.getByRole('button', { name: 'Add a connection' }).click();
  const form = page.getByRole('form', { name: 'New connection' });
  await form.getByRole('textbox', { name: 'Name' }).fill(input.name);
  await form.getByRole('textbox', { name: 'Address' }).fill(input.address);
  await form.getByLabel('API key', { exact: true }).fill(input.key);
  await chooseEnvironment(page, input.environment ?? 'Development');
  if (input.readOnly === true) await form.getByRole('checkbox', { name: /^Read-only/ }).check();
  const item = page
    .getByRole('list', { name: 'Connections' })
    .getByRole('listitem')
    .filter({ hasText: visibleText(input.name) });
  await confirming(operator, () => form.getByRole('button', { name: 'Save' }).click(), item);
  await item.getByRole('button', { name: 'Open', exact: true }).click();
  await expectOpen(operator, input.name);
}

/**
 * Adds a connection by the call that the form makes, and opens it: in a third of the time. The form has specs of its own. Gives
 * its id.
 */
export async function connectTo(operator: Operator, input: ConnectionInput): Promise<string> {
  const { launched, page, topBar } = operator;
  const { name, address, key, environment = 'Development', readOnly = false } = input;
  const info = await callMain<AppInfo>(page, 'app.info', {});
  await launched.answerQuestions('yes');
  const saved = await callMain<Connection>(page, 'connections.save', {
    settings: {
      ...defaultConnectionSettings,
      ...{ name, address, readOnly, requestTimeoutMs },
      environment: environment.toLowerCase(),
    },
    key,
    keepKey: info.ok && info.value.secretStore === 'available' ? 'stored' : 'this-run-only',
  });
  if (!saved.ok) throw new Error(`The connection could not be saved: ${JSON.stringify(saved.error)}`);
  await launched.answerQuestions('no');
  await topBar.getByRole('button').first().click();
  await page
    .getByRole('menuitem')
    .filter({ has: page.getByText(visibleText(name), { exact: true }) })
    .click();
  await expectOpen(operator, name);
  return saved.value.id;
}

/** The connection is in use, its core has answered, and the first page of it is there. */
async function expectOpen({ searchBox, topBar }: Operator, name: string): Promise<void> {
  await expect(topBar).toContainText(visibleText(name));
  await expect(searchBox).toBeVisible();
}
