import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useConnection } from '../../shared/connection-context.tsx';
import { Page } from '../../ui/page.tsx';
import { Drafts } from './drafts.tsx';
import { History } from './history/history.tsx';
import { OpenRevocations } from './open-revocations.tsx';
import classes from './revocations-page.module.css';

/** What is being ended, what is being planned, and what was ended on this connection. */
export function RevocationsPage() {
  const connection = useConnection();
  return (
    <Page title="Revocations" layout="full">
      <div className={classes.head}>
        <div>
          <h1>Revocations</h1>
          <p className={classes.about}>On {connection.name}. Kept on this computer.</p>
        </div>
        <div className={classes.new}>
          <Button component={Link} to="/revocations/new/list" variant="default">
            New from a list
          </Button>
          <Button component={Link} to="/revocations/new/rule" variant="default">
            New from a rule
          </Button>
        </div>
      </div>
      <div className={classes.now}>
        <OpenRevocations />
        <Drafts />
      </div>
      <History />
    </Page>
  );
}
