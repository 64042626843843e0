import type { OpenFile } from '../files/connection.ts';
import type { OperationProgress, StoreWriter } from '../interface.ts';
import type { MethodInput, MethodOutput } from '../queries/queries.ts';
import { chooseForLines, chooseUsers } from './choose-users.ts';
import { exclude } from './exclude.ts';
import { freeze } from './freeze.ts';
import { compareWithList, rememberList } from './lists-of-users.ts';
import { orderSessions, recordWhere, verifyAgain } from './record-where.ts';
import { settleList } from './settle-list.ts';

type OperationMethod =
  | 'settleList'
  | 'chooseUsers'
  | 'chooseForLines'
  | 'exclude'
  | 'freeze'
  | 'recordWhere'
  | 'verifyAgain'
  | 'compareWithList'
  | 'rememberList'
  | 'orderSessions';

/**
 * What the writer does in a file in as many transactions as it takes: whoever runs it begins one before each piece and
 * commits it after the piece, at `yield` and at the end.
 */
export type TableOperations = {
  readonly [M in OperationMethod]: (
    file: OpenFile,
    rev: number,
    input: MethodInput<StoreWriter[M]>,
  ) => Generator<OperationProgress, MethodOutput<StoreWriter[M]>>;
};

export const tableOperations: TableOperations = {
  settleList,
  chooseUsers,
  chooseForLines,
  exclude,
  freeze,
  recordWhere,
  verifyAgain,
  compareWithList,
  rememberList,
  orderSessions,
};
