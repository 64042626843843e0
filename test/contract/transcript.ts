import { readdirSync, readFileSync } from 'node:fs';

export interface Step {
  readonly about: string;
  readonly request: {
    readonly method: string;
    readonly path: string;
    readonly query?: Readonly<Record<string, unknown>>;
    readonly headers: Readonly<Record<string, string>>;
    readonly body?: unknown;
    /** Sent as it stands, in place of `body`. */
    readonly rawBody?: string;
  };
  readonly response: { readonly status: number; readonly contentType: string; readonly body: unknown };
}

interface Transcript {
  readonly scenario: string;
  readonly steps: readonly Step[];
}

const FOLDER = new URL('./transcripts/', import.meta.url);

/** Every transcript of the folder, by name of file. */
export function readTranscripts(): Transcript[] {
  const files = readdirSync(FOLDER).filter((name) => name.endsWith('.json'));
  return files.sort().map((name) => JSON.parse(readFileSync(new URL(name, FOLDER), 'utf8')) as Transcript);
}
