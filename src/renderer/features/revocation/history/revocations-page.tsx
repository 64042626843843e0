import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { text } from '../../../messages/text.ts';
import { useConnection } from '../../../shared/connection-context.tsx';
import { Page } from '../../../ui/page.tsx';
import { OpenRevocations } from '../progress/open-revocations.tsx';
import { Drafts } from './drafts.tsx';
import { History } from './history.tsx';
import classes from './revocations-page.module.css';

/** All revocations of this connection: those that are not finished, drafts, and those that have ended. */
export function RevocationsPage() {
  const connection = useConnection();
  return (
    <Page title={text('history.title')} layout="full">
      <div className={classes.head}>
        <div>
          <h1>{text('history.title')}</h1>
          <p className={classes.about}>{text('history.about', { connection: connection.name })}</p>
        </div>
        <div className={classes.new}>
          <Button component={Link} to="/revocations/new/list" variant="default">
            {text('history.new-list')}
          </Button>
          <Button component={Link} to="/revocations/new/rule" variant="default">
            {text('history.new-rule')}
          </Button>
        </div>
      </div>
      <div className={classes.unfinished}>
        <OpenRevocations />
        <Drafts />
      </div>
      <History />
    </Page>
  );
}
