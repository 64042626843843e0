import { expect, type Locator } from '@playwright/test';
import type { Client } from '../../contract/client.ts';
import type { Operator } from './console.ts';

/** Previews of lists and rules in the operator's words. */
export interface Preview {
  readonly lines: Locator;
  readonly sessions: Locator;
  /** How far the reading is. */
  readonly progress: Locator;
  /** What would be ended, in numbers. */
  readonly numbers: Locator;
  /** Pastes a list and has it looked up. */
  pasteList(entries: readonly string[]): Promise<void>;
  chooseFile(name: string, bytes: Buffer | string): Promise<void>;
  lookUp(): Promise<void>;
  /** The row of the preview that holds this text, in any case. */
  row(text: string): Locator;
  /** The row of a line of the list. */
  line(line: number): Locator;
  /** Waits until everything was looked up, or all users were scanned. */
  ready(): Promise<void>;
  /** From the preview to the report: "3 sessions". */
  end(sessions: string, reason: string): Promise<void>;
  /** Waits for the report in which all of them are ended. */
  reported(sessions: string, reason: string): Promise<void>;
}

/** Previews in this console. */
export function previewOf(operator: Operator): Preview {
  const { page } = operator;
  const lines = operator.grid('Lines');
  const progress = page.getByRole('region', { name: 'Progress' });
  return {
    lines,
    sessions: operator.grid('Sessions'),
    progress,
    numbers: page.getByRole('region', { name: 'Sessions to end' }),
    async pasteList(entries) {
      await operator.goto('/revocations/new/list');
      await page.getByRole('textbox', { name: 'List' }).fill(entries.join('\n'));
      await page.getByRole('button', { name: 'Look up the list' }).click();
    },
    async chooseFile(name, bytes) {
      await operator.goto('/revocations/new/list');
      const buffer = typeof bytes === 'string' ? Buffer.from(bytes) : bytes;
      await page.locator('input[type=file]').setInputFiles({ name, mimeType: 'text/plain', buffer });
      await expect(page.getByText(`${name} (`)).toBeVisible();
    },
    lookUp: () => page.getByRole('button', { name: 'Look up the list' }).click(),
    row: (text) => page.getByRole('row').filter({ hasText: text }),
    line: (line) =>
      lines
        .getByRole('row')
        .filter({ has: page.getByRole('gridcell', { name: line.toLocaleString('en-US'), exact: true }) }),
    ready: () => expect(progress).toContainText(/All lines were looked up|All users were scanned/),
    async end(sessions, reason) {
      await page.getByRole('button', { name: `End ${sessions} …` }).click();
      await operator.dialog.getByRole('textbox', { name: 'Reason' }).fill(reason);
      await operator.begin(`End ${sessions}`);
      await this.reported(sessions, reason);
    },
    async reported(sessions, reason) {
      const count = sessions.split(' ')[0];
      await expect(page.getByRole('heading', { name: `Revocation of ${sessions}` })).toBeVisible();
      await expect(page.getByRole('main')).toContainText(new RegExp(`${count} of ${count} sessions? ended`));
      await expect(page.getByRole('main')).toContainText(reason);
    },
  };
}

/** Of these sessions, those that the core still has, asked beside the console. */
export async function stillThere(client: Client, handles: readonly string[]): Promise<string[]> {
  const held = await Promise.all(
    handles.map(async (sessionHandle) => {
      const { body } = await client.get('/recipe/session', { sessionHandle });
      return body.status === 'OK';
    }),
  );
  return handles.filter((_, at) => held[at]);
}
