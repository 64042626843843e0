import { Button } from '@mantine/core';
import type { EvidenceFile, EvidenceItem } from '../../../../contract/domain/audit/evidence.ts';
import { text } from '../../../messages/text.ts';
import { readTask } from '../../../shared/read-task.ts';
import { FileWriter } from '../../../ui/tasks/file-writer.tsx';

type EvidenceProgress = Extract<EvidenceItem, { readonly type: 'progress' }>;

interface EvidenceButtonProps {
  readonly revocation: string;
  /** The revocation has not ended, and does not run: the bundle says so. */
  readonly isInterrupted: boolean;
}

/** Writes the evidence bundle of a revocation into a file that the operator chooses. */
export function EvidenceButton({ isInterrupted, revocation }: EvidenceButtonProps) {
  async function write(onProgress: (progress: string) => void, signal: AbortSignal) {
    const show = (progress: EvidenceProgress) => onProgress(progressText(progress));
    const done = await readTask('evidence.write', { revocation }, show, signal);
    return done?.file ? savedText(done.file) : null;
  }

  return (
    <FileWriter
      cancel={text('evidence.cancel')}
      cancelled={text('evidence.cancelled')}
      failed={text('evidence.failed')}
      outlives
    >
      {(start, isWriting) => (
        <Button
          size="compact-sm"
          variant="default"
          loading={isWriting}
          title={text(isInterrupted ? 'evidence.about-interrupted' : 'evidence.about')}
          onClick={() => start(write)}
        >
          {text('evidence.write')}
        </Button>
      )}
    </FileWriter>
  );
}

/** "Writing 12,000 of 1,000,000 rows". */
function progressText({ done, of, step }: EvidenceProgress): string {
  return text(step === 'checking' ? 'evidence.checking' : 'evidence.writing', { done, of });
}

/** "Saved the evidence to /home/op/evidence.zip"; and what is missing where the log is not signed. */
function savedText({ isSigned, path }: EvidenceFile): string {
  return text(isSigned ? 'evidence.saved' : 'evidence.saved-unsigned', { path });
}
