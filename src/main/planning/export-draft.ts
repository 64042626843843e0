import type { Draft, Exported, ExportFormat } from '../../contract/domain/planning.ts';
import { writeExport } from '../shared/export/write-export.ts';
import type { OpenDraft } from './draft.ts';

const endings: Readonly<Record<ExportFormat, string>> = { csv: 'csv', 'json-lines': 'jsonl' };

/** Writes the preview of a draft where the operator says. Null: no file was chosen. */
export async function exportDraft(
  draft: OpenDraft,
  format: ExportFormat,
  saveFile: (defaultName: string) => Promise<string | null>,
  signal: AbortSignal,
): Promise<Exported> {
  const path = await saveFile(exportName(draft.snapshot(), format));
  if (path === null) return null;
  return writeExport({ path, format, columns: draft.exportColumns, rows: draft.exportRows(), signal });
}

function exportName({ source }: Draft, format: ExportFormat): string {
  const of = source.type === 'list' ? source.name.replace(/\.[^.]{1,5}$/, '') : 'rule';
  // Characters that every file system takes.
  const plain = of.replace(/[^\p{L}\p{N}_-]+/gu, '-').replace(/^-+|-+$/g, '');
  return `preview-${plain.slice(0, 60) || 'list'}.${endings[format]}`;
}
