import { readFile } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import { type Entry, fromBuffer, type ZipFile } from 'yauzl';

/** The files of a zip as text, by their paths, in the order of the zip. */
export async function readZip(path: string): Promise<ReadonlyMap<string, string>> {
  return unzip(await readFile(path), 'utf8');
}

/** The same of its bytes. Read by another library than the one that writes it; rejects where that cannot read it. */
export async function unzip(bytes: Buffer, encoding: BufferEncoding): Promise<ReadonlyMap<string, string>> {
  const zip = await opened(bytes);
  const files = new Map<string, string>();
  return new Promise((resolve, reject) => {
    zip.on('error', reject);
    zip.on('end', () => resolve(files));
    zip.on('entry', (entry: Entry) => {
      bytesOf(zip, entry).then((content) => {
        files.set(entry.fileName, content.toString(encoding));
        zip.readEntry();
      }, reject);
    });
    zip.readEntry();
  });
}

function opened(bytes: Buffer): Promise<ZipFile> {
  return new Promise((resolve, reject) => {
    fromBuffer(bytes, { lazyEntries: true }, (error, zip) => (error ? reject(error) : resolve(zip)));
  });
}

function bytesOf(zip: ZipFile, entry: Entry): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    zip.openReadStream(entry, (error, stream) => (error ? reject(error) : resolve(buffer(stream))));
  });
}
