/** What went wrong in a page since it was launched. A spec can fail on any of it. */
export interface Problems {
  /** Words of the browser about its security policy. */
  readonly cspViolations: string[];
  /** Errors that nobody caught. */
  readonly pageErrors: string[];
  /** Other errors on the console. */
  readonly consoleErrors: string[];
}

export function createProblems(): Problems {
  return { cspViolations: [], pageErrors: [], consoleErrors: [] };
}

/** Sorts an error of the console: what breaks the policy is told apart. */
export function noteConsoleError(problems: Problems, text: string): void {
  if (/content security policy|Trusted(HTML|ScriptURL|Script)/i.test(text)) problems.cspViolations.push(text);
  else problems.consoleErrors.push(text);
}
