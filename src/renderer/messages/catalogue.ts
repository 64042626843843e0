import { auditMessages } from './en/audit.ts';
import { connectionsMessages, settingsMessages } from './en/connections.ts';
import { coverageMessages, exposureMessages } from './en/coverage.ts';
import { draftMessages } from './en/draft.ts';
import { errorsMessages } from './en/errors.ts';
import { formatsMessages } from './en/formats.ts';
import { forwardingMessages, receiversMessages } from './en/forwarding.ts';
import { frameMessages, tablesMessages } from './en/frame.ts';
import { historyMessages } from './en/history.ts';
import { listMessages, ruleMessages } from './en/list.ts';
import { lockMessages } from './en/lock.ts';
import { oauthMessages } from './en/oauth.ts';
import { evidenceMessages, reportMessages } from './en/report.ts';
import { questionMessages, runMessages, watchMessages } from './en/run.ts';
import { searchMessages } from './en/search.ts';
import { signalsMessages } from './en/signals.ts';
import { sessionMessages, userMessages, usersMessages } from './en/user.ts';

/** Every text that the console shows, as an ICU message by key. */
export const catalogue = {
  ...auditMessages,
  ...connectionsMessages,
  ...coverageMessages,
  ...draftMessages,
  ...errorsMessages,
  ...evidenceMessages,
  ...exposureMessages,
  ...formatsMessages,
  ...forwardingMessages,
  ...frameMessages,
  ...historyMessages,
  ...listMessages,
  ...lockMessages,
  ...oauthMessages,
  ...questionMessages,
  ...receiversMessages,
  ...reportMessages,
  ...ruleMessages,
  ...runMessages,
  ...searchMessages,
  ...sessionMessages,
  ...settingsMessages,
  ...signalsMessages,
  ...tablesMessages,
  ...userMessages,
  ...usersMessages,
  ...watchMessages,
} as const;

export type MessageKey = keyof typeof catalogue;
