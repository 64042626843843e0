import { describe, expect, it } from 'vitest';
import { text } from '../../../messages/text.ts';

describe('the button that ends sessions outside of the plan', () => {
  it('tells new sessions from those of linked accounts', () => {
    expect(text('watch.end-new', { count: 1 })).toBe('End the new session …');
    expect(text('watch.question-linked', { count: 2 })).toBe('End the 2 sessions of linked accounts?');
  });
});
