import { Problem } from '../../../ui/problem.tsx';
import type { DraftCommands } from './use-draft-commands.ts';

const meanings = [
  ['control', 'The preview stands as it was. Nothing was ended.'],
  ['keep', 'Nothing was taken out or in again.'],
  ['choose', 'Nothing was chosen.'],
  ['discard', 'The preview is still there. Nothing was ended.'],
] as const;

/** What could not be done, and what that means. It goes away with the next try. */
export function CommandProblems({ commands }: { readonly commands: DraftCommands }) {
  return (
    <>
      {meanings.map(([name, meaning]) => {
        const { error } = commands[name];
        return error === null ? null : <Problem key={name} error={error} meaning={meaning} />;
      })}
    </>
  );
}
