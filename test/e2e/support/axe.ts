import AxeBuilder from '@axe-core/playwright';
import { expect } from '@playwright/test';
import type { Operator } from './console.ts';

/** Looks at the page as it is. Legacy mode: otherwise axe finishes in a second page, and the console has one. */
export async function expectNoViolations({ page }: Operator): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze();
  const found = violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ html }) => `${id} (${help}): ${html}`),
  );
  expect(found).toEqual([]);
}
