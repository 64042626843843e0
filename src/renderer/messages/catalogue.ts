import { connectionsMessages } from './en/connections.ts';
import { coverageMessages } from './en/coverage.ts';
import { draftMessages } from './en/draft.ts';
import { errorsMessages } from './en/errors.ts';
import { exposureMessages } from './en/exposure.ts';
import { formatsMessages } from './en/formats.ts';
import { frameMessages } from './en/frame.ts';
import { historyMessages } from './en/history.ts';
import { listMessages } from './en/list.ts';
import { questionMessages } from './en/question.ts';
import { reportMessages } from './en/report.ts';
import { ruleMessages } from './en/rule.ts';
import { runMessages } from './en/run.ts';
import { searchMessages } from './en/search.ts';
import { sessionMessages } from './en/session.ts';
import { settingsMessages } from './en/settings.ts';
import { tablesMessages } from './en/tables.ts';
import { userMessages } from './en/user.ts';
import { usersMessages } from './en/users.ts';
import { watchMessages } from './en/watch.ts';

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
