import { useNavigate } from '@tanstack/react-router';
import { Page } from '../../ui/page.tsx';
import { UsersList } from './users-list.tsx';

/** All users. The tenant stands in the address. */
export function UsersPage({ tenant }: { readonly tenant: string | null }) {
  const navigate = useNavigate();
  return (
    <Page title="Users" layout="full">
      <UsersList
        heading="h1"
        title="Users"
        tenant={tenant}
        onTenant={(chosen) =>
          void navigate({ to: '/users', search: chosen === null ? {} : { tenant: chosen }, replace: true })
        }
      />
    </Page>
  );
}
