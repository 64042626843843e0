import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { ZipFile } from 'yazl';
import { signerOf, type TestKey } from './audit-records.ts';
import { exampleLog, exportRun } from './example-logs.ts';

/** A file of a zip, and whether it is packed. */
interface BundleFile {
  readonly path: string;
  readonly content: Buffer;
  readonly compress: boolean;
}

/** The files of an evidence bundle. The real ones are longer; for what is checked they are the same. */
export async function bundleFiles(key: TestKey | null): Promise<readonly BundleFile[]> {
  const log = exampleLog(key);
  const files: readonly BundleFile[] = [
    packed('README.txt', 'How to check this bundle.\n'),
    packed('targets.csv', `handle,state\r\n${'s-1,revoked\r\n'.repeat(200)}`),
    { ...packed('coverage.json', '{ "complete": true }\n'), compress: false },
    packed('audit.jsonl', await exportRun(log)),
  ];
  const unsigned = {
    format: 'curfew-evidence',
    version: 1,
    revocation: 'revocation-2',
    made: '2026-03-01T12:00:00.000Z',
    files: files.map(describeFile),
    head: log.head().hash,
  };
  const signature = signerOf(key)((name) => ({ ...unsigned, key: name }));
  const manifest = `${JSON.stringify({ ...unsigned, ...signature }, null, 2)}\n`;
  return [...files, packed('manifest.json', manifest)];
}

function packed(path: string, text: string): BundleFile {
  return { path, content: Buffer.from(text), compress: true };
}

function describeFile({ content, path }: BundleFile) {
  return { path, bytes: content.length, sha256: createHash('sha256').update(content).digest('hex') };
}

interface ZipOptions {
  /** Sizes and places in 64 bits. */
  readonly long?: boolean;
  /** Sizes before the bytes of a file, not behind them. */
  readonly known?: boolean;
}

export async function zipOf(files: readonly BundleFile[], options: ZipOptions = {}): Promise<Buffer> {
  const { known = false, long = false } = options;
  const zip = new ZipFile();
  const mtime = new Date(2026, 2, 1);
  for (const { compress, content, path } of files) {
    const part = { compress, mtime, forceZip64Format: long };
    if (known) zip.addBuffer(content, path, part);
    else zip.addReadStream(Readable.from([content]), path, part);
  }
  zip.end({ forceZip64Format: long, comment: '' });
  return buffer(zip.outputStream as Readable);
}
