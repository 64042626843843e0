import { Anchor, Button } from '@mantine/core';
import { type ErrorComponentProps, Link } from '@tanstack/react-router';
import { EmptyNote } from '../ui/empty-note.tsx';
import { Page } from '../ui/page.tsx';
import { Problem } from '../ui/problem.tsx';

/** An address that leads nowhere. */
export function NotFoundPage() {
  return (
    <Page title="No such view" layout="column">
      <h1>No such view</h1>
      <EmptyNote title="There is nothing at this address.">
        <Anchor component={Link} to="/">
          Go to search
        </Anchor>
      </EmptyNote>
    </Page>
  );
}

/** A page that broke while it was drawn. The frame around it stands. */
export function BrokenPage({ error, reset }: ErrorComponentProps) {
  return (
    <Page title="This view failed" layout="column">
      <h1>This view failed</h1>
      <Problem error={error} meaning="No session was ended by this.">
        <Button size="compact-sm" variant="default" onClick={reset}>
          Draw it again
        </Button>
      </Problem>
    </Page>
  );
}
