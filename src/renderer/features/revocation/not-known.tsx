import type { ReactNode } from 'react';
import { text } from '../../messages/text.ts';
import quiet from '../../ui/page/quiet.module.css';

/** In place of a value that nobody knows. Never an empty cell. */
export function NotKnown({ children = text('report.cell.not-known') }: { readonly children?: ReactNode }) {
  return <span className={quiet.quiet}>{children}</span>;
}
