import type { CallRules } from './call-rule.ts';
import { exportWritten, planFrozen } from './shared-entries.ts';

export const revocationRules: CallRules<'revocation'> = {
  'revocation.plan': (_, plan) => planFrozen(plan),
  'revocation.start': 'recorded-where-it-happens',
  'revocation.pause': 'recorded-where-it-happens',
  'revocation.stop': 'recorded-where-it-happens',
  'revocation.stopSecondScan': ({ id }) => [
    { action: 'run.stopped', revocation: id, details: { by: 'operator', part: 'second-scan' } },
  ],
  'revocation.resume': 'recorded-where-it-happens',
  'revocation.abandon': 'recorded-where-it-happens',
  'revocation.verifyAgain': 'recorded-where-it-happens',
  'revocation.endRemaining': 'recorded-where-it-happens',
  'revocation.continueSecondScan': 'recorded-where-it-happens',
  'revocation.endUnplanned': 'recorded-where-it-happens',
  'revocation.endOAuthTokens': 'recorded-where-it-happens',
  'revocation.sendSignals': 'recorded-where-it-happens',
  'revocation.watchFor': 'recorded-where-it-happens',
  'revocation.watch': 'of-a-revocation',
  'revocation.open': 'of-a-revocation',
  'revocation.history': 'of-a-revocation',
  'revocation.remove': 'recorded-where-it-happens',
  'revocation.report': 'of-a-revocation',
  'revocation.reportOfAllRows': 'of-a-revocation',
  'revocation.gaps': 'of-a-revocation',
  'revocation.targetsView': 'of-a-revocation',
  'revocation.targets': 'of-a-revocation',
  'revocation.export': () =>
    exportWritten(({ id, show }, details) => ({
      revocation: id,
      details: { of: 'report', show, ...details },
    })),
  'revocation.exportGaps': () =>
    exportWritten(({ id }, details) => ({
      revocation: id,
      details: { of: 'not-covered', ...details },
    })),
};
