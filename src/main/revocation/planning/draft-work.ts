import type { ControlAction, Draft, RowsPage, ShownRows } from '../../../contract/domain/planning.ts';
import type { PlanScope } from '../../../contract/domain/revocation.ts';
import type { PeopleTable } from '../targets/people-table.ts';
import type { TargetTable } from '../targets/target-table.ts';

/** What a draft hits, copied and frozen, without what was taken out. */
export interface FrozenHits {
  readonly scope: PlanScope;
  readonly targets: TargetTable;
  readonly people: PeopleTable;
  /** Where whole users are ended: in this tenant, or in all (null). */
  readonly tenantId: string | null;
  readonly duplicates: number;
  readonly excluded: number;
  readonly own: number;
}

/** A row of a preview on its way into a file: names and values in the order of the columns. */
export type ExportRow = Readonly<Record<string, string | number | null>>;

/** What list and rule have in common: a draft that is read, looked at, and frozen. */
export interface DraftWork {
  /** Of the core that is asked: a connection can be changed to lead to another one. */
  readonly address: string;
  /** As it stands now. Cheap: it is asked a few times a second. */
  readonly draft: () => Draft;
  /** Calls the listener after changes, not for each row. Gives how to stop that. */
  readonly onChange: (listener: () => void) => () => void;
  readonly control: (action: ControlAction) => Promise<void>;
  readonly rows: (request: {
    readonly show: ShownRows;
    readonly offset: number;
    readonly limit: number;
  }) => Promise<RowsPage>;
  readonly keep: (what: 'own' | readonly number[], excluded: boolean) => Promise<void>;
  /** Throws `bad-input` where nothing is to be chosen. */
  readonly choose: (row: number, userIds: readonly string[], signal: AbortSignal) => Promise<void>;
  /** Rejects with `bad-input` while it is being read, or when nothing is left to end. Takes turns: it can be a million. */
  readonly freeze: () => Promise<FrozenHits>;
  /** Names of the columns of an export, in order. */
  readonly exportColumns: readonly string[];
  readonly exportRows: () => AsyncIterable<ExportRow>;
  /** Stops, and removes what it wrote to disk. */
  readonly discard: () => Promise<void>;
  /** Stops, and leaves on disk what a later run of the console can go on from. */
  readonly close: () => Promise<void>;
}
