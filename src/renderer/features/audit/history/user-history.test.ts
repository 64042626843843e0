import { expect, it } from 'vitest';
import { describeNoRecords } from './user-history.tsx';

it('the history of a user without records says that nothing was done only where the log is here from its beginning', () => {
  expect(describeNoRecords(1)).toBe('Nothing was done about this user here.');
  expect(describeNoRecords(5_001)).toBe(
    'No record in this log is about this user. Older records are not in this log any more.',
  );
});
