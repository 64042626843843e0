import { Button, FileButton, Textarea, UnstyledButton } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import type { Authority } from '../../../contract/domain/connection.ts';
import { text } from '../../messages/text.ts';
import { Problem } from '../../ui/page/problem.tsx';
import { Moment } from '../../ui/values/moment.tsx';
import { call } from '../ipc-client.ts';
import classes from './authority-fields.module.css';

interface AuthorityFieldsProps {
  /** Of what they are. */
  readonly title: string;
  readonly about: string;
  readonly authorities: readonly Authority[];
  /** What is wrong with them. */
  readonly error?: string | undefined;
  readonly onChange: (authorities: readonly Authority[]) => void;
}

/** Certificate authorities that are trusted besides those of this computer. */
export function AuthorityFields({ title, about, authorities, error, onChange }: AuthorityFieldsProps) {
  const [adding, setAdding] = useState(false);
  const [pasted, setPasted] = useState('');
  const { addButton, pemField } = useFocusOfAdding(adding);
  const read = useMutation({
    mutationFn: (text: string) => call('connections.readAuthorities', { text }),
    onSuccess: (found) => {
      const known = new Set(authorities.map(({ fingerprint }) => fingerprint));
      onChange([...authorities, ...found.filter(({ fingerprint }) => !known.has(fingerprint))]);
      setPasted('');
      setAdding(false);
    },
  });

  function paste(next: string) {
    setPasted(next);
    read.reset();
  }

  return (
    <fieldset className={classes.authorities}>
      <legend>{title}</legend>
      <p className={classes.note}>{about}</p>
      <ul aria-label={title}>
        {authorities.map(({ fingerprint, subject, expiresAt }) => (
          <li key={fingerprint} title={text('connections.authorities.fingerprint', { fingerprint })}>
            <span className={classes.subject}>{subject}</span>
            <span className={classes.note}>
              {text('connections.authorities.expires')} <Moment at={expiresAt} as="exact" />
            </span>
            <UnstyledButton
              className={classes.remove}
              aria-label={text('connections.authorities.remove-named', { subject })}
              onClick={() => {
                onChange(authorities.filter((other) => other.fingerprint !== fingerprint));
                // This button goes with the authority.
                (addButton.current ?? pemField.current)?.focus();
              }}
            >
              {text('connections.authorities.remove')}
            </UnstyledButton>
          </li>
        ))}
      </ul>
      {error === undefined ? null : (
        <p className={classes.wrong} role="alert" tabIndex={-1} data-wrong>
          {error}
        </p>
      )}
      {adding ? (
        <>
          <Textarea
            ref={pemField}
            label={text('connections.authorities.pem')}
            description={text('connections.authorities.pem.about')}
            rows={4}
            autoComplete="off"
            spellCheck={false}
            error={read.isError}
            value={pasted}
            onChange={(event) => paste(event.currentTarget.value)}
          />
          {read.isError ? (
            <Problem error={read.error} meaning={text('connections.authorities.not-added')} />
          ) : null}
          <div className={classes.buttons}>
            <Button variant="default" loading={read.isPending} onClick={() => read.mutate(pasted)}>
              {text('connections.authorities.add-pasted')}
            </Button>
            <FileButton
              accept=".pem,.crt,.cer,.txt"
              onChange={(file) => {
                if (file !== null) void file.text().then(paste, () => undefined);
              }}
            >
              {(props) => (
                <Button {...props} variant="default">
                  {text('connections.authorities.choose')}
                </Button>
              )}
            </FileButton>
            <Button
              variant="subtle"
              color="gray"
              onClick={() => {
                paste('');
                setAdding(false);
              }}
            >
              {text('connections.authorities.cancel')}
            </Button>
          </div>
        </>
      ) : (
        <div>
          <Button ref={addButton} variant="default" size="compact-sm" onClick={() => setAdding(true)}>
            {text('connections.authorities.add')}
          </Button>
        </div>
      )}
    </fieldset>
  );
}

/** The fields come in place of the button that shows them, and go for it: what is there then has the focus. */
function useFocusOfAdding(adding: boolean) {
  const addButton = useRef<HTMLButtonElement>(null);
  const pemField = useRef<HTMLTextAreaElement>(null);
  const wasAdding = useRef(adding);
  useEffect(() => {
    if (wasAdding.current !== adding) (adding ? pemField : addButton).current?.focus();
    wasAdding.current = adding;
  }, [adding]);
  return { addButton, pemField };
}
