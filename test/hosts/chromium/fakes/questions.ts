/// <reference lib="dom" />
import type { Page } from 'playwright';
import type { AskedQuestion } from '../../shared/launched-console.ts';
import type { HostState } from '../state/host-state.ts';

interface MessageBoxOptions {
  readonly message: string;
  readonly detail?: string;
  readonly buttons?: readonly string[];
  readonly cancelId?: number;
}

/**
 * `dialog.showMessageBox`. For a spec the answer is no until the spec says otherwise, and what was asked is written
 * down. For an operator it is a page of its own, which the console's page cannot reach.
 */
export function createQuestions(state: HostState) {
  const asked: AskedQuestion[] = [];
  let isConfirming = false;

  async function showMessageBox(...args: unknown[]): Promise<{ response: number; checkboxChecked: boolean }> {
    const options = args.at(-1) as MessageBoxOptions;
    const { message, detail = '', buttons = ['OK'], cancelId = 0 } = options;
    asked.push({ message, detail });
    const last = buttons.length - 1;
    const response =
      state.options.attachable || state.options.headless
        ? isConfirming
          ? last
          : cancelId
        : await askInOwnPage(state, { message, detail, buttons, cancelId });
    return { response, checkboxChecked: false };
  }

  return {
    showMessageBox,
    asked,
    answerWith: (confirming: boolean) => {
      isConfirming = confirming;
    },
  };
}

type ShownQuestion = Required<MessageBoxOptions>;

/** Shows the question in a tab of the host. Closed, it is cancelled. */
async function askInOwnPage(state: HostState, question: ShownQuestion): Promise<number> {
  const { context } = await state.chromium;
  state.opensOwnPage = true;
  const page = await context.newPage().finally(() => {
    state.opensOwnPage = false;
  });
  try {
    await page.bringToFront();
    return await answerIn(page, question);
  } catch {
    return question.cancelId;
  } finally {
    await page.close().catch(() => undefined);
  }
}

async function answerIn(page: Page, question: ShownQuestion): Promise<number> {
  await page.evaluate(({ message, detail, buttons }) => {
    document.title = 'Curfew';
    document.body.style.cssText =
      'font: 16px system-ui; max-width: 40em; margin: 4em auto; white-space: pre-wrap';
    const heading = document.createElement('h1');
    heading.style.fontSize = '20px';
    heading.textContent = message;
    const about = document.createElement('p');
    about.textContent = detail;
    document.body.append(heading, about);
    for (const [at, label] of buttons.entries()) {
      const button = document.createElement('button');
      button.style.cssText = 'font: inherit; margin-right: 1em; padding: 0.4em 1em';
      button.textContent = label;
      button.addEventListener('click', () => document.body.setAttribute('data-answer', String(at)));
      document.body.append(button);
    }
    document.querySelector('button')?.focus();
  }, question);
  await page.locator('body[data-answer]').waitFor({ timeout: 0 });
  return Number(await page.locator('body').getAttribute('data-answer'));
}
