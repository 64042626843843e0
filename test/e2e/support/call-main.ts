/// <reference lib="dom" />
import type { Page } from '@playwright/test';
import type { CurfewBridge } from '../../../src/contract/channels/bridge.ts';
import type { Result } from '../../../src/contract/failure.ts';

declare global {
  interface Window {
    readonly curfew: CurfewBridge;
  }
}

/** Calls main as a script of the page does. */
export function callMain<T = unknown>(page: Page, channel: string, input: unknown): Promise<Result<T>> {
  return page.evaluate(
    async ([name, { text, value }]) => {
      const [area = '', verb = ''] = name.split('.');
      type Calls = Record<string, Record<string, (input: unknown, id: string) => unknown>>;
      const call = (window.curfew as unknown as Calls)[area]?.[verb];
      return (await call?.(text === undefined ? value : JSON.parse(text), crypto.randomUUID())) as never;
    },
    [channel, forPage(input)] as const,
  );
}

/** On its way into the page: what is nested too deeply for the protocol of the browser goes as a text. */
export function forPage(input: unknown): { readonly text?: string; readonly value?: unknown } {
  return isDeeperThan(100, input) ? { text: JSON.stringify(input) } : { value: input };
}

/** A circle is not deep. */
function isDeeperThan(most: number, value: unknown, around: readonly object[] = []): boolean {
  if (typeof value !== 'object' || value === null || around.includes(value)) return false;
  return (
    most === 0 || Object.values(value).some((inner) => isDeeperThan(most - 1, inner, [...around, value]))
  );
}
