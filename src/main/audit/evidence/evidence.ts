import type { HandlersOf, StreamContext } from '../../../contract/channels/contract.ts';
import type { EvidenceFile, EvidenceItem } from '../../../contract/domain/audit/evidence.ts';
import { failure } from '../../../contract/failure.ts';
import { createProgressReporter } from '../../shared/changes.ts';
import { writeNewFiles } from '../../shared/export/write-export.ts';
import type { AuditLog } from '../audit-log.ts';
import { bundleParts, rowsOfBundle } from './bundle.ts';
import type { EvidenceSource, ReadEvidence } from './evidence-source.ts';
import { writeZip } from './zip-file.ts';

interface EvidencePorts {
  readonly log: AuditLog;
  readonly readEvidence: ReadEvidence;
  /** Asks the operator for a file; null: none was chosen. */
  readonly saveFile: (defaultName: string) => Promise<string | null>;
  /** Of the console. */
  readonly version: string;
  readonly now?: () => Date;
}

type Progress = Extract<EvidenceItem, { readonly type: 'progress' }>;

/** Evidence bundles of revocations: a zip for an auditor, that `curfew-verify` checks without this console. */
export function createEvidence(ports: EvidencePorts): HandlersOf<'evidence'> {
  const { readEvidence, saveFile } = ports;

  async function write(
    revocation: string,
    { emit, signal }: StreamContext<EvidenceItem>,
  ): Promise<EvidenceFile | null> {
    const progress = createProgressReporter((item: Progress) => emit([item]));
    // Refuses a revocation that is at work before the operator is asked for a file.
    const evidence = await readEvidence(revocation, {
      signal,
      onProgress: ({ done, of }) => progress({ type: 'progress', step: 'checking', done, of }),
    });
    const path = await saveFile(`evidence-${revocation.slice(0, 8)}.zip`);
    if (path === null) return null;
    const of = rowsOfBundle(evidence);
    let done = 0;
    return writeBundle(ports, { revocation, evidence, path, signal }, (rows) => {
      done += rows;
      if (done % 500 === 0 || done === of) progress({ type: 'progress', step: 'writing', done, of });
    });
  }

  return {
    'evidence.write': async ({ revocation }, context) => {
      await context.emit([{ type: 'done', file: await write(revocation, context) }]);
    },
  };
}

interface WriteRequest {
  readonly revocation: string;
  readonly evidence: EvidenceSource;
  readonly path: string;
  readonly signal: AbortSignal;
}

/** The file appears under its name when it is whole and its record is in the log. Otherwise nothing is left of it. */
async function writeBundle(
  { log, now = () => new Date(), version }: EvidencePorts,
  { evidence, path, revocation, signal }: WriteRequest,
  onRows: (rows: number) => void,
): Promise<EvidenceFile> {
  const made = now();
  const written = await writeNewFiles({
    write: async (create) => {
      const parts = await bundleParts({ revocation, made, version, evidence, log, signal, onRows });
      return writeZip(await create(path), parts, { made, signal });
    },
    onWritten: async ({ bytes, sha256 }) => {
      if (!(await evidence.isUnchanged()))
        throw failure('bad-input', { reason: 'revocation-changed', retryable: true });
      signal.throwIfAborted();
      await log.record({
        action: 'export.written',
        outcome: 'done',
        connection: evidence.connection,
        revocation,
        details: { of: 'evidence', path, bytes, sha256 },
        correlation: revocation,
      });
    },
    signal,
  });
  // Not before: the first signature of a console can be that of the bundle.
  return { path, ...written, isSigned: log.state().signing.state === 'signed' };
}
