import type { TableOperations } from './open-file.ts';
import { chooseForLines, chooseUsers } from './work/choose-users.ts';
import { compareWithList } from './work/compare-with-list.ts';
import { exclude } from './work/exclude.ts';
import { freeze } from './work/freeze.ts';
import { orderSessions } from './work/order-sessions.ts';
import { recordWhere, verifyAgain } from './work/record-where.ts';
import { rememberList } from './work/remember-list.ts';
import { settleList } from './work/settle-list.ts';

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
