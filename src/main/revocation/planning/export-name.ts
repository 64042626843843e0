import type { Draft, ExportFormat } from '../../../contract/domain/planning.ts';

const endings: Readonly<Record<ExportFormat, string>> = { csv: 'csv', 'json-lines': 'jsonl' };

/** Under which name the preview of a draft is offered to be saved. */
export function exportName({ source }: Draft, format: ExportFormat): string {
  const of = source.type === 'list' ? source.name.replace(/\.[^.]{1,5}$/, '') : 'rule';
  // What no file system minds.
  const plain = of.replace(/[^\p{L}\p{N}_-]+/gu, '-').replace(/^-+|-+$/g, '');
  return `preview-${plain.slice(0, 60) || 'list'}.${endings[format]}`;
}
