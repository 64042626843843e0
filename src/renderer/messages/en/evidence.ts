/** The evidence bundle of a revocation, and what is recorded for it. */
export const evidenceMessages = {
  'evidence.write': 'Evidence bundle …',
  'evidence.about':
    'A zip file for an auditor: the plan, the sessions as they were, the report and its part of the audit log. It can be checked without Curfew.',
  'evidence.about-interrupted':
    'A zip file for an auditor, with what is known until now. It says that the revocation has not ended.',
  'evidence.cancel': 'Cancel the evidence bundle',
  'evidence.cancelled': 'Cancelled. No file was left.',
  'evidence.checking': 'Checking {done, number} of {of, plural, one {# row} other {# rows}}',
  'evidence.writing': 'Writing {done, number} of {of, plural, one {# row} other {# rows}}',
  'evidence.saved': 'Saved the evidence to {path}',
  'evidence.saved-unsigned':
    'Saved the evidence to {path}. It is not signed, because this computer has no secret store.',
  'evidence.failed': 'The evidence bundle was not written. The revocation and its report are not affected.',
  'settings.evidence': 'Evidence',
  'settings.evidence.about':
    'Before a revocation ends its first session, Curfew reads the sessions with their payloads for the evidence bundle. Each session takes one call to the core. Values that look like secrets or personal data are redacted before they are stored.',
  'settings.evidence.up-to': 'Sessions of a revocation',
  'settings.evidence.up-to.about': 'A revocation with more sessions is not delayed. 0 switches this off.',
  'settings.evidence.up-to.fault': 'Enter a whole number from 0 to 1,000,000.',
  'settings.evidence.hidden': 'Redacted names',
  'settings.evidence.hidden.about':
    'A value is redacted when its name has one of these words in it. Capital letters, hyphens and underscores make no difference.',
} as const;
