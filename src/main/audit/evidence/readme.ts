import type { AuditHead } from '../../../contract/domain/audit/record.ts';

/** What every file for people in a bundle says of the bundle itself. */
export interface BundleFacts {
  readonly revocation: string;
  readonly made: Date;
  /** Of the console. */
  readonly version: string;
  readonly head: AuditHead;
  readonly isSigned: boolean;
  readonly state: 'ended' | 'interrupted';
}

const signed = `The log and the manifest are signed with the Ed25519 key of the console that wrote them. The public
key is in the first line of audit.jsonl. Compare it with the key that the console shows: give that one
to curfew-verify with --key. Whoever has the private key can write another log that fits.`;

const unsigned = `The log and the manifest are NOT signed, because the computer of the console has no secret store. The
chain of hashes shows changes by accident. It does not show changes by somebody who computes all
hashes again, and the head hash only names the log that this is said to be a part of. Compare the records
of audit.jsonl with a complete export of the log, and the head of that export with a copy that was kept
outside of the console.`;

const interrupted = `
The revocation has not ended: the console was ended before. The report shows what was known then.
Sessions in state "planned" were not sent. Nobody read again what was sent last.
`;

/** For the auditor, as plain text. */
export function readmeText({ head, isSigned, made, revocation, state, version }: BundleFacts): string {
  return `Evidence bundle of a revocation, written by Curfew ${version}

Revocation  ${revocation}
Written     ${made.toISOString()}
Head hash   ${head.hash}
            (hash of record ${head.sequence}, the newest record of the audit log when this was written)
${state === 'interrupted' ? interrupted : ''}
How to check it
---------------
You need Node.js 20 or newer and the file curfew-verify.mjs, which comes with Curfew. No network is used.

  node curfew-verify.mjs evidence.zip
  node curfew-verify.mjs --head HASH --key KEY evidence.zip

HASH is a head hash that was kept outside of the console, for example in the ticket. KEY is the public key that
the console shows. Exit code 0 means valid. Otherwise the program names the file and the record that
do not fit.

Without curfew-verify: manifest.json has size and SHA-256 of every other file.

${isSigned ? signed : unsigned}

What it does not prove
----------------------
- That the newest records were not cut off, unless you give a head hash that was kept outside of the console.
- What happened before the first record of the log, or on the core without Curfew.
- That the clock of the computer was right. Records also have the time since the record before them, by a clock that
  nobody sets.

The files
---------
index.html             everything for reading, opens without a network and has no script
report.json            who ordered what, when, why, on which core, what was not covered, and the result
targets.csv            every session of the plan, and sessions that were found later, with its result
targets.jsonl          the same rows as JSON lines
plan-lines.csv         the lines of the list that the plan was made from, and what each of them selected.
                       Without rows where the plan was not made from a list.
sessions-before.jsonl  every session before it was ended. "read": "yes" it was read before the first session
                       was ended; "gone" the core had no such session any more; "failed" it could not be
                       read; "no" it was not read, and the line has what planning knew.
                       Payloads are redacted: values under names that sound like secrets or personal data,
                       and texts that look like them, are "[redacted]". Long payloads are cut.
coverage.json          what was not covered, in numbers and one by one
audit.jsonl            the records of the audit log that belong to this revocation
manifest.json          size and SHA-256 of all files above, head hash and signature

All times are UTC. Files are UTF-8. Characters that do not show are escapes. In CSV files an apostrophe is before cells
that a spreadsheet would take for a formula.
`;
}
