import type { MalformedReason } from '../../../../contract/domain/planning.ts';

/** What one line or record of a list has, before it is known what it means. */
export type ListItem =
  | { readonly type: 'blank'; readonly line: number }
  | { readonly type: 'text'; readonly line: number; readonly text: string }
  /** `text`: what can be shown of it. */
  | {
      readonly type: 'malformed';
      readonly line: number;
      readonly text: string;
      readonly reason: MalformedReason;
    };

/** Text in pieces to items, one by one: text is read only as far as items are taken. */
export interface ListReader {
  readonly push: (text: string) => Iterable<ListItem>;
  /** Throws a `Failure` when the list cannot end like this. */
  readonly end: () => Iterable<ListItem>;
}
