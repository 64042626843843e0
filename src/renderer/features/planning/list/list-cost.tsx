import type { ListFormat } from '../../../../contract/domain/planning.ts';
import type { ByteSource } from '../feeding/byte-source.ts';
import { listCostWords } from './list-cost-words.ts';
import classes from './new-list.module.css';
import { useListCost } from './use-list-cost.ts';

interface ListCostProps {
  readonly source: ByteSource | null;
  readonly format: ListFormat | null;
}

/** What it takes to look the list up. Nothing is shown as long as nobody knows. */
export function ListCost({ source, format }: ListCostProps) {
  const cost = useListCost(source, format);
  return cost === null ? null : (
    <section aria-label="What looking it up takes" className={classes.quiet}>
      {listCostWords(cost)}
    </section>
  );
}
