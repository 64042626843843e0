import { useState } from 'react';
import type { ListFormat } from '../../../../contract/domain/planning.ts';
import type { ByteSource } from '../feeding/byte-source.ts';
import { type FormatType, formatOf } from './format-choice.ts';
import { type Delimiter, useSample } from './use-sample.ts';

/** How the lines are written: as it looks, unless the operator chose otherwise. */
export function useListFormat(source: ByteSource | null) {
  const [chosen, setChosen] = useState<ListFormat | null>(null);
  const [delimiter, setDelimiter] = useState<Delimiter | null>(null);
  const { sample, again } = useSample(source, delimiter);
  const read = sample.state === 'read' ? sample.sample : null;

  function takeForCsv(next: Delimiter | null) {
    setChosen(null);
    setDelimiter(next);
  }

  return {
    read,
    error: sample.state === 'failed' ? sample.error : null,
    again,
    format: read === null ? null : (chosen ?? read.format),
    choose: setChosen,
    /** The columns depend on it: the list is looked at again. */
    chooseDelimiter: takeForCsv,
    chooseType: (type: FormatType) => {
      if (read === null) return;
      if (type === 'csv' && read.format.type !== 'csv') return takeForCsv(',');
      setDelimiter(type === 'csv' ? delimiter : null);
      setChosen(formatOf(type, read));
    },
    /** Another list: nothing that was chosen for the one before holds. */
    forget: () => takeForCsv(null),
  };
}
