import { mostLines } from '../../../../contract/domain/planning.ts';
import { formatCount } from '../../../messages/format-count.ts';
import classes from './new-list.module.css';

const examples = [
  ['ec513228-e676-4d1a-96e3-80cee9422ebe', 'a session handle: that session'],
  ['emp-4711', 'a user id, an external one too: everything of this user'],
  ['ada@alpha.example', 'an e-mail address: everything of the user it belongs to'],
  ['+36 20 123 4567', 'a phone number, with + and the code of its country'],
  ['google:1082', 'an account elsewhere: its provider and its id there'],
  ['eyJhbGciOi…', 'an access token: the session it belongs to'],
] as const;

/** What a line may be, and what happens with it. */
export function ListHelp() {
  return (
    <section className={classes.help} aria-label="What a line may be">
      <h2>What a line may be</h2>
      <dl>
        {examples.map(([text, meaning]) => (
          <div key={text}>
            <dt>{text}</dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
      <p>
        Lines of all kinds can be mixed. Access tokens are recognised, checked on this machine and never
        written down. Up to {formatCount(mostLines)} lines.
      </p>
      <p>
        A line that fits several users is ambiguous. It selects nobody until you choose. A number without + is
        looked up as it is written.
      </p>
      <p>Nothing is ended before you confirm it.</p>
    </section>
  );
}
