import { connectionsMessages, settingsMessages } from './en/connections.ts';
import { coverageMessages, exposureMessages } from './en/coverage.ts';
import { draftMessages } from './en/draft.ts';
import { errorsMessages } from './en/errors.ts';
import { formatsMessages } from './en/formats.ts';
import { frameMessages, tablesMessages } from './en/frame.ts';
import { historyMessages } from './en/history.ts';
import { listMessages, ruleMessages } from './en/list.ts';
import { reportMessages } from './en/report.ts';
import { questionMessages, runMessages, watchMessages } from './en/run.ts';
import { searchMessages } from './en/search.ts';
import { sessionMessages, userMessages, usersMessages } from './en/user.ts';

/** Every text that the console shows, as an ICU message by key. */
export const catalogue = {
  ...connectionsMessages,
  ...coverageMessages,
  ...draftMessages,
  ...errorsMessages,
  ...exposureMessages,
  ...formatsMessages,
  ...frameMessages,
  ...historyMessages,
  ...listMessages,
  ...questionMessages,
  ...reportMessages,
  ...ruleMessages,
  ...runMessages,
  ...searchMessages,
  ...sessionMessages,
  ...settingsMessages,
  ...tablesMessages,
  ...userMessages,
  ...usersMessages,
  ...watchMessages,
} as const;

export type MessageKey = keyof typeof catalogue;
